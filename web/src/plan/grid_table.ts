// The live table of grids: households against the band, before → after, locks, and the grid that strokes go to.

import { fill, h, swatch } from "../shared/dom";
import { figure } from "../shared/words";
import type { Board } from "./board";
import type { PlanModel } from "./model";
import type { Hand } from "./tools";
import type { PlanGrid } from "./wire";

/** A bar from 0 to 1.5 times the upper bound, with the band marked on it. */
function bandBar(model: PlanModel, households: number, isIn: boolean): HTMLElement {
  const whole = model.band.max_households * 1.5;
  const share = (n: number): string => `${Math.min(100, (n / whole) * 100)}%`;
  const bar = h("span", { class: `band-bar${isIn ? "" : " out"}`, "aria-hidden": "true" }, h("i"));
  bar.style.setProperty("--from", share(model.band.min_households));
  bar.style.setProperty("--to", share(model.band.max_households));
  bar.style.setProperty("--value", share(households));
  return bar;
}

function change(before: number | null, after: number): HTMLElement | null {
  if (before === null) return h("span", { class: "tag" }, "新");
  const by = after - before;
  return by === 0 ? null : h("span", { class: `delta ${by > 0 ? "more" : "less"}` }, `${figure(before)} → ${figure(after)}（${by > 0 ? "+" : "−"}${figure(Math.abs(by))}）`);
}

/** Rows by community; those touched or out of the band come first when asked. */
export class GridTable {
  readonly element = h("div", { class: "grid-table", role: "listbox", "aria-label": "网格列表" });
  private filter = "";
  private show: "all" | "changed" | "out" = "all";

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

  /** Draw the rows again; called after each change and during a stroke. */
  draw(): void {
    const figures = this.model.figures(this.board.preview);
    const touched = new Set(this.board.preview.flatMap((move) => [move.from_grid_id, move.to_grid_id]));
    const rows = [...this.model.grids.values()]
      .map((grid) => ({ grid, households: figures.get(grid.grid_id)?.households ?? 0 }))
      .filter(({ grid, households }) => this.isShown(grid, households))
      .sort((a, b) => a.grid.community_id - b.grid.community_id || a.grid.number - b.grid.number);
    const parts: HTMLElement[] = [];
    let community = -1;
    for (const { grid, households } of rows) {
      if (grid.community_id !== community) parts.push(h("h4", {}, grid.community_name));
      community = grid.community_id;
      parts.push(this.row(grid, households, touched.has(grid.grid_id)));
    }
    const scroll = this.element.scrollTop;
    fill(this.element, ...(parts.length ? parts : [h("p", { class: "muted empty" }, "没有符合条件的网格")]));
    this.element.scrollTop = scroll;
  }

  private isShown(grid: PlanGrid, households: number): boolean {
    if (this.filter && !`${grid.name}${grid.community_name}`.includes(this.filter)) return false;
    if (this.show === "changed") return grid.base_households !== households;
    if (this.show === "out") return !this.model.inBand(grid, households);
    return true;
  }

  private row(grid: PlanGrid, households: number, isTouched: boolean): HTMLElement {
    const isIn = this.model.inBand(grid, households);
    const isActive = this.hand.state.target === grid.grid_id;
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
      bandBar(this.model, households, isIn),
      change(grid.base_households, households));
  }

  private dispatchGo(gridId: number): void {
    this.element.dispatchEvent(new CustomEvent("go", { detail: gridId }));
  }
}
