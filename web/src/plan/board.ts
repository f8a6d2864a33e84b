// Draws the plan over the ground: cells in their grid's colour, borders, changes, and the stroke being made.

import { labelPoint, toWorld } from "../shared/geo";
import type { Label, LabelStyle } from "../map/lettering";
import { CanvasLayer } from "../map/canvas_layer";
import { deskOf } from "../map/desk";
import { fillOpacityAt } from "../map/layers";
import { shortGridName } from "../map/names";
import type { View } from "../map/view";
import type { Cell, Edge } from "./cells";
import type { PlanModel } from "./model";
import type { CellMove, PlanGrid } from "./wire";

const NAME: LabelStyle = { weight: 600, size_px: 12, near: { size_px: 14, from: 16.5 }, ink: "#17324d" };
const NAME_OUT: LabelStyle = { ...NAME, weight: 700, ink: "#b3261e" };

const AFTER_FRAME_MS = 24;

/** A canvas over the map, redrawn whole: ten thousand cells take a few milliseconds. */
export class Board extends CanvasLayer {
  preview: CellMove[] = [];
  compared: CellMove[] = [];
  active: number | null = null;
  isFaded = false; // grids pale, so that what differs stands out
  readonly comments = new Map<number, number>(); // open ones, by the grid they are pinned to
  outline: [number, number][] = []; // world points of the stroke's own shape
  private nextPreview = 0;
  private isAwaited = false;
  private isStale = true;
  private groundSeen = "";
  private readonly ground = document.createElement("canvas"); // the plan without strokes, drawn once for many frames

  constructor(
    private readonly model: PlanModel,
    private readonly colours: string[],
  ) {
    super("plan-board", { name: "plan", zIndex: 395, isTouched: false });
  }

  /** Draw anew, once however often it is asked: after the next frame, so that totals are on the screen before ten thousand cells. */
  override soon(): void {
    if (this.isAwaited || !this._map) return;
    this.isAwaited = true;
    requestAnimationFrame(() => {
      window.setTimeout(() => {
        this.isAwaited = false;
        this.redraw();
      }, AFTER_FRAME_MS);
    });
  }

  /** Draw only the stroke being made, over what was drawn. */
  previewSoon(): void {
    if (this.nextPreview || !this._map) return;
    this.nextPreview = requestAnimationFrame(() => {
      this.nextPreview = 0;
      this.draw();
    });
  }

  colourOf(gridId: number): string {
    const grid = this.model.grids.get(gridId);
    const index = grid ? this.colourIndexes().get(gridId) ?? 0 : 0;
    return this.colours[index % this.colours.length];
  }

  /** Colour grids as another board does; grids that it does not have get colours of their own. */
  colourLike(other: Board): void {
    this.cachedIndexes = new Map(other.colourIndexes());
  }

  private cachedIndexes: Map<number, number> | undefined;
  private cachedFor = "";

  /** Neighbours in different colours: taken from the borders that cells share, greedily, stable while grids stay. */
  private colourIndexes(): Map<number, number> {
    const key = [...this.model.grids.keys()].join(",");
    if (this.cachedIndexes && key === this.cachedFor) return this.cachedIndexes;
    const neighbours = new Map<number, Set<number>>([...this.model.grids.keys()].map((id) => [id, new Set<number>()]));
    for (const { left, right } of this.model.cells.edges) {
      const [a, b] = [this.model.gridAt(left), this.model.gridAt(right)];
      if (a === null || b === null || a === b) continue;
      neighbours.get(a)?.add(b);
      neighbours.get(b)?.add(a);
    }
    const chosen = new Map<number, number>(this.cachedIndexes);
    const uses = this.colours.map(() => 0);
    const byDegree = [...neighbours].sort((a, b) => b[1].size - a[1].size || a[0] - b[0]);
    for (const [id, around] of byDegree) {
      if (chosen.has(id)) continue;
      const taken = new Set([...around].map((other) => chosen.get(other)));
      const free = this.colours.map((_, i) => i).filter((i) => !taken.has(i));
      const best = (free.length ? free : this.colours.map((_, i) => i)).reduce((a, b) => (uses[b] < uses[a] ? b : a));
      uses[best] += 1;
      chosen.set(id, best);
    }
    this.cachedIndexes = chosen;
    this.cachedFor = key;
    return chosen;
  }

