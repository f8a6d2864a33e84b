// A plan as it stands on this screen: assignment and totals, with strokes not yet acknowledged on top.

import { notice, showError } from "../shared/notices";
import { Problem } from "../shared/http";
import { PlanBands } from "./bands";
import { Cells } from "./cells";
import { type Waiting, WaitingStrokes, remember } from "./waiting";
import {
  type Burden, type CellMove, type GridStaff, type OperationDone, type PlanDetail, type PlanGrid, type PlanHead,
  type PlanProblem, type PlanTotals, type Wish, readAssignment, readBurden, readCells, readOperations, readPlan, sendWish,
} from "./wire";

/** What a grid holds. */
export interface GridFigures {
  households: number;
  residents: number;
  cases: number;
}

/** What to do with a stroke whose cells somebody else has changed. */
export type Decision = "mine" | "rest" | "drop";

/** A stroke that was refused, and whose cells they are now. */
export interface Clash {
  stroke: Waiting;
  by: string;
  cells: number[];
}

const RETRY_MS = [700, 1500, 3000, 5000];

/** The plan, its cells, and the queue of what was done but not yet acknowledged. */
export class PlanModel extends EventTarget {
  head!: PlanHead;
  bands!: PlanBands;
  totals!: PlanTotals;
  problems: PlanProblem[] = [];
  cells!: Cells;
  readonly grids = new Map<number, PlanGrid>();
  staff: Map<number, GridStaff> | null = null;
  casesOf: Map<number, number> | null = null;
  /** Asks the planner about a clash; the editor sets it. */
  decide: (clash: Clash) => Promise<Decision> = () => Promise.resolve("drop");
  private readonly acknowledged = new Map<number, number | null>();
  private local: (number | null)[] = []; // by the cells' index
  private sums: Map<number | null, GridFigures> | null = null;
  moved = 0; // grows whenever a cell changes its grid on this screen
  private readonly waiting: WaitingStrokes;
  private readonly past: Waiting[] = []; // one's own acknowledged strokes of this page, the latest last
  private readonly future: Waiting[] = []; // those of them taken back
  version = 0; // of the last operation taken over
  isOffline = false;
  private failures = 0;
  private isSending = false;
  private judgeTimer = 0;

  constructor(
    readonly planId: number,
    userId: number | null = null,
  ) {
    super();
    this.waiting = new WaitingStrokes(planId, userId);
  }

  /** Fetch plan, cells, assignment, and what the grids carry. */
  async load(): Promise<void> {
    const [detail, cells, assignment] = await Promise.all([readPlan(this.planId), readCells(this.planId), readAssignment(this.planId)]);
    this.cells = new Cells(cells);
    this.take(detail);
    // A stroke may fall between the two answers: from the older one on, the stream tells it again, which changes nothing.
    this.version = Math.min(detail.plan.version, assignment.version);
    this.acknowledged.clear();
    assignment.cell_ids.forEach((id, i) => this.acknowledged.set(id, assignment.grid_ids[i]));
    this.replay();
    this.changed();
    void readBurden(this.planId).then((burden) => this.carry(burden)).catch(showError);
  }

  /** Take up the strokes that an earlier page could not send. */
  resume(): void {
    this.waiting.restore();
    if (!this.waiting.list.length) return;
    notice(`上次有 ${this.waiting.list.length} 步未提交，正在补交`);
    this.replay();
    this.changed();
    void this.send();
  }

  private carry(burden: Burden): void {
    this.staff = burden.staff && new Map(burden.staff.map((row) => [row.grid_id, row]));
    const counts = burden.open_cases;
    this.casesOf = counts && new Map(burden.cell_ids.map((id, i) => [id, counts[i]]));
    this.sums = null;
    this.changed();
  }

