// Says without signal where a position or a building is, and who answers there: `gis.locate` once more, on the phone.

import type { Feature, FeatureCollection } from "geojson";
import { insideRings, lines } from "../shared/geo";
import type { Area, Post, ServicePoint } from "./records";

/** One unit with its rings, flat (lon, lat, lon, lat …). */
export interface Unit {
  id: number;
  kind: "building" | "estate" | "grid" | "community";
  name: string;
  facts: Record<string, any>;
  rings: Float64Array[];
  west: number;
  south: number;
  east: number;
  north: number;
}

export interface Chance {
  grid: Unit | null;
  share: number;
}

export interface NearPoint extends ServicePoint {
  walk_s: number | null;
  straight_m: number | null; // where no building says the walk
}

export interface Place {
  lon: number;
  lat: number;
  building: Unit | null;
  estate: Unit | null;
  grid: Unit | null;
  community: Unit | null;
  stairwell: number | null;
  chances: Chance[];
  certainty: "sure" | "likely" | "unsure";
  people: (Post & { unit_name: string; kind_chinese: string })[];
  near: NearPoint[];
  isOutside: boolean;
}

const POSITIONS = 400;
const DEVIATIONS_AT_95 = Math.sqrt(-2 * Math.log(0.05));
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const MOST_ACCURACY_M = 5000;
const EDGE_DEGREES = 1e-9; // a tenth of a millimetre: on the border
const FROM_THE_DOOR_UP = ["building", "micro_grid", "estate", "patch", "grid", "community", "subdistrict"];

/** Metres of a degree of (longitude, latitude) on the ellipsoid, as `gis.space.measure` has them. */
export function metresPerDegree(lat: number): [number, number] {
  const [a, e2, rad] = [6378137, 0.0066943799901413165, (lat * Math.PI) / 180];
  const w = Math.sqrt(1 - e2 * Math.sin(rad) ** 2);
  return [(Math.PI / 180) * (a / w) * Math.cos(rad), (Math.PI / 180) * ((a * (1 - e2)) / w ** 3)];
}

export function distance_m(lon: number, lat: number, otherLon: number, otherLat: number): number {
  const [east, north] = metresPerDegree((lat + otherLat) / 2);
  return Math.hypot((otherLon - lon) * east, (otherLat - lat) * north);
}

function unitOf(feature: Feature, kind: Unit["kind"]): Unit {
  const rings = lines(feature.geometry).map((line) => Float64Array.from(line.flatMap(([lon, lat]) => [lon, lat])));
  const facts = feature.properties ?? {};
  const unit = { id: Number(feature.id), kind, name: String(facts.name ?? ""), facts, rings, west: 180, south: 90, east: -180, north: -90 };
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      unit.west = Math.min(unit.west, ring[i]);
      unit.east = Math.max(unit.east, ring[i]);
      unit.south = Math.min(unit.south, ring[i + 1]);
      unit.north = Math.max(unit.north, ring[i + 1]);
    }
  return unit;
}

function onEdge(ring: Float64Array, x: number, y: number): boolean {
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, dx, dy] = [ring[i], ring[i + 1], ring[i + 2] - ring[i], ring[i + 3] - ring[i + 1]];
    const length = dx * dx + dy * dy;
    const t = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
    if (Math.hypot(x - ax - t * dx, y - ay - t * dy) <= EDGE_DEGREES) return true;
  }
  return false;
}

/** Whether a unit covers a position, its border included. */
export function covers(unit: Unit, lon: number, lat: number): boolean {
  if (lon < unit.west || lon > unit.east || lat < unit.south || lat > unit.north) return false;
  return insideRings(unit.rings, lon, lat) || unit.rings.some((ring) => onEdge(ring, lon, lat));
}