  protected override redraw(): void {
    this.isStale = true;
    this.draw();
  }

  private draw(): void {
    if (!this._map || !this.model.cells) return;
    const view = this.view();
    // A stroke may be drawn before the map's own move has had its turn.
    const seen = JSON.stringify(view);
    if (this.isStale || seen !== this.groundSeen) this.drawGround(view);
    this.groundSeen = seen;
    const pen = this.begin(view);
    if (!pen) return;
    pen.drawImage(this.ground, 0, 0, view.width, view.height);
    this.hatch(pen, view, this.compared, "#7a1fa2");
    this.tint(pen, view);
    this.hatch(pen, view, this.preview, "#0b3d66");
    this.strokeOutline(pen, view);
  }

  /** Every cell in its grid's colour, and the borders: what a stroke does not change until it is let go. */
  private drawGround(view: View): void {
    const pen = penOf(this.ground, view);
    if (!pen) return;
    this.isStale = false;
    const gridOf = (index: number): number | null => this.model.gridAt(index);
    const seen = this.model.cells.list.filter((cell) => isSeen(cell, view));
    this.fillCells(pen, view, seen, gridOf);
    if (view.zoom >= 16) this.strokeCells(pen, view, seen);
    this.strokeBorders(pen, view, gridOf);
  }

  /** The cells of the stroke in the colour of the grid they would go to. */
  private tint(pen: CanvasRenderingContext2D, view: View): void {
    const target = this.preview[0]?.to_grid_id;
    if (target === undefined) return;
    pen.beginPath();
    for (const { cell_id } of this.preview) {
      const cell = this.model.cells.byId.get(cell_id);
      if (cell && isSeen(cell, view)) traceCell(pen, cell, view);
    }
    pen.globalAlpha = 0.55;
    pen.fillStyle = target === null ? "#fff3d6" : this.colourOf(target);
    pen.fill("evenodd");
    pen.globalAlpha = 1;
  }

  private fillCells(pen: CanvasRenderingContext2D, view: View, seen: Cell[], gridOf: (index: number) => number | null): void {
    const byGrid = new Map<number | null, Cell[]>();
    for (const cell of seen) {
      const grid = gridOf(cell.index);
      const known = byGrid.get(grid);
      if (known) known.push(cell);
      else byGrid.set(grid, [cell]);
    }
    for (const [grid, cells] of byGrid) {
      pen.beginPath();
      for (const cell of cells) traceCell(pen, cell, view);
      if (grid === null) {
        // What belongs to no grid is paler than any grid, hatched, and named: a hole is never mistaken for a colour.
        pen.globalAlpha = 0.75;
        pen.fillStyle = "#fff3d6";
        pen.fill("evenodd");
      }
      pen.fillStyle = grid === null ? stripes(pen) : this.colourOf(grid);
      pen.globalAlpha = grid === null ? 0.9 : this.isFaded ? 0.08 : fillOpacityAt(view.zoom) + (grid === this.active ? 0.26 : 0.02);
      pen.fill("evenodd");
    }
    pen.globalAlpha = 1;
  }

  private strokeCells(pen: CanvasRenderingContext2D, view: View, seen: Cell[]): void {
    pen.beginPath();
    for (const cell of seen) traceCell(pen, cell, view);
    pen.strokeStyle = "rgba(40,60,80,.18)";
    pen.lineWidth = 0.7;
    pen.stroke();
  }

