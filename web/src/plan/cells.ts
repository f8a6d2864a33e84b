// The cells of a plan: where they are, which edges they share, and which lie under a stroke.

import type { FeatureCollection } from "geojson";
import { type Shape, holds, shapesOf } from "../shared/geo";

export interface Cell {
  id: number;
  index: number; // in the list of all cells
  area: number; // square world pixels
  shape: Shape;
  communityId: number;
  buildingId: number | null;
  estateId: number | null;
  estateName: string | null;
  buildingName: string | null;
  households: number;
  residents: number;
}

/** One straight piece of border between two cells, or between a cell and the outside. */
export interface Edge {
  ax: number;
  ay: number;
  bx: number;
  by: number;
  left: number; // index of the cell on one side
  right: number; // and on the other; -1: outside
}

const BUCKET = 2 ** -13; // world pixels; about 19 m at the equator

/** All cells, found by id and by place. */
export class Cells {
  readonly list: Cell[];
  readonly byId = new Map<number, Cell>();
  readonly edges: Edge[];
  private readonly byEstate = new Map<number, Cell[]>();
  private readonly byBuilding = new Map<number, Cell[]>();
  private readonly buckets = new Map<string, Cell[]>();
  private readonly size: number;

  constructor(collection: FeatureCollection) {
    this.list = shapesOf(collection).map((shape, index) => ({
      id: Number(shape.id),
      index,
      area: areaOf(shape),
      shape,
      communityId: Number(shape.properties.community_id),
      buildingId: shape.properties.building_id ?? null,
      estateId: shape.properties.estate_id ?? null,
      estateName: shape.properties.estate_name ?? null,
      buildingName: shape.properties.building_name ?? null,
      households: shape.properties.households ?? 0,
      residents: shape.properties.residents ?? 0,
    }));
    this.size = this.bucketSize();
    for (const cell of this.list) this.file(cell);
    this.edges = edgesOf(this.list);
  }

  private bucketSize(): number {
    const spans = this.list.map(({ shape }) => Math.max(shape.east - shape.west, shape.south - shape.north)).sort((a, b) => a - b);
    return Math.max(BUCKET, spans[Math.floor(spans.length / 2)] ?? BUCKET);
  }

  private file(cell: Cell): void {
    this.byId.set(cell.id, cell);
    if (cell.estateId !== null) push(this.byEstate, cell.estateId, cell);
    if (cell.buildingId !== null) push(this.byBuilding, cell.buildingId, cell);
    for (const key of this.keys(cell.shape.west, cell.shape.north, cell.shape.east, cell.shape.south)) push(this.buckets, key, cell);
  }

  private *keys(west: number, north: number, east: number, south: number): Iterable<string> {
    for (let i = Math.floor(west / this.size); i <= Math.floor(east / this.size); i++)
      for (let j = Math.floor(north / this.size); j <= Math.floor(south / this.size); j++) yield `${i}:${j}`;
  }

  private near(west: number, north: number, east: number, south: number): Set<Cell> {
    const found = new Set<Cell>();
    for (const key of this.keys(west, north, east, south)) for (const cell of this.buckets.get(key) ?? []) found.add(cell);
    return found;
  }

  /** The cell under a world point. */
  under(x: number, y: number): Cell | undefined {
    for (const cell of this.near(x, y, x, y)) if (holds(cell.shape, x, y)) return cell;
    return undefined;
  }

  /** The buildings of an estate, by name; cells without a building are left out. */
  ofEstate(estateId: number): Cell[] {
    const homes = (this.byEstate.get(estateId) ?? []).filter(({ buildingId }) => buildingId !== null);
    return homes.sort((a, b) => (a.buildingName ?? "").localeCompare(b.buildingName ?? "", "zh-CN", { numeric: true }));
  }

  /** Estates with their names, of one community. */
  estatesOf(communityId: number): [number, string][] {
    const found = new Map<number, string>();
    for (const cell of this.list) if (cell.communityId === communityId && cell.estateId !== null) found.set(cell.estateId, cell.estateName ?? "小区");
    return [...found].sort((a, b) => a[1].localeCompare(b[1], "zh-CN", { numeric: true }));
  }

  /** The edge nearest to a world point, at most so far away, that `isWanted`. */
  nearestEdge(x: number, y: number, within: number, isWanted: (edge: Edge) => boolean): Edge | undefined {
    let best: Edge | undefined;
    let least = within ** 2;
    for (const edge of this.edges) {
      if (Math.min(edge.ax, edge.bx) > x + within || Math.max(edge.ax, edge.bx) < x - within) continue;
      if (Math.min(edge.ay, edge.by) > y + within || Math.max(edge.ay, edge.by) < y - within) continue;
      const distance = squareDistance(edge, x, y);
      if (distance <= least && isWanted(edge)) [best, least] = [edge, distance];
    }
    return best;
  }

  /** Cells that a round brush touches: one of their corners lies under it, or its centre in them. */
  brushed(x: number, y: number, radius: number): Cell[] {
    return [...this.near(x - radius, y - radius, x + radius, y + radius)].filter(
      ({ shape }) => holds(shape, x, y) || shape.parts.some((ring) => hasCornerWithin(ring, x, y, radius)),
    );
  }

  /** Cells whose middle lies in the outline. */
  inside(outline: Shape): Cell[] {
    return [...this.near(outline.west, outline.north, outline.east, outline.south)].filter(({ shape }) =>
      holds(outline, (shape.west + shape.east) / 2, (shape.north + shape.south) / 2),
    );
  }

  /** The cells that go together: one, its building's, or its estate's. */
  together(cell: Cell, unit: "cell" | "building" | "estate"): Cell[] {
    if (unit === "estate" && cell.estateId !== null) return this.byEstate.get(cell.estateId) ?? [cell];
    if (unit !== "cell" && cell.buildingId !== null) return this.byBuilding.get(cell.buildingId) ?? [cell];
    return [cell];
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** Area of a shape in square world pixels; rings inside rings are holes, which wind the other way. */
function areaOf({ parts }: Shape): number {
  let twice = 0;
  for (const ring of parts)
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) twice += ring[j] * ring[i + 1] - ring[i] * ring[j + 1];
  return Math.abs(twice) / 2;
}

function squareDistance({ ax, ay, bx, by }: Edge, x: number, y: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}

function hasCornerWithin(ring: Float64Array, x: number, y: number, radius: number): boolean {
  for (let i = 0; i < ring.length; i += 2) if ((ring[i] - x) ** 2 + (ring[i + 1] - y) ** 2 <= radius ** 2) return true;
  return false;
}

/** Pair up equal edges of neighbours: cells are stored with identical vertices on shared borders. */
function edgesOf(cells: Cell[]): Edge[] {
  const open = new Map<string, Edge>();
  const edges: Edge[] = [];
  for (const { index, shape } of cells) {
    for (const ring of shape.parts) {
      for (let i = 0; i + 3 < ring.length; i += 2) {
        const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]];
        const key = ax < bx || (ax === bx && ay < by) ? `${ax},${ay},${bx},${by}` : `${bx},${by},${ax},${ay}`;
        const known = open.get(key);
        if (known) {
          known.right = index;
          open.delete(key);
        } else {
          const edge = { ax, ay, bx, by, left: index, right: -1 };
          open.set(key, edge);
          edges.push(edge);
        }
      }
    }
  }
  return edges;
}
