// The planner's hand: brush, rectangle, lasso, border dragging, click, split line; each stroke is one operation.

import type { Shape } from "../shared/geo";
import { notice } from "../shared/notices";
import { Board } from "./board";
import type { Cell, Edge } from "./cells";
import type { PlanModel } from "./model";
import type { CellMove } from "./wire";

export type ToolName = "pan" | "pick" | "click" | "brush" | "erase" | "border" | "rectangle" | "lasso" | "split";
export type UnitName = "cell" | "building" | "estate";
export type Source = "any" | "unassigned" | number;

/** What the hand is set to. */
export interface HandState {
  tool: ToolName;
  unit: UnitName;
  source: Source;
  brushPixels: number;
  target: number | null; // grid that strokes go to
}

type Point = [number, number];

function outlineShape(points: Point[]): Shape {
  const ring = new Float64Array(points.flat());
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    id: undefined, properties: {}, parts: [ring], isArea: true,
    west: Math.min(...xs), east: Math.max(...xs), north: Math.min(...ys), south: Math.max(...ys),
  };
}

/** Listens to mouse, pen and touch on the map, and turns strokes into wishes. */
export class Hand extends EventTarget {
  readonly state: HandState = { tool: "pan", unit: "building", source: "any", brushPixels: 26, target: null };
  private points: Point[] = [];
  private taken = new Map<number, CellMove>();
  private strokeTarget: number | null | undefined;
  private pointerId: number | undefined;
  private border: Edge | undefined; // the one being dragged
  /** Where the pointer is on the page, while a stroke is being made. */
  pointer: { x: number; y: number } | undefined;

  constructor(
    private readonly map: L.Map,
    private readonly model: PlanModel,
    private readonly board: Board,
  ) {
    super();
    const surface = map.getContainer();
    surface.addEventListener("pointerdown", (event) => this.down(event), { capture: true });
    surface.addEventListener("pointermove", (event) => this.move(event), { capture: true });
    surface.addEventListener("pointerup", (event) => this.up(event), { capture: true });
    surface.addEventListener("pointercancel", () => this.drop(), { capture: true });
    window.addEventListener("keydown", (event) => event.key === "Escape" && this.drop());
  }

  /** Change what the hand is set to. */
  set(change: Partial<HandState>): void {
    Object.assign(this.state, change);
    this.board.active = this.state.target;
    const isFree = this.state.tool === "pan" || this.state.tool === "pick" || this.state.tool === "click";
    this.map.dragging[isFree ? "enable" : "disable"]();
    this.map.getContainer().dataset.tool = this.state.tool;
    this.board.soon();
    this.dispatchEvent(new Event("change"));
  }

  private world(event: PointerEvent): Point {
    return Board.world(this.map.mouseEventToLatLng(event));
  }

  private isOnMap(event: PointerEvent): boolean {
    return event.button === 0 && !(event.target as Element).closest?.(".leaflet-control, .corner, .panel");
  }

  private down(event: PointerEvent): void {
    if (!this.isOnMap(event) || this.state.tool === "pan") return;
    if (this.pointerId !== undefined) return this.drop(); // a second finger: zoom, no stroke
    const at = this.world(event);
    this.points = [at];
    this.pointerId = event.pointerId;
    if (this.state.tool === "pick" || this.state.tool === "click") return;
    if (this.state.tool === "border" && !this.grasp(at)) return this.drop();
    if (!this.findTarget()) return this.drop();
    event.stopPropagation();
    // The stroke stays ours when the hand slips over a panel before it lets go.
    this.map.getContainer().setPointerCapture(event.pointerId);
    this.extend(at);
  }

  /** Take hold of the border under the pointer; away from any, of the grid itself, which then grows where it is dragged. */
  private grasp(at: Point): boolean {
    const reach = 14 / 2 ** this.map.getZoom();
    this.border = this.model.cells.nearestEdge(...at, reach, ({ left, right }) => {
      const [a, b] = [this.model.gridAt(left), this.model.gridAt(right)];
      return a !== b && a !== null && b !== null && this.model.grids.get(a)?.community_id === this.model.grids.get(b)?.community_id;
    });
    if (this.border) return true;
    const cell = this.model.cells.under(...at);
    const grid = cell ? this.model.gridOf(cell.id) : null;
    if (grid === null) notice("请从两个网格的边界，或从要扩大的网格里开始拖动");
    else this.set({ target: grid });
    return grid !== null;
  }

  /** Where this stroke goes; says so when nothing is chosen. */
  private findTarget(): boolean {
    const { target, tool } = this.state;
    if (tool === "split" || (tool === "border" && this.border)) {
      this.strokeTarget = undefined;
      return true;
    }
    if (tool === "erase") {
      this.strokeTarget = null;
      return true;
    }
    if (target === null) {
      notice("请先在右侧列表中选择一个网格，或用“选取”在图上点一个网格");
      return false;
    }
    this.strokeTarget = target;
    return true;
  }

  private move(event: PointerEvent): void {
    if (event.pointerId !== this.pointerId || this.state.tool === "pick" || this.state.tool === "click") return;
    event.stopPropagation();
    this.pointer = { x: event.clientX, y: event.clientY };
    this.extend(this.world(event));
  }

