// Cases as points on one canvas: gathered by zoom, painted in one pass, so that ten thousand move as one picture.

import { fromWorld, toWorld } from "../shared/geo";
import { CanvasLayer } from "../map/canvas_layer";
import { type Cluster, type PointColumns, gather, reach, squareAt, squareOf, squaresAcross } from "./clusters";

export const POINT_COLOUR = { open: "#7a3db8", late: "#c0392b", ended: "#7a8794" };
const PADDING = 0.3; // of the screen beyond each edge, so that a short drag shows no bare ground

/** Columns made ready for drawing. */
export function columnsOf(lon: number[], lat: number[], kind: number[]): PointColumns {
  const [x, y] = [new Float64Array(lon.length), new Float64Array(lon.length)];
  for (let i = 0; i < lon.length; i++) [x[i], y[i]] = toWorld(lon[i], lat[i]);
  return { x, y, kind: Uint8Array.from(kind) };
}

/** A canvas of gathered points. */
export class PointsLayer extends CanvasLayer {
  private points: PointColumns = columnsOf([], [], []);
  private shown: Uint8Array = new Uint8Array(0);
  private clusters: Cluster[] = [];
  private gatheredAt = NaN;

  constructor(private readonly clicked: (indexes: number[], at: L.LatLng) => void) {
    super("case-points", { name: "points", zIndex: 460 }, PADDING);
  }

  /** Give other points; all are shown. */
  offer(points: PointColumns): void {
    this.points = points;
    this.choose(new Uint8Array(points.kind.length).fill(1));
  }

  /** Show only some of the points. */
  choose(shown: Uint8Array): void {
    this.shown = shown;
    this.gatheredAt = NaN;
    this.soon();
  }

  override getEvents(): { [name: string]: (event: any) => void } {
    return {
      ...super.getEvents(),
      click: (event: L.LeafletMouseEvent) => this.click(event),
      mousemove: (event: L.LeafletMouseEvent) => this.point(event),
    };
  }

  protected override redraw(): void {
    const view = this.view();
    if (view.zoom !== this.gatheredAt) {
      this.clusters = gather(this.points, this.shown, view.zoom).sort((a, b) => a.count - b.count);
      this.gatheredAt = view.zoom;
    }
    const pen = this.begin(view);
    if (!pen) return;
    for (const cluster of this.clusters) {
      const [x, y] = [(cluster.x - view.left) * view.scale, (cluster.y - view.top) * view.scale];
      if (x > -30 && y > -30 && x < view.width + 30 && y < view.height + 30) draw(pen, cluster, x, y);
    }
  }

  /** The cluster under a place of the screen, the topmost first. */
  private under(at: L.Point): Cluster | undefined {
    const scale = 2 ** this._map.getZoom();
    const origin = this._map.getPixelBounds().min ?? L.point(0, 0);
    for (let i = this.clusters.length - 1; i >= 0; i--) {
      const cluster = this.clusters[i];
      const apart = Math.hypot(cluster.x * scale - origin.x - at.x, cluster.y * scale - origin.y - at.y);
      if (apart <= reach(cluster.count) + 2) return cluster;
    }
    return undefined;
  }

  private point(event: L.LeafletMouseEvent): void {
    this._map.getContainer().style.cursor = this.under(event.containerPoint) ? "pointer" : "";
  }

  private click(event: L.LeafletMouseEvent): void {
    const cluster = this.under(event.containerPoint);
    if (!cluster) return;
    const at = L.latLng(fromWorld(cluster.x, cluster.y));
    const members = cluster.count === 1 ? [cluster.first] : this.members(cluster);
    const { x, y } = this.points;
    const isOnePlace = members.every((i) => Math.hypot(x[i] - x[members[0]], y[i] - y[members[0]]) < 1e-7);
    if (isOnePlace) this.clicked(members, at);
    else this._map.setView(at, Math.min(this._map.getMaxZoom(), this._map.getZoom() + 2));
  }

  private members(cluster: Cluster): number[] {
    const square = squareAt(this._map.getZoom());
    const across = squaresAcross(square);
    const squares = new Set(cluster.squares);
    const found: number[] = [];
    for (let i = 0; i < this.shown.length; i++) if (this.shown[i] && squares.has(squareOf(this.points, i, square, across))) found.push(i);
    return found;
  }
}

function draw(pen: CanvasRenderingContext2D, cluster: Cluster, x: number, y: number): void {
  const radius = reach(cluster.count);
  const colour = cluster.late ? POINT_COLOUR.late : cluster.open ? POINT_COLOUR.open : POINT_COLOUR.ended;
  if (cluster.count === 1) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = colour;
    pen.fill();
    pen.lineWidth = 1.6;
    pen.strokeStyle = "#fff";
    pen.stroke();
    return;
  }
  ring(pen, cluster, x, y, radius);
  pen.beginPath();
  pen.arc(x, y, radius - 4, 0, 7);
  pen.fillStyle = "rgba(255,255,255,.94)";
  pen.fill();
  pen.fillStyle = "#1b2733";
  pen.font = `600 ${radius > 17 ? 13 : 11.5}px sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(cluster.count > 999 ? `${(cluster.count / 1000).toFixed(1)}k` : String(cluster.count), x, y + 0.5);
}

/** A ring in three parts: late, open, ended. */
function ring(pen: CanvasRenderingContext2D, cluster: Cluster, x: number, y: number, radius: number): void {
  const parts: [number, string][] = [
    [cluster.late, POINT_COLOUR.late], [cluster.open - cluster.late, POINT_COLOUR.open], [cluster.count - cluster.open, POINT_COLOUR.ended],
  ];
  let from = -Math.PI / 2;
  for (const [count, colour] of parts) {
    if (!count) continue;
    const to = from + (2 * Math.PI * count) / cluster.count;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.arc(x, y, radius, from, to);
    pen.closePath();
    pen.fillStyle = colour;
    pen.fill();
    from = to;
  }
}