  private take(detail: PlanDetail): void {
    this.head = detail.plan;
    this.bands = new PlanBands(detail);
    this.totals = detail.totals;
    this.problems = detail.problems;
    this.grids.clear();
    for (const grid of detail.grids) this.grids.set(grid.grid_id, grid);
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  /** Grid of a cell, strokes on their way included; null: in none. */
  gridOf(cellId: number): number | null {
    const cell = this.cells.byId.get(cellId);
    return cell ? this.local[cell.index] : null;
  }

  /** Grid of a cell as the server has it, without strokes on their way. */
  acknowledgedGridOf(cellId: number): number | null {
    return this.acknowledged.get(cellId) ?? null;
  }

  /** Grid of the cell at an index of `cells.list`; `-1` is outside, in none. */
  gridAt(index: number): number | null {
    return index < 0 ? null : this.local[index];
  }

  get unacknowledged(): number {
    return this.waiting.list.length;
  }

  /** Whether a cell may go to a grid: same community, and neither side locked. */
  mayMove(cellId: number, toGridId: number | null): boolean {
    const cell = this.cells.byId.get(cellId);
    const from = this.gridOf(cellId);
    const to = toGridId === null ? undefined : this.grids.get(toGridId);
    if (!cell || from === toGridId) return false;
    if (from !== null && this.grids.get(from)?.is_locked) return false;
    return toGridId === null || (to !== undefined && !to.is_locked && to.community_id === cell.communityId);
  }

  /** Figures of every grid as they stand, summed up once after each change. */
  private standing(): Map<number | null, GridFigures> {
    if (this.sums) return this.sums;
    const sums = new Map<number | null, GridFigures>([[null, { households: 0, residents: 0, cases: 0 }]]);
    for (const id of this.grids.keys()) sums.set(id, { households: 0, residents: 0, cases: 0 });
    this.cells.list.forEach((cell, i) => {
      const grid = this.local[i];
      let sum = sums.get(grid);
      if (!sum) sums.set(grid, (sum = { households: 0, residents: 0, cases: 0 }));
      sum.households += cell.households;
      sum.residents += cell.residents;
      sum.cases += this.casesOf?.get(cell.id) ?? 0;
    });
    this.sums = sums;
    return sums;
  }

  /** Figures of every grid if these moves were made as well. */
  figures(moves: CellMove[] = []): Map<number | null, GridFigures> {
    const standing = this.standing();
    if (!moves.length) return standing;
    const found = new Map(standing);
    const shift = (grid: number | null, cellId: number, sign: number): void => {
      const cell = this.cells.byId.get(cellId);
      if (!cell) return;
      const sum = found.get(grid) ?? { households: 0, residents: 0, cases: 0 };
      found.set(grid, {
        households: sum.households + sign * cell.households,
        residents: sum.residents + sign * cell.residents,
        cases: sum.cases + sign * (this.casesOf?.get(cellId) ?? 0),
      });
    };
    for (const move of moves) {
      shift(this.gridOf(move.cell_id), move.cell_id, -1);
      shift(move.to_grid_id, move.cell_id, 1);
    }
    return found;
  }

  inBand(grid: PlanGrid, households: number): boolean {
    return this.bands.hold(grid, households);
  }

  /** 4π × area / perimeter², by grid: 1 is a circle. Mercator keeps shapes, so no projection is needed. */
  compactness(): Map<number, number> {
    const areas = new Map<number, number>();
    const lengths = new Map<number, number>();
    const add = (sums: Map<number, number>, grid: number | null, by: number): void => {
      if (grid !== null) sums.set(grid, (sums.get(grid) ?? 0) + by);
    };
    this.cells.list.forEach(({ area }, i) => add(areas, this.local[i], area));
    for (const { ax, ay, bx, by, left, right } of this.cells.edges) {
      const [a, b] = [this.gridAt(left), this.gridAt(right)];
      if (a === b) continue;
      const length = Math.hypot(bx - ax, by - ay);
      add(lengths, a, length);
      add(lengths, b, length);
    }
    return new Map([...areas].map(([grid, area]) => [grid, (4 * Math.PI * area) / (lengths.get(grid) ?? 1) ** 2]));
  }

  /** Do something: at once on the screen, then on the server. */
  wish(wish: Wish, moves: CellMove[] = []): void {
    const shown = wish.kind === "undo" || wish.kind === "redo" ? this.turned(wish.kind) : moves;
    this.waiting.push({ wish, key: crypto.randomUUID(), moves: shown.map((move) => ({ ...move, from_grid_id: this.gridOf(move.cell_id) })), version: this.version });
    this.put(shown);
    this.changed();
    void this.send();
  }

  /** What taking back (or doing again) will move, as far as this page knows; the server's word comes after it. */
  private turned(kind: "undo" | "redo"): CellMove[] {
    const [past, future] = [[...this.past], [...this.future]];
    for (const stroke of this.waiting.list) remember(past, future, stroke);
    const stroke = (kind === "undo" ? past : future).at(-1);
    if (!stroke && this.isOffline) notice(`${kind === "undo" ? "撤销" : "重做"}已记下，连接恢复后生效`);
    const moves = stroke?.moves ?? [];
    return kind === "redo" ? moves : moves.map(({ cell_id, from_grid_id, to_grid_id }) => ({ cell_id, from_grid_id: to_grid_id, to_grid_id: from_grid_id }));
  }

  private put(moves: CellMove[]): void {
    for (const move of moves) {
      const cell = this.cells.byId.get(move.cell_id);
      if (cell) this.local[cell.index] = move.to_grid_id;
    }
    this.sums = null;
    this.moved += moves.length;
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.waiting.list.length) if (!(await this.sendFirst())) break;
    } finally {
      this.isSending = false;
    }
  }

  /** Send the oldest stroke; false: wait before the next. */
  private async sendFirst(): Promise<boolean> {
    const [stroke] = this.waiting.list;
    try {
      await this.acknowledge(await sendWish(this.planId, stroke.version, stroke.wish, stroke.key));
      this.reached();
      return true;
    } catch (error) {
      return this.refused(error, stroke);
    }
  }

  private reached(): void {
    this.failures = 0;
    if (!this.isOffline) return;
    this.isOffline = false;
    notice("连接已恢复，保留的修改正在提交");
    this.changed();
  }

  /** The server does not answer, or will not know us: what was done stays here and is sent again. */
  private lost(): void {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    if (!this.isOffline) {
      this.isOffline = true;
      this.changed();
    }
    window.setTimeout(() => void this.send(), wait);
  }

  /** The server's word on one's own operation; others' that came between are fetched first. */
  private async acknowledge(done: OperationDone): Promise<void> {
    await this.fillGap(done.version);
    this.apply(done);
    this.settled();
  }

  /** An operation as the stream tells of it: another planner's, or one's own ahead of its answer. */
  async foreign(done: OperationDone): Promise<void> {
    if (done.version <= this.version) return;
    const isOwn = this.waiting.has(done.client_key);
    await this.fillGap(done.version);
    this.apply(done);
    this.settled();
    if (isOwn) return;
    this.dispatchEvent(new CustomEvent("foreign", { detail: done }));
  }

  /** Fetch what was missed before a version, so that every operation is applied once and in order. */
  private async fillGap(version: number): Promise<void> {
    if (version <= this.version + 1) return;
    const { items } = await readOperations(this.planId, this.version);
    items.filter((operation) => operation.version < version).forEach((operation) => this.apply(operation));
  }

  private settled(): void {
    this.replay();
    this.changed();
    this.judgeSoon();
  }

  private apply(done: OperationDone): void {
    const own = this.waiting.list.find(({ key }) => key === done.client_key);
    if (own) remember(this.past, this.future, own);
    this.waiting.remove(done.client_key);
    if (done.version !== this.version + 1) return;
    for (const move of done.moves) this.acknowledged.set(move.cell_id, move.to_grid_id);
    for (const grid of done.grids) this.grids.set(grid.grid_id, grid);
    for (const id of done.removed_grid_ids) this.grids.delete(id);
    if (done.totals) this.totals = done.totals;
    this.version = done.version;
    this.head = { ...this.head, version: done.version };
  }

  private replay(): void {
    const before = this.local;
    this.local = this.cells.list.map((cell) => this.acknowledged.get(cell.id) ?? null);
    for (const { moves } of this.waiting.list) this.put(moves);
    // One's own stroke come back acknowledged changes nothing on the map, and ten thousand cells need not be drawn again.
    if (before.length === this.local.length && before.every((grid, i) => grid === this.local[i])) return;
    this.sums = null;
    this.moved += 1;
  }

  private async catchUp(): Promise<void> {
    const { items } = await readOperations(this.planId, this.version);
    items.forEach((item) => this.apply(item));
    this.replay();
    this.changed();
  }

  /** Returns whether to go on sending at once. */
  private async refused(error: unknown, stroke: Waiting): Promise<boolean> {
    const isProblem = error instanceof Problem;
    if (!isProblem || error.status === 0 || error.status >= 500 || error.status === 401 || error.status === 429) {
      this.lost();
      return false;
    }
    this.reached();
    try {
      await this.catchUp();
    } catch {
      this.lost();
      return false;
    }
    if (error.code === "plan_cells_changed" && this.waiting.has(stroke.key)) await this.settle(error, stroke);
    else {
      showError(error.code === "undo_blocked" ? new Error(`${byOf(error)}之后修改了这些地块，不能撤销您的这一步`) : error);
      this.waiting.remove(stroke.key);
    }
    this.replay();
    this.changed();
    return true;
  }

  /** Let the planner say what becomes of a stroke over cells that somebody else has changed. */
  private async settle(error: Problem, stroke: Waiting): Promise<void> {
    const cells = cellsOf(error);
    const decision = await this.decide({ stroke, by: byOf(error), cells });
    const { wish } = stroke;
    stroke.version = this.version;
    if (decision === "rest" && (wish.kind === "assign" || wish.kind === "new_grid")) {
      const taken = new Set(cells);
      wish.cell_ids = wish.cell_ids.filter((id) => !taken.has(id));
      stroke.moves = stroke.moves.filter((move) => !taken.has(move.cell_id));
      if (!wish.cell_ids.length && wish.kind === "assign") this.waiting.remove(stroke.key);
    }
    if (decision === "drop") this.waiting.remove(stroke.key);
    this.waiting.keep();
  }

  /** Ask the server's judge a moment after the last change. */
  private judgeSoon(): void {
    window.clearTimeout(this.judgeTimer);
    this.judgeTimer = window.setTimeout(() => {
      readPlan(this.planId)
        .then((detail) => {
          if (detail.plan.version !== this.version || this.waiting.list.length) return;
          this.take(detail);
          this.sums = null;
          this.changed();
        })
        .catch((error: unknown) => (error instanceof Problem && error.status === 0 ? undefined : showError(error)));
    }, 500);
  }
}

function byOf(error: Problem): string {
  const facts = (error.facts.facts ?? error.facts) as { by?: string | null };
  return facts.by ?? "他人";
}

function cellsOf(error: Problem): number[] {
  const facts = (error.facts.facts ?? error.facts) as { cells?: (number | { cell_id: number })[] };
  return (facts.cells ?? []).map((cell) => (typeof cell === "number" ? cell : cell.cell_id));
}
