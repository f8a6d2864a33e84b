// A plan as it stands on this screen: assignment and totals, with strokes not yet acknowledged on top.

import { notice, showError } from "../shared/notices";
import { Problem } from "../shared/http";
import { Cells } from "./cells";
import {
  type Band, type CellMove, type OperationDone, type PlanDetail, type PlanGrid, type PlanHead, type PlanProblem,
  type PlanTotals, type Wish, readAssignment, readCells, readOperations, readPlan, sendWish,
} from "./wire";

interface Waiting {
  wish: Wish;
  key: string;
  moves: CellMove[];
}

/** Households of a grid now and before the preview. */
export interface GridFigures {
  households: number;
  residents: number;
}

/** The plan, its cells, and the queue of what was done but not yet acknowledged. */
export class PlanModel extends EventTarget {
  head!: PlanHead;
  band!: Band;
  totals!: PlanTotals;
  problems: PlanProblem[] = [];
  cells!: Cells;
  readonly grids = new Map<number, PlanGrid>();
  private readonly acknowledged = new Map<number, number | null>();
  private readonly local = new Map<number, number | null>();
  private queue: Waiting[] = [];
  version = 0; // of the last operation taken over
  private isSending = false;
  private judgeTimer = 0;

  constructor(readonly planId: number) {
    super();
  }

  /** Fetch plan, cells and assignment. */
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
  }

  private take(detail: PlanDetail): void {
    this.head = detail.plan;
    this.band = detail.band;
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
    return this.local.get(cellId) ?? null;
  }

  get unacknowledged(): number {
    return this.queue.length;
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

  /** Figures of every grid if these moves were made as well. */
  figures(moves: CellMove[] = []): Map<number | null, GridFigures> {
    const found = new Map<number | null, GridFigures>([[null, { households: 0, residents: 0 }]]);
    for (const id of this.grids.keys()) found.set(id, { households: 0, residents: 0 });
    const moved = new Map(moves.map((move) => [move.cell_id, move.to_grid_id]));
    for (const cell of this.cells.list) {
      const grid = moved.has(cell.id) ? (moved.get(cell.id) ?? null) : this.gridOf(cell.id);
      const sum = found.get(grid) ?? { households: 0, residents: 0 };
      sum.households += cell.households;
      sum.residents += cell.residents;
      found.set(grid, sum);
    }
    return found;
  }

  inBand(grid: PlanGrid, households: number): boolean {
    return grid.kind === "dedicated" || (households >= this.band.min_households && households <= this.band.max_households);
  }

  /** Do something: at once on the screen, then on the server. */
  wish(wish: Wish, moves: CellMove[] = []): void {
    this.queue.push({ wish, key: crypto.randomUUID(), moves });
    for (const move of moves) this.local.set(move.cell_id, move.to_grid_id);
    this.changed();
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    let sent = "";
    try {
      while (this.queue.length) {
        const { wish, key } = this.queue[0];
        sent = key;
        await this.acknowledge(await sendWish(this.planId, this.version, wish, key));
      }
    } catch (error) {
      await this.refused(error, sent);
    } finally {
      this.isSending = false;
    }
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
    const isOwn = this.queue.some((waiting) => waiting.key === done.client_key);
    await this.fillGap(done.version);
    this.apply(done);
    this.settled();
    if (done.by && !isOwn) notice(`${done.by} 更新了方案（第 ${done.version} 步）`);
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
    this.queue = this.queue.filter((waiting) => waiting.key !== done.client_key);
    if (done.version !== this.version + 1) return;
    for (const move of done.moves) this.acknowledged.set(move.cell_id, move.to_grid_id);
    for (const grid of done.grids) this.grids.set(grid.grid_id, grid);
    for (const id of done.removed_grid_ids) this.grids.delete(id);
    if (done.totals) this.totals = done.totals;
    this.version = done.version;
    this.head = { ...this.head, version: done.version };
  }

  private replay(): void {
    this.local.clear();
    for (const [cell, grid] of this.acknowledged) this.local.set(cell, grid);
    for (const { moves } of this.queue) for (const move of moves) this.local.set(move.cell_id, move.to_grid_id);
  }

  private async refused(error: unknown, key: string): Promise<void> {
    showError(error);
    const isOffline = error instanceof Problem && (error.status === 0 || error.status >= 500);
    if (isOffline) {
      // What was done stays on the screen and is sent again: the key makes a repeat harmless.
      window.setTimeout(() => void this.send(), 3000);
      return;
    }
    this.queue = this.queue.filter((waiting) => waiting.key !== key);
    try {
      const { items } = await readOperations(this.planId, this.version);
      items.forEach((item) => this.apply(item));
    } catch (second) {
      showError(second);
    }
    this.replay();
    this.changed();
    if (this.queue.length) window.setTimeout(() => void this.send(), 0);
  }

  /** Ask the server's judge a moment after the last change. */
  private judgeSoon(): void {
    window.clearTimeout(this.judgeTimer);
    this.judgeTimer = window.setTimeout(() => {
      readPlan(this.planId)
        .then((detail) => {
          if (detail.plan.version !== this.version || this.queue.length) return;
          this.take(detail);
          this.changed();
        })
        .catch(showError);
    }, 500);
  }
}
