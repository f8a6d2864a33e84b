// Places on the plane the screen shows: spherical Mercator in "world pixels", 256 to a side at zoom 0.

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

/** Rings or lines of one feature, flat (x, y, x, y …), with the box around them. */
export interface Shape {
  id: number | string | undefined;
  properties: Record<string, any>;
  parts: Float64Array[];
  isArea: boolean;
  west: number;
  north: number;
  east: number;
  south: number;
}

/** (lon, lat) in degrees → world pixels at zoom 0, y downwards. */
export function toWorld(lon: number, lat: number): [number, number] {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * 256, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256];
}

/** World pixels at zoom 0 → [lat, lon], as Leaflet takes them. */
export function fromWorld(x: number, y: number): [number, number] {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 256))) * 180) / Math.PI;
  return [lat, (x / 256) * 360 - 180];
}

/** Every ring or line of a geometry, positions as they came. */
export function lines(geometry: Geometry | null): Position[][] {
  switch (geometry?.type) {
    case "LineString":
      return [geometry.coordinates];
    case "MultiLineString":
    case "Polygon":
      return geometry.coordinates;
    case "MultiPolygon":
      return geometry.coordinates.flat();
    case "Point":
      return [[geometry.coordinates]];
    default:
      return [];
  }
}

function flat(line: Position[]): Float64Array {
  const part = new Float64Array(line.length * 2);
  line.forEach(([lon, lat], i) => part.set(toWorld(lon, lat), 2 * i));
  return part;
}

/** Project one feature once, so that drawing is multiplication only. */
export function shapeOf(feature: Feature): Shape {
  const parts = lines(feature.geometry).map(flat);
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) {
      west = Math.min(west, part[i]);
      east = Math.max(east, part[i]);
      north = Math.min(north, part[i + 1]);
      south = Math.max(south, part[i + 1]);
    }
  }
  const isArea = feature.geometry?.type === "Polygon" || feature.geometry?.type === "MultiPolygon";
  return { id: feature.id, properties: feature.properties ?? {}, parts, isArea, west, north, east, south };
}

export function shapesOf(collection: FeatureCollection): Shape[] {
  return collection.features.map(shapeOf);
}

/** Whether a world point lies in the area (even-odd rule over all rings). */
export function holds(shape: Shape, x: number, y: number): boolean {
  if (x < shape.west || x > shape.east || y < shape.north || y > shape.south) return false;
  return insideRings(shape.parts, x, y);
}

/** Whether a point lies inside flat rings of any plane (even-odd rule); on an edge either answer may come. */
export function insideRings(rings: Float64Array[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [xi, yi, xj, yj] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

function distanceToEdges(shape: Shape, x: number, y: number): number {
  let least = Infinity;
  for (const ring of shape.parts) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay] = [ring[i], ring[i + 1]];
      const [dx, dy] = [ring[i + 2] - ax, ring[i + 3] - ay];
      const length = dx * dx + dy * dy;
      const t = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
      least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
    }
  }
  return least;
}

/** Where a label fits best inside an area: the roomiest point of a lattice, refined twice. */
export function labelPoint(shape: Shape): [number, number] {
  let step = Math.max(shape.east - shape.west, shape.south - shape.north) / 8;
  let best: [number, number, number] = [(shape.west + shape.east) / 2, (shape.north + shape.south) / 2, -Infinity];
  const consider = (x: number, y: number): void => {
    const room = distanceToEdges(shape, x, y) * (holds(shape, x, y) ? 1 : -1);
    if (room > best[2]) best = [x, y, room];
  };
  for (let x = shape.west + step / 2; x < shape.east; x += step)
    for (let y = shape.north + step / 2; y < shape.south; y += step) consider(x, y);
  for (let round = 0; round < 2; round++, step /= 4) {
    const [x0, y0] = best;
    for (let i = -3; i <= 3; i++) for (let j = -3; j <= 3; j++) consider(x0 + (i * step) / 6, y0 + (j * step) / 6);
  }
  return [best[0], best[1]];
}
