// The live table of grids: households against the band, before → after, locks, and the grid that strokes go to.

import { fill, h, swatch } from "../shared/dom";
import { figure } from "../shared/words";
import type { Board } from "./board";
import type { GridFigures, PlanModel } from "./model";
import type { Hand } from "./tools";
import type { Band, PlanGrid } from "./wire";

/** A bar from 0 to 1.5 times the upper bound, with the band marked on it. */
function bandBar(band: Band, households: number, isIn: boolean): HTMLElement {
  const whole = band.max_households * 1.5;
  const share = (n: number): string => `${Math.min(100, (n / whole) * 100)}%`;
  const bar = h("span", { class: `band-bar${isIn ? "" : " out"}`, "aria-hidden": "true" }, h("i"));
  bar.style.setProperty("--from", share(band.min_households));
  bar.style.setProperty("--to", share(band.max_households));
  bar.style.setProperty("--value", share(households));
  return bar;
}

function change(before: number | null, after: number): HTMLElement | null {
  if (before === null) return h("span", { class: "tag" }, "新");
  const by = after - before;
  return by === 0 ? null : h("span", { class: `delta ${by > 0 ? "more" : "less"}` }, `${figure(before)} → ${figure(after)}（${by > 0 ? "+" : "−"}${figure(Math.abs(by))}）`);
}

interface Row {
  grid: PlanGrid;
  figures: GridFigures;
  isTouched: boolean;
}

const NOTHING: GridFigures = { households: 0, residents: 0, cases: 0 };

/** Rows by community. A row is made anew only when something of it changes: a stroke touches few of hundreds. */
export class GridTable {
  readonly element = h("div", { class: "grid-table", role: "listbox", "aria-label": "网格列表" });
  private filter = "";
  private show: "all" | "changed" | "out" = "all";
  private readonly made = new Map<number, { mark: string; element: HTMLElement }>();
  private order = "";
  private compactTimer = 0;
  private compactness: { of: unknown; by: Map<number, number> } | undefined;

  constructor(
    private readonly model: PlanModel,
    private readonly hand: Hand,
    private readonly board: Board,
    private readonly isEditable: () => boolean,
  ) {}

  /** What is typed and chosen above the table. */
  controls(): HTMLElement {
    const find = h("input", { type: "search", placeholder: "查找网格、社区", "aria-label": "查找网格", oninput: () => { this.filter = find.value.trim(); this.draw(); } });
    const show = h("select", { "aria-label": "显示哪些网格", onchange: () => { this.show = show.value as "all"; this.draw(); } },
      h("option", { value: "all" }, "全部"), h("option", { value: "changed" }, "有变化"), h("option", { value: "out" }, "区间外"));
    return h("div", { class: "grid-find" }, find, show);
  }

  /** Bring the rows up to date; called after each change and during a stroke. */
  draw(): void {
    const figures = this.model.figures(this.board.preview);
    const touched = new Set(this.board.preview.flatMap((move) => [move.from_grid_id, move.to_grid_id]));
    const rows = [...this.model.grids.values()]
      .map((grid) => ({ grid, figures: figures.get(grid.grid_id) ?? NOTHING, isTouched: touched.has(grid.grid_id) }))
      .filter((row) => this.isShown(row))
      .sort((a, b) => a.grid.community_id - b.grid.community_id || a.grid.number - b.grid.number);
    const order = rows.map(({ grid }) => grid.grid_id).join();
    if (order === this.order) for (const row of rows) this.refresh(row);
    else this.lay(rows, order);
  }

  private lay(rows: Row[], order: string): void {
    const parts: HTMLElement[] = [];
    let community = -1;
    for (const row of rows) {
      if (row.grid.community_id !== community) parts.push(h("h4", {}, row.grid.community_name));
      community = row.grid.community_id;
      parts.push(this.refresh(row));
    }
    const scroll = this.element.scrollTop;
    fill(this.element, ...(parts.length ? parts : [h("p", { class: "muted empty" }, "没有符合条件的网格")]));
    this.element.scrollTop = scroll;
    this.order = order;
  }

