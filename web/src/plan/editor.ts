// The plan editor: one Folium plugin that puts model, board, tools and panels on the page's map.

import { fill, h } from "../shared/dom";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import { fromWorld } from "../shared/geo";
import { deskOf } from "../map/desk";
import { Board } from "./board";
import { openDialog } from "../shared/dialog";
import { proposalDialog, publicationDialog, showComparison, showConsequences } from "./dialogs";
import { GridTable } from "./grid_table";
import { PlanModel } from "./model";
import { Toolbar } from "./toolbar";
import { Hand } from "./tools";
import type { OperationDone, PlanGrid, PlanHead, PlanProblem } from "./wire";

interface EditorSettings {
  planId: number;
  colours: string[];
  mayDraft: boolean;
  mayApprove: boolean;
  userId: number | null;
}

/** Everything of one editing session. */
class Editor {
  private readonly model: PlanModel;
  private readonly board: Board;
  private readonly hand: Hand;
  private readonly table: GridTable;
  private readonly head = h("div", { class: "plan-head" });
  private readonly totals = h("div", { class: "plan-totals", "aria-live": "polite" });
  private readonly actions = h("div", { class: "plan-actions" });
  private problemAt = -1;

  constructor(
    private readonly map: L.Map,
    private readonly settings: EditorSettings,
  ) {
    this.model = new PlanModel(settings.planId);
    this.board = new Board(this.model, settings.colours);
    this.hand = new Hand(map, this.model, this.board);
    this.table = new GridTable(this.model, this.hand, this.board, () => this.isEditable());
    this.model.addEventListener("change", () => this.redraw());
    this.hand.addEventListener("change", () => this.table.draw());
    this.hand.addEventListener("preview", () => this.count());
    this.table.element.addEventListener("go", (event) => this.goToGrid((event as CustomEvent<number>).detail));
  }

  private isEditable(): boolean {
    return this.settings.mayDraft && this.model.head?.is_editable;
  }

  async open(): Promise<void> {
    const loading = h("p", { class: "panel plan-loading" }, "正在读取方案…");
    deskOf(this.map).corner("end").append(loading);
    try {
      await this.model.load();
    } finally {
      loading.remove();
    }
    this.board.addTo(this.map);
    this.build();
    this.redraw();
    this.listen();
  }

  private build(): void {
    const desk = deskOf(this.map);
    const side = h("aside", { class: "panel plan-panel", "aria-label": "方案" }, this.head, this.totals, this.actions, this.table.controls(), this.table.element);
    desk.corner("end").append(side);
    L.DomEvent.disableClickPropagation(side).disableScrollPropagation(side);
    if (this.isEditable()) {
      const tools = new Toolbar(this.hand, this.model);
      desk.corner("start").append(tools.element, tools.optionsElement);
      L.DomEvent.disableClickPropagation(tools.element);
      this.hand.set({ tool: "pick" });
    }
    const isWide = window.matchMedia("(min-width: 800px)").matches;
    Object.assign(desk.covered, isWide ? { left: this.isEditable() ? 130 : 0, right: 386 } : { bottom: side.offsetHeight });
    desk.showWhole(false);
    window.addEventListener("beforeunload", (event) => this.model.unacknowledged > 0 && event.preventDefault());
    this.buildActions();
  }

  private button(text: string, act: () => void | Promise<void>, name: string, isPrimary = false): HTMLButtonElement {
    return h("button", { type: "button", class: `button${isPrimary ? " primary" : ""}`, "data-action": name, onclick: () => void Promise.resolve(act()).catch(showError) }, text);
  }