/** 400 equally likely true positions around a measured one (radius: 95 %), the same as the service lays out. */
function probablePositions(lon: number, lat: number, accuracy_m: number): [number, number][] {
  const [east, north] = metresPerDegree(lat);
  const deviation = Math.min(accuracy_m, MOST_ACCURACY_M) / DEVIATIONS_AT_95;
  return Array.from({ length: POSITIONS }, (_, k) => {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - (k + 0.5) / POSITIONS));
    return [lon + (radius * Math.cos(k * GOLDEN_ANGLE)) / east, lat + (radius * Math.sin(k * GOLDEN_ANGLE)) / north];
  });
}

export class Places {
  readonly units = new Map<number, Unit>();
  private readonly byKind: Record<Unit["kind"], Unit[]> = { building: [], estate: [], grid: [], community: [] };
  private readonly posts = new Map<number, Post[]>();
  private readonly points: Map<number, ServicePoint>;

  constructor(readonly area: Area) {
    const layers: [Unit["kind"], FeatureCollection | undefined][] = [
      ["community", area.communities], ["estate", area.estates], ["grid", area.grids], ["building", area.buildings],
    ];
    for (const [kind, layer] of layers)
      for (const feature of layer?.features ?? []) {
        const unit = unitOf(feature, kind);
        this.byKind[kind].push(unit);
        this.units.set(unit.id, unit);
      }
    // A position on a border belongs to the smallest id.
    for (const units of Object.values(this.byKind)) units.sort((a, b) => a.id - b.id);
    for (const post of area.people) this.posts.set(post.unit_id, [...(this.posts.get(post.unit_id) ?? []), post]);
    this.points = new Map(area.points.map((point) => [point.id, point]));
  }

  all(kind: Unit["kind"]): Unit[] {
    return this.byKind[kind];
  }

  find(kind: Unit["kind"], lon: number, lat: number): Unit | null {
    return this.byKind[kind].find((unit) => covers(unit, lon, lat)) ?? null;
  }

  /** Where a WGS-84 position is, with the grids of its probable positions ranked. */
  at(lon: number, lat: number, accuracy_m: number | null = null): Place {
    const building = this.find("building", lon, lat);
    const estate = this.find("estate", lon, lat) ?? this.unit(building?.facts.estate_id);
    const grid = this.find("grid", lon, lat);
    const chances = this.chances(lon, lat, accuracy_m, grid);
    return this.place({ lon, lat, building, estate, grid, community: this.find("community", lon, lat), stairwell: null, chances });
  }

  /** Where a building is: its grid and community by belonging. */
  ofBuilding(id: number, stairwell: number | null = null): Place | null {
    const building = this.units.get(id);
    if (building?.kind !== "building") return null;
    const [lon, lat] = this.middle(building);
    const grid = this.unit(building.facts.grid_id);
    return this.place({
      lon, lat, building, grid, stairwell,
      estate: this.unit(building.facts.estate_id),
      community: this.unit(building.facts.community_id),
      chances: [{ grid, share: 1 }],
    });
  }

  /** The building at a position, or the nearest within some metres. */
  nearestBuilding(lon: number, lat: number, within_m: number): Unit | null {
    const here = this.find("building", lon, lat);
    if (here) return here;
    const apart = (unit: Unit): number => Math.min(...unit.rings.map((ring) => this.toRing_m(ring, lon, lat)));
    const [nearest] = this.byKind.building
      .filter((unit) => distance_m(lon, lat, ...this.middle(unit)) < within_m + 150)
      .map((unit) => ({ unit, metres: apart(unit) }))
      .sort((a, b) => a.metres - b.metres);
    return nearest && nearest.metres <= within_m ? nearest.unit : null;
  }

  middle(unit: Unit): [number, number] {
    return [(unit.west + unit.east) / 2, (unit.south + unit.north) / 2];
  }

