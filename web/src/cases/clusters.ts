// Gathers points that lie close on the screen: a grid of squares over world pixels, one pass, no tree.

/** Points as columns; places in world pixels at zoom 0. */
export interface PointColumns {
  x: Float64Array;
  y: Float64Array;
  kind: Uint8Array; // 0 open, 1 late, 2 ended
}

/** A place on the screen that stands for one point or many. */
export interface Cluster {
  x: number; // world pixels at zoom 0: the mean of its points
  y: number;
  count: number;
  late: number;
  open: number;
  first: number; // index of a point, the only one where count is 1
  squares: number[]; // keys of the squares that were gathered
}

const SQUARE_PX = 52;
/** From this zoom on, only points at the very same place stay gathered. */
const APART_ZOOM = 18;

/** Side of a square, in world pixels at zoom 0. */
export function squareAt(zoom: number): number {
  return (zoom >= APART_ZOOM ? 2 : SQUARE_PX) / 2 ** zoom;
}

/** The key of the square that a point lies in, and how many squares lie in a row. */
export function squareOf(points: PointColumns, i: number, square: number, across: number): number {
  return Math.floor(points.y[i] / square) * across + Math.floor(points.x[i] / square);
}

export function squaresAcross(square: number): number {
  return Math.ceil(256 / square) + 1;
}

function sums(points: PointColumns, shown: Uint8Array, square: number, across: number): Map<number, Cluster> {
  const found = new Map<number, Cluster>();
  for (let i = 0; i < shown.length; i++) {
    if (!shown[i]) continue;
    const key = squareOf(points, i, square, across);
    let cluster = found.get(key);
    if (!cluster) found.set(key, (cluster = { x: 0, y: 0, count: 0, late: 0, open: 0, first: i, squares: [key] }));
    cluster.x += points.x[i];
    cluster.y += points.y[i];
    cluster.count++;
    if (points.kind[i] === 1) cluster.late++;
    if (points.kind[i] !== 2) cluster.open++;
  }
  for (const cluster of found.values()) {
    cluster.x /= cluster.count;
    cluster.y /= cluster.count;
  }
  return found;
}

function swallow(into: Cluster, other: Cluster): void {
  const count = into.count + other.count;
  into.x = (into.x * into.count + other.x * other.count) / count;
  into.y = (into.y * into.count + other.y * other.count) / count;
  into.count = count;
  into.late += other.late;
  into.open += other.open;
  into.squares.push(...other.squares);
}

/** Gather the points for which `shown` is 1; circles that would overlap become one. */
export function gather(points: PointColumns, shown: Uint8Array, zoom: number): Cluster[] {
  const square = squareAt(zoom);
  const across = squaresAcross(square);
  const found = sums(points, shown, square, across);
  if (zoom >= APART_ZOOM) return [...found.values()];
  const scale = 2 ** zoom;
  for (const [key, cluster] of [...found].sort(([, a], [, b]) => b.count - a.count)) {
    if (!found.has(key)) continue;
    for (const step of [-across - 1, -across, -across + 1, -1, 1, across - 1, across, across + 1]) {
      const other = found.get(key + step);
      if (!other || other === cluster) continue;
      if (Math.hypot(other.x - cluster.x, other.y - cluster.y) * scale >= reach(cluster.count) + reach(other.count)) continue;
      swallow(cluster, other);
      found.delete(key + step);
    }
  }
  return [...found.values()];
}

/** Pixels of a cluster's radius. */
export function reach(count: number): number {
  return count === 1 ? 6 : Math.min(26, 10 + 3.2 * Math.log2(count));
}