  private extend(at: Point): void {
    const last = this.points[this.points.length - 1];
    this.points.push(at);
    const { tool } = this.state;
    if (tool === "brush" || tool === "erase") this.paint(last, at);
    else if (tool === "border") this.push(at);
    else if (tool === "rectangle") this.frame(at);
    else this.board.outline = this.points;
    if (tool === "lasso") this.enclose(this.points);
    this.board.preview = [...this.taken.values()];
    this.board.previewSoon();
    this.dispatchEvent(new Event("preview"));
  }

  /** Drag a border: the grid behind it takes what lies between it and the pointer; going back gives it back. */
  private push(at: Point): void {
    this.taken.clear();
    const [from] = this.points;
    if (this.border) {
      const { left, right } = this.border;
      const under = this.model.cells.under(...at);
      const ahead = under && this.model.gridOf(under.id);
      const sides = [this.model.gridAt(left), this.model.gridAt(right)];
      if (ahead === null || ahead === undefined || !sides.includes(ahead)) return;
      this.strokeTarget = sides[0] === ahead ? sides[1] : sides[0];
    }
    this.paint(from, at);
  }

  private frame(at: Point): void {
    const [x0, y0] = this.points[0];
    const ring: Point[] = [[x0, y0], [at[0], y0], at, [x0, at[1]], [x0, y0]];
    this.board.outline = ring;
    this.enclose(ring);
  }

  private enclose(ring: Point[]): void {
    this.taken.clear();
    if (ring.length < 4) return;
    this.take(this.model.cells.inside(outlineShape(ring)));
  }

  private paint(from: Point, to: Point): void {
    const radius = this.state.brushPixels / 2 / 2 ** this.map.getZoom();
    const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / (radius || 1)));
    for (let i = 0; i <= steps; i++) {
      const t = i / steps;
      this.take(this.model.cells.brushed(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), radius));
    }
  }

  private take(cells: Iterable<Cell>): void {
    const target = this.strokeTarget;
    if (target === undefined) return;
    for (const start of cells) {
      for (const cell of this.model.cells.together(start, this.state.unit)) {
        if (this.taken.has(cell.id) || !this.isWanted(cell, target)) continue;
        this.taken.set(cell.id, { cell_id: cell.id, from_grid_id: this.model.gridOf(cell.id), to_grid_id: target });
      }
    }
  }

  private isWanted(cell: Cell, target: number | null): boolean {
    const from = this.model.gridOf(cell.id);
    const { source, tool } = this.state;
    if (tool === "border" && this.border) return this.isBehind(from) && this.model.mayMove(cell.id, target);
    if (tool === "erase") return from !== null && this.model.mayMove(cell.id, target);
    if (source === "unassigned" && from !== null) return false;
    if (typeof source === "number" && from !== source) return false;
    return this.model.mayMove(cell.id, target);
  }

  /** Whether a grid is one of the two that the dragged border parts. */
  private isBehind(grid: number | null): boolean {
    return grid !== null && this.border !== undefined && [this.model.gridAt(this.border.left), this.model.gridAt(this.border.right)].includes(grid);
  }

  private up(event: PointerEvent): void {
    if (event.pointerId !== this.pointerId) return;
    const { tool } = this.state;
    const at = this.world(event);
    if (tool === "pick" || tool === "click") return this.clicked(at, event);
    event.stopPropagation();
    if (tool === "split") this.split();
    else this.commit();
    this.drop();
  }

  private clicked(at: Point, event: PointerEvent): void {
    const moved = Math.hypot(at[0] - this.points[0][0], at[1] - this.points[0][1]) * 2 ** this.map.getZoom();
    this.pointerId = undefined;
    const cell = this.model.cells.under(...at);
    if (moved > 6 || !cell) return;
    const grid = this.model.gridOf(cell.id);
    if (this.state.tool === "pick" || event.altKey) {
      if (grid !== null) this.set({ target: grid });
      return;
    }
    if (!this.findTarget()) return;
    this.take([cell]);
    this.commit();
    this.drop();
  }

  private commit(): void {
    const moves = [...this.taken.values()];
    if (!moves.length || this.strokeTarget === undefined) return;
    const { source, tool } = this.state;
    const isFree = source === "any" || tool === "erase" || tool === "border";
    this.model.wish(
      {
        kind: "assign",
        grid_id: this.strokeTarget,
        cell_ids: moves.map((move) => move.cell_id),
        take_only_from: isFree ? undefined : source === "unassigned" ? source : [source],
      },
      moves,
    );
  }

  private split(): void {
    const { target } = this.state;
    const grid = target === null ? undefined : this.model.grids.get(target);
    if (!grid) {
      notice("请先选择要拆分的网格，再画一条线穿过它");
      return;
    }
    if (this.points.length < 2) return;
    const line = this.points.filter((_, i) => i % Math.ceil(this.points.length / 400) === 0 || i === this.points.length - 1);
    this.model.wish({
      kind: "split",
      grid_id: grid.grid_id,
      line: line.map(([x, y]) => {
        const place = this.map.unproject([x * 2 ** 20, y * 2 ** 20], 20);
        return [place.lng, place.lat];
      }),
    });
  }

  /** Forget the stroke. */
  private drop(): void {
    this.pointerId = undefined;
    this.pointer = undefined;
    this.border = undefined;
    this.points = [];
    this.taken.clear();
    this.board.preview = [];
    this.board.outline = [];
    this.board.soon();
    this.dispatchEvent(new Event("preview"));
  }
}