  private buildActions(): void {
    const edit = this.isEditable();
    fill(
      this.actions,
      this.button("下一个问题", () => this.nextProblem(), "next-problem"),
      edit && this.button("建议方案", () => this.propose(), "propose"),
      this.button("比较", () => this.compare(this.settings.planId, undefined), "compare"),
      this.button("影响清单", () => showConsequences(this.settings.planId), "consequences"),
      edit && this.button("新建网格", () => this.newGrid(), "new-grid"),
      edit && this.button("合并", () => this.merge(), "merge"),
      edit && this.button("移出网格", () => this.hand.set({ target: "erase", tool: "click" }), "erase"),
      edit && this.button("全部锁定", () => this.lockAll(true), "lock-all"),
      edit && this.button("全部解锁", () => this.lockAll(false), "unlock-all"),
      this.button("审批与公布", () => publicationDialog(this.model.head, this.settings, (head) => this.stateChanged(head)), "publication", true),
    );
  }

  private redraw(): void {
    this.drawHead();
    this.board.soon();
    this.board.offerNames();
    this.count();
  }

  private drawHead(): void {
    const { head } = this.model;
    const number = head.document_number ? h("span", { class: "muted small" }, head.document_number) : null;
    fill(this.head, h("a", { href: "/plans", class: "small" }, "‹ 全部方案"), h("h1", {}, head.name),
      h("div", {}, h("span", { class: `tag ${head.state === "in_force" ? "good" : "grey"}` }, head.state_chinese), number, h("span", { class: "muted small" }, `　第 ${head.version} 步`),
        this.model.unacknowledged > 0 && h("span", { class: "tag warn" }, `${this.model.unacknowledged} 步待保存`)));
  }

  /** Totals on the screen follow every stroke, before the server has answered. */
  private count(): void {
    const figures = this.model.figures(this.board.preview);
    const grids = [...this.model.grids.values()];
    const detached = new Set(this.model.problems.filter(({ kind }) => kind === "detached").map((problem) => problem.grid_id));
    const isOut = (grid: PlanGrid): boolean => !this.model.inBand(grid, figures.get(grid.grid_id)?.households ?? 0);
    const out = grids.filter((grid) => isOut(grid) || detached.has(grid.grid_id)).length;
    const unassigned = figures.get(null)?.households ?? 0;
    const split = this.model.problems.filter(({ kind }) => kind === "estate_split").length;
    fill(
      this.totals,
      h("div", {}, h("b", {}, figure(grids.length)), h("span", {}, "个网格")),
      h("div", { class: out ? "bad" : "fine" }, h("b", { "data-total": "out" }, figure(out)), h("span", {}, "个待调整")),
      h("div", { class: unassigned ? "bad" : "fine" }, h("b", { "data-total": "unassigned" }, figure(unassigned)), h("span", {}, "户未划入")),
      h("div", { title: "小区所在的网格多于其户数所需：可以改进，不必调整" }, h("b", { "data-total": "split" }, figure(split)), h("span", {}, "个小区拆分")),
    );
    this.table.draw();
  }

  private go(box: [number, number, number, number]): void {
    this.map.flyToBounds([[box[1], box[0]], [box[3], box[2]]], { maxZoom: 17.5, duration: 0.5, padding: [60, 60] });
  }

  private goToGrid(gridId: number): void {
    const cells = this.model.cells.list.filter((cell) => this.model.gridOf(cell.id) === gridId);
    if (!cells.length) return;
    const corner = (pick: (a: number, b: number) => number, side: "west" | "east" | "north" | "south"): number => cells.map((c) => c.shape[side]).reduce((a, b) => pick(a, b));
    const northWest = fromWorld(corner(Math.min, "west"), corner(Math.min, "north"));
    const southEast = fromWorld(corner(Math.max, "east"), corner(Math.max, "south"));
    this.go([northWest[1], southEast[0], southEast[1], northWest[0]]);
  }

  private nextProblem(): void {
    const { problems } = this.model;
    if (!problems.length) return notice("没有待处理的问题");
    this.problemAt = (this.problemAt + 1) % problems.length;
    const problem: PlanProblem = problems[this.problemAt];
    this.go(problem.box);
    if (problem.grid_id !== null) this.hand.set({ target: problem.grid_id });
    const word = problem.kind === "estate_split" ? "可改进：" : "";
    notice(`（${this.problemAt + 1}/${problems.length}）${word}${problem.chinese}`);
  }