  private strokeBorders(pen: CanvasRenderingContext2D, view: View, gridOf: (index: number) => number | null): void {
    const plain = new Path2D();
    const marked = new Path2D();
    for (const edge of this.model.cells.edges) {
      const [a, b] = [gridOf(edge.left), gridOf(edge.right)];
      if ((a === b && edge.right >= 0) || !isEdgeSeen(edge, view)) continue;
      const path = this.active !== null && (a === this.active || b === this.active) ? marked : plain;
      path.moveTo((edge.ax - view.left) * view.scale, (edge.ay - view.top) * view.scale);
      path.lineTo((edge.bx - view.left) * view.scale, (edge.by - view.top) * view.scale);
    }
    pen.lineCap = "round";
    pen.strokeStyle = "rgba(51,80,107,.85)";
    pen.lineWidth = 1.5;
    pen.stroke(plain);
    pen.strokeStyle = "#0b3d66";
    pen.lineWidth = 3.4;
    pen.stroke(marked);
  }

  private hatch(pen: CanvasRenderingContext2D, view: View, moves: CellMove[], colour: string): void {
    if (!moves.length) return;
    pen.beginPath();
    for (const { cell_id } of moves) {
      const cell = this.model.cells.byId.get(cell_id);
      if (cell && isSeen(cell, view)) traceCell(pen, cell, view);
    }
    pen.fillStyle = stripes(pen, colour);
    pen.fill("evenodd");
    pen.strokeStyle = colour;
    pen.lineWidth = 1.6;
    pen.stroke();
  }

  private strokeOutline(pen: CanvasRenderingContext2D, view: View): void {
    if (this.outline.length < 2) return;
    pen.beginPath();
    this.outline.forEach(([x, y], i) => pen[i ? "lineTo" : "moveTo"]((x - view.left) * view.scale, (y - view.top) * view.scale));
    pen.setLineDash([6, 4]);
    pen.strokeStyle = "#0b3d66";
    pen.lineWidth = 2;
    pen.stroke();
    pen.setLineDash([]);
  }

  /** Names and households of the grids, placed again after every change. */
  offerNames(): void {
    if (!this._map) return;
    const sums = new Map<number, { x: number; y: number; weight: number }>();
    for (const cell of this.model.cells.list) {
      const grid = this.model.gridAt(cell.index);
      if (grid === null) continue;
      const { shape } = cell;
      const weight = (shape.east - shape.west) * (shape.south - shape.north);
      const sum = sums.get(grid) ?? { x: 0, y: 0, weight: 0 };
      sum.x += ((shape.west + shape.east) / 2) * weight;
      sum.y += ((shape.north + shape.south) / 2) * weight;
      sum.weight += weight;
      sums.set(grid, sum);
    }
    // A bent grid's middle may lie in its neighbour: the name goes to the grid's own cell nearest to it.
    const nearest = new Map<number, { cell: Cell; distance: number }>();
    for (const cell of this.model.cells.list) {
      const grid = this.model.gridAt(cell.index);
      const sum = grid === null ? undefined : sums.get(grid);
      if (grid === null || !sum) continue;
      const [x, y] = middleOf(cell);
      const distance = Math.hypot(x - sum.x / sum.weight, y - sum.y / sum.weight);
      if (distance < (nearest.get(grid)?.distance ?? Infinity)) nearest.set(grid, { cell, distance });
    }
    const figures = this.model.figures();
    const labels = [...nearest].flatMap(([id, { cell }]) => {
      const grid = this.model.grids.get(id);
      const comments = this.comments.get(id) ?? 0;
      return grid ? gridNames(grid, figures.get(id)?.households ?? 0, comments, this.model.inBand.bind(this.model), ...labelPoint(cell.shape)) : [];
    });
    deskOf(this._map).labels.offer("plan", [...labels, ...this.holeNames()]);
  }