  /** The row's element, made anew and put in its place if something of it has changed. */
  private refresh(row: Row): HTMLElement {
    const { grid, figures, isTouched } = row;
    const isActive = this.hand.state.target === grid.grid_id;
    const mark = [grid.name, grid.is_locked, grid.base_households, figures.households, figures.residents, figures.cases, isTouched, isActive,
      this.isEditable(), isActive && this.model.version, this.model.staff !== null].join();
    const known = this.made.get(grid.grid_id);
    if (known?.mark === mark) return known.element;
    const element = this.row(row, isActive);
    known?.element.replaceWith(element);
    this.made.set(grid.grid_id, { mark, element });
    return element;
  }

  private isShown({ grid, figures }: Row): boolean {
    if (this.filter && !`${grid.name}${grid.community_name}`.includes(this.filter)) return false;
    if (this.show === "changed") return grid.base_households !== figures.households;
    if (this.show === "out") return !this.model.inBand(grid, figures.households);
    return true;
  }

  private row({ grid, figures, isTouched }: Row, isActive: boolean): HTMLElement {
    const { households } = figures;
    const isIn = this.model.inBand(grid, households);
    const lock = h("button", {
      type: "button", class: `lock${grid.is_locked ? " on" : ""}`, title: grid.is_locked ? "解锁" : "锁定：不增不减", "aria-label": `${grid.is_locked ? "解锁" : "锁定"}${grid.name}`,
      disabled: !this.isEditable(),
      onclick: (event) => { event.stopPropagation(); this.model.wish({ kind: "lock", grid_ids: [grid.grid_id], is_locked: !grid.is_locked }); },
    }, grid.is_locked ? "已锁" : "锁");
    return h("div", {
      class: `grid-row${isActive ? " active" : ""}${isTouched ? " touched" : ""}`, role: "option", tabindex: 0, "aria-selected": String(isActive), "data-grid": grid.grid_id,
      onclick: () => this.hand.set({ target: grid.grid_id }),
      ondblclick: () => this.dispatchGo(grid.grid_id),
      onkeydown: (event) => (event as KeyboardEvent).key === "Enter" && this.hand.set({ target: grid.grid_id }),
    },
      swatch(this.board.colourOf(grid.grid_id)),
      h("span", { class: "grid-name" }, grid.name.replace(grid.community_name, "") || grid.name),
      h("span", { class: `grid-households${isIn ? "" : " out"}` }, `${isIn ? "" : "！"}${figure(households)} 户`),
      this.isEditable() || grid.is_locked ? lock : null,
      bandBar(this.model.bands.of(grid), households, isIn),
      change(grid.base_households, households),
      isActive || isTouched ? this.facts(grid, figures) : null);
  }

  /** Residents, open cases, staff load and compactness; a change in the stroke being made is shown with an arrow. */
  private facts(grid: PlanGrid, figures: GridFigures): HTMLElement {
    const now = this.model.figures().get(grid.grid_id) ?? NOTHING;
    const from = (before: number, after: number): string => (before === after ? figure(after) : `${figure(before)} → ${figure(after)}`);
    const staff = this.model.staff?.get(grid.grid_id);
    const compact = this.compactOf(grid.grid_id);
    return h("span", { class: "grid-facts" },
      h("span", {}, `居民 ${from(now.residents, figures.residents)} 人`),
      this.model.casesOf && h("span", {}, `在办诉求 ${from(now.cases, figures.cases)} 件`),
      this.model.staff && h("span", { class: staff?.workers ? undefined : "out" }, staff?.workers
        ? `网格员 ${staff.workers} 人，每人 ${figure(Math.round(figures.households / staff.workers))} 户`
        : "没有在岗网格员"),
      compact !== undefined && h("span", { title: "4π×面积÷周长²，圆为 1" }, `紧凑度 ${compact.toFixed(2)}`));
  }

  private compactOf(gridId: number): number | undefined {
    const of = this.model.figures();
    if (this.compactness?.of !== of && !this.compactTimer) {
      // It needs every edge: the totals do not wait for it.
      this.compactTimer = window.setTimeout(() => {
        this.compactTimer = 0;
        this.compactness = { of: this.model.figures(), by: this.model.compactness() };
        this.made.forEach((row, id) => id === this.hand.state.target && (row.mark = ""));
        this.draw();
      }, 150);
    }
    return this.compactness?.by.get(gridId);
  }

  private dispatchGo(gridId: number): void {
    this.element.dispatchEvent(new CustomEvent("go", { detail: gridId }));
  }
}