  private activeGrid(): number | undefined {
    return typeof this.hand.state.target === "number" ? this.hand.state.target : undefined;
  }

  private propose(): void {
    const communities = new Map([...this.model.grids.values()].map((grid) => [grid.community_id, grid.community_name]));
    const active = this.activeGrid();
    const chosen = active === undefined ? undefined : this.model.grids.get(active)?.community_id;
    proposalDialog(this.settings.planId, [...communities], chosen, (newPlan) => {
      notice("建议方案已生成");
      void this.compare(newPlan, this.settings.planId).catch(showError);
    });
  }

  private async compare(planId: number, against: number | undefined): Promise<void> {
    const isOther = planId !== this.settings.planId;
    await showComparison(planId, against, (difference) => {
      this.board.compared = difference.moves;
      this.board.soon();
    }, isOther ? { label: "打开建议方案", act: () => window.location.assign(`/plans/${planId}`) } : undefined);
    document.querySelector("dialog.aside")?.addEventListener("close", () => {
      this.board.compared = [];
      this.board.soon();
    });
  }

  private newGrid(): void {
    const active = this.activeGrid();
    const community = active === undefined ? undefined : this.model.grids.get(active);
    const unassigned = this.model.problems.find((problem) => problem.kind === "unassigned");
    const communityId = community?.community_id ?? (unassigned && this.model.cells.byId.get(unassigned.cell_ids[0])?.communityId);
    if (communityId === undefined) return notice("请先选取该社区的任意一个网格");
    this.model.wish({ kind: "new_grid", community_id: communityId, cell_ids: [] });
    notice("已新建网格，请在列表中选中后划入楼栋");
  }

  private merge(): void {
    const active = this.activeGrid();
    const grid = active === undefined ? undefined : this.model.grids.get(active);
    if (!grid) return notice("请先选取要并入的网格");
    const others = [...this.model.grids.values()].filter((other) => other.community_id === grid.community_id && other.grid_id !== grid.grid_id);
    const boxes = others.map((other) => h("label", { class: "check" }, h("input", { type: "checkbox", value: other.grid_id }), `${other.name}（${figure(other.households)} 户）`));
    const form = h("form", { class: "dialog-body" }, h("p", { class: "muted" }, `并入 ${grid.name}，被并的网格不再保留。`), ...boxes, h("button", { type: "submit", class: "button primary" }, "合并"));
    const dialog = openDialog("合并网格", form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const ids = [...form.querySelectorAll<HTMLInputElement>("input:checked")].map((input) => Number(input.value));
      dialog.close();
      if (ids.length) this.model.wish({ kind: "merge", grid_ids: ids, into_grid_id: grid.grid_id });
    });
  }

  private lockAll(isLocked: boolean): void {
    this.model.wish({ kind: "lock", grid_ids: null, is_locked: isLocked });
  }

  private stateChanged(head: PlanHead): void {
    this.model.head = head;
    if (!head.is_editable) window.location.reload();
    else this.drawHead();
  }

  /** Others' edits as they happen; the browser reconnects by itself and resumes where it stopped. */
  private listen(): void {
    const source = new EventSource(`/api/v1/plans/${this.settings.planId}/events?since=${this.model.version}`);
    source.addEventListener("operation", (event) => void this.model.foreign(JSON.parse((event as MessageEvent<string>).data) as OperationDone).catch(showError));
    source.addEventListener("state", (event) => this.stateChanged(JSON.parse((event as MessageEvent<string>).data) as PlanHead));
    window.addEventListener("pagehide", () => source.close());
  }
}

/** Open the editor of one plan on the map. */
export function planEditor(map: L.Map, settings: EditorSettings): void {
  new Editor(map, settings).open().catch(showError);
}