  /** What is in no grid is named too, once for each connected piece that the server lists. */
  private holeNames(): Label[] {
    return this.model.problems.flatMap((problem) => {
      if (problem.kind !== "unassigned") return [];
      const cells = problem.cell_ids.flatMap((id) => this.model.cells.byId.get(id) ?? []).filter((cell) => this.model.gridAt(cell.index) === null);
      if (!cells.length) return [];
      const largest = cells.reduce((a, b) => (b.area > a.area ? b : a));
      const households = cells.reduce((sum, cell) => sum + cell.households, 0);
      const [x, y] = labelPoint(largest.shape);
      return [
        { x, y, rank: 1, style: NAME_OUT, lines: ["未划入"], from: 13, to: 15 },
        { x, y, rank: 1, style: NAME_OUT, lines: ["未划入网格", households ? `${households} 户` : "空地"], from: 15 },
      ];
    });
  }

  /** World point of a place on the map. */
  static world(place: L.LatLng): [number, number] {
    return toWorld(place.lng, place.lat);
  }
}

function gridNames(grid: PlanGrid, households: number, comments: number, inBand: (g: PlanGrid, n: number) => boolean, x: number, y: number): Label[] {
  const isOut = !inBand(grid, households);
  const style = isOut ? NAME_OUT : NAME;
  const mark = `${grid.is_locked ? "锁 " : ""}${isOut ? "！" : ""}`;
  const rank = isOut ? 5 : 30;
  return [
    { x, y, rank, style, lines: [`${mark}${grid.number}`], from: 13.5, to: 15 },
    { x, y, rank, style, lines: [`${mark}${shortGridName(grid.name)}`, `${households} 户${comments ? `　意见 ${comments}` : ""}`], from: 15 },
  ];
}

function middleOf({ shape }: Cell): [number, number] {
  return [(shape.west + shape.east) / 2, (shape.north + shape.south) / 2];
}

/** A canvas of the view's size, empty, with a pen that counts in screen pixels. */
function penOf(canvas: HTMLCanvasElement, view: View): CanvasRenderingContext2D | null {
  canvas.width = view.width * view.density;
  canvas.height = view.height * view.density;
  const pen = canvas.getContext("2d");
  pen?.scale(view.density, view.density);
  return pen;
}

function isEdgeSeen({ ax, ay, bx, by }: Edge, view: View): boolean {
  return (
    Math.max(ax, bx) >= view.left && Math.max(ay, by) >= view.top &&
    Math.min(ax, bx) <= view.left + view.width / view.scale && Math.min(ay, by) <= view.top + view.height / view.scale
  );
}

function isSeen({ shape }: Cell, view: View): boolean {
  return (
    shape.east >= view.left && shape.south >= view.top &&
    shape.west <= view.left + view.width / view.scale && shape.north <= view.top + view.height / view.scale
  );
}

function traceCell(pen: CanvasRenderingContext2D, cell: Cell, view: View): void {
  for (const ring of cell.shape.parts) {
    for (let i = 0; i < ring.length; i += 2)
      pen[i ? "lineTo" : "moveTo"]((ring[i] - view.left) * view.scale, (ring[i + 1] - view.top) * view.scale);
    pen.closePath();
  }
}

const patterns = new Map<string, CanvasPattern>();

/** Slanted stripes, so that what is unassigned or changed is seen without colour. */
function stripes(pen: CanvasRenderingContext2D, colour = "#8a5a00"): CanvasPattern | string {
  const known = patterns.get(colour);
  if (known) return known;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const brush = tile.getContext("2d");
  if (!brush) return colour;
  brush.strokeStyle = colour;
  brush.lineWidth = 1.6;
  brush.beginPath();
  for (const shift of [-8, 0, 8]) {
    brush.moveTo(shift, 8);
    brush.lineTo(shift + 8, 0);
  }
  brush.stroke();
  const pattern = pen.createPattern(tile, "repeat");
  if (!pattern) return colour;
  patterns.set(colour, pattern);
  return pattern;
}