  private toRing_m(ring: Float64Array, lon: number, lat: number): number {
    const [east, north] = metresPerDegree(lat);
    let least = Infinity;
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay] = [(ring[i] - lon) * east, (ring[i + 1] - lat) * north];
      const [dx, dy] = [(ring[i + 2] - ring[i]) * east, (ring[i + 3] - ring[i + 1]) * north];
      const length = dx * dx + dy * dy;
      const t = length ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length)) : 0;
      least = Math.min(least, Math.hypot(ax + t * dx, ay + t * dy));
    }
    return least;
  }

  private unit(id: unknown): Unit | null {
    return this.units.get(Number(id)) ?? null;
  }

  private chances(lon: number, lat: number, accuracy_m: number | null, grid: Unit | null): Chance[] {
    if (!accuracy_m) return [{ grid, share: 1 }];
    const counts = new Map<Unit | null, number>();
    for (const [x, y] of probablePositions(lon, lat, accuracy_m)) {
      const found = this.find("grid", x, y);
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    return [...counts]
      .sort(([one, n], [other, m]) => m - n || (one?.id ?? -1) - (other?.id ?? -1))
      .map(([found, count]) => ({ grid: found, share: count / POSITIONS }));
  }

  private place(found: Omit<Place, "certainty" | "people" | "near" | "isOutside">): Place {
    const share = found.chances[0]?.share ?? 0;
    const certainty = share >= 0.95 ? "sure" : share >= 0.5 ? "likely" : "unsure";
    const isOutside = !found.community?.facts.is_own && !found.building;
    return { ...found, certainty, people: this.peopleOf(found), near: this.nearOf(found), isOutside };
  }

  /** Who answers, from the door up; of a place that is not one's own only the posts within one's own units. */
  private peopleOf(found: Pick<Place, "building" | "estate" | "grid" | "community" | "stairwell">): Place["people"] {
    const smallest = found.building ?? found.grid ?? found.community;
    const isOwn = Boolean(smallest?.facts.is_held);
    return this.namedUnits(found)
      .sort((a, b) => FROM_THE_DOOR_UP.indexOf(a[0]) - FROM_THE_DOOR_UP.indexOf(b[0]))
      .flatMap(([kind, id, name]) =>
        (this.posts.get(id) ?? [])
          .filter((post) => isOwn || post.is_held)
          .sort((a, b) => a.rank - b.rank || (a.post_id ?? 0) - (b.post_id ?? 0))
          .map((post) => ({ ...post, unit_name: name, kind_chinese: this.area.kinds[kind] ?? "" })),
      );
  }

  /** Kind, id and name of every unit that a place lies in. */
  private namedUnits(found: Pick<Place, "building" | "estate" | "grid" | "community" | "stairwell">): [string, number, string][] {
    const units = [found.building, found.estate, found.grid, found.community].filter((unit) => unit !== null);
    const micro = (this.area.micro[found.building?.id ?? -1] ?? []).filter(([, , stairs]) => found.stairwell === null || stairs.includes(found.stairwell));
    const patches = new Map([found.building, found.estate].flatMap((member) => this.area.patches[member?.id ?? -1] ?? []));
    const above = Number((found.community ?? found.grid ?? found.building)?.facts.subdistrict_id);
    return [
      ...units.map((unit): [string, number, string] => [unit.kind, unit.id, unit.name]),
      ...micro.map(([id, code]): [string, number, string] => ["micro_grid", id, code]),
      ...[...patches].map(([id, name]): [string, number, string] => ["patch", id, name]),
      ...this.area.subdistricts.filter(({ id }) => id === above).map(({ id, name }): [string, number, string] => ["subdistrict", id, name]),
    ];
  }

  private nearOf(found: Pick<Place, "building" | "lon" | "lat">): NearPoint[] {
    const walks = found.building ? this.area.near[found.building.id] : undefined;
    if (walks)
      return walks.flatMap(([id, walk_s]) => {
        const point = this.points.get(id);
        return point ? [{ ...point, walk_s, straight_m: null }] : [];
      });
    return [...this.points.values()]
      .map((point) => ({ ...point, walk_s: null, straight_m: distance_m(found.lon, found.lat, point.lon, point.lat) }))
      .sort((a, b) => a.straight_m - b.straight_m)
      .slice(0, 3);
  }
}
