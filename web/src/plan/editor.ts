// The plan editor: one Folium plugin that puts model, board, tools and panels on the page's map.

import { fill, h } from "../shared/dom";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import { fromWorld } from "../shared/geo";
import { deskOf } from "../map/desk";
import { StrokeBadge } from "./badge";
import { Board } from "./board";
import { commentsDialog, openByGrid } from "./comments";
import { openComparison } from "./compare";
import { askAboutClash } from "./conflict";
import { openDialog } from "../shared/dialog";
import { showConsequences } from "./dialogs";
import { downloadsDialog } from "./downloads";
import { GridTable } from "./grid_table";
import { PlanModel } from "./model";
import { lifeDialog, planDialog } from "./plan_life";
import { rosterDialog } from "./roster";
import { proposalDialog } from "./proposal";
import { showReport } from "./proposal_result";
import { type ProposalReport, readReport } from "./proposal_wire";
import { Toolbar } from "./toolbar";
import { Hand } from "./tools";
import { type OperationDone, type PlanGrid, type PlanHead, type PlanProblem, readComments } from "./wire";

interface EditorSettings {
  planId: number;
  colours: string[];
  layers: string;
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
  private readonly line = h("div", { class: "plan-line", role: "status", hidden: true });
  private readonly badge: StrokeBadge;
  private problemAt = -1;
  private openComments = 0;
  private origin: ProposalReport | null = null; // how a proposal drew this plan

  constructor(
    private readonly map: L.Map,
    private readonly settings: EditorSettings,
  ) {
    this.model = new PlanModel(settings.planId, settings.userId);
    this.board = new Board(this.model, settings.colours);
    this.hand = new Hand(map, this.model, this.board);
    this.table = new GridTable(this.model, this.hand, this.board, () => this.isEditable());
    this.model.addEventListener("change", () => this.redraw());
    this.hand.addEventListener("change", () => this.table.draw());
    this.badge = new StrokeBadge(this.model, this.hand, this.board);
    this.hand.addEventListener("preview", () => { this.count(); this.badge.draw(); });
    this.model.decide = (clash) => askAboutClash(this.model, this.board, clash);
    this.model.addEventListener("foreign", (event) => this.showForeign((event as CustomEvent<OperationDone>).detail));
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
    if (this.isEditable()) this.model.resume();
    void this.countComments().catch(showError);
    void readReport(this.settings.planId).then((report) => { this.origin = report; this.buildActions(); }).catch(showError);
    const asked = new URLSearchParams(window.location.search);
    if (asked.has("compare")) await this.compare(Number(asked.get("compare")) || undefined);
  }

  private build(): void {
    const desk = deskOf(this.map);
    const side = h("aside", { class: "panel plan-panel", "aria-label": "方案" }, this.head, this.line, this.totals, this.actions, this.table.controls(), this.table.element);
    desk.corner("end").append(side);
    document.body.append(this.badge.element);
    L.DomEvent.disableClickPropagation(side).disableScrollPropagation(side);
    if (this.isEditable()) {
      const tools = new Toolbar(this.hand, this.model, this.commands());
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

  /** Keys for what has no tool. */
  private commands(): Record<string, () => void> {
    return {
      n: () => this.newGrid(),
      m: () => this.merge(),
      k: () => this.lockActive(),
      q: () => this.nextProblem(),
      "?": () => this.showKeys(),
    };
  }

  private buildActions(): void {
    const edit = this.isEditable();
    const { planId } = this.settings;
    fill(
      this.actions,
      this.button("下一个问题", () => this.nextProblem(), "next-problem"),
      edit && this.button("建议方案", () => this.propose(), "propose"),
      edit && this.button("新建网格", () => this.newGrid(), "new-grid"),
      edit && this.button("合并", () => this.merge(), "merge"),
      edit && this.button("小区楼栋", () => rosterDialog(this.model, this.hand.state.target), "roster"),
      edit && this.button("全部锁定", () => this.lockAll(true), "lock-all"),
      edit && this.button("全部解锁", () => this.lockAll(false), "unlock-all"),
      this.button("比较", () => this.compare(undefined), "compare"),
      this.origin && this.button("建议说明", () => this.showOrigin(), "origin"),
      this.button("影响清单", () => showConsequences(planId), "consequences"),
      this.button(this.openComments ? `意见 ${this.openComments}` : "意见", () => this.showComments(), "comments"),
      this.button("下载", () => downloadsDialog(this.model.head), "downloads"),
      this.settings.mayDraft && this.button("方案管理", () => planDialog(this.model.head, this.settings, (head) => this.stateChanged(head)), "plan"),
      this.button("审批与公布", () => lifeDialog(this.model.head, this.settings, (head) => this.stateChanged(head)), "publication", true),
    );
  }

  private async showComments(): Promise<void> {
    await commentsDialog(this.model, {
      maySettle: this.settings.mayDraft,
      active: this.hand.state.target,
      go: (gridId) => { this.hand.set({ target: gridId }); this.goToGrid(gridId); },
      changed: (comments) => this.takeComments(openByGrid(comments), comments.filter((comment) => !comment.is_resolved).length),
    });
  }

  private async countComments(): Promise<void> {
    const { items } = await readComments(this.settings.planId);
    this.takeComments(openByGrid(items), items.filter((comment) => !comment.is_resolved).length);
  }

  private takeComments(byGrid: Map<number, number>, open: number): void {
    this.board.comments.clear();
    for (const [grid, count] of byGrid) this.board.comments.set(grid, count);
    this.openComments = open;
    this.board.offerNames();
    this.buildActions();
  }

  private showKeys(): void {
    const keys: [string, string][] = [["V I C B E D R L S", "移动、选取、点选、画笔、橡皮、拖边界、框选、套索、画线拆分"], ["[ ]", "画笔变小、变大"], ["N M K", "新建网格、合并、锁定或解锁当前网格"], ["Q", "下一个问题"], ["Ctrl+Z　Ctrl+Y", "撤销、重做"], ["Esc", "放弃正在画的一笔"]];
    openDialog("快捷键", h("dl", { class: "dialog-body keys" }, ...keys.flatMap(([key, what]) => [h("dt", {}, key), h("dd", {}, what)])));
  }

  /** Another planner's stroke: its cells are hatched for a moment, with the name. */
  private showForeign(done: OperationDone): void {
    const name = done.by ?? "他人";
    const cells = done.moves.length ? `调整了 ${done.moves.length} 个地块` : "更新了方案";
    notice(`${name} ${cells}（第 ${done.version} 步）`);
    if (this.board.compared.length) return;
    this.board.compared = done.moves;
    this.board.soon();
    window.setTimeout(() => {
      if (this.board.compared !== done.moves) return;
      this.board.compared = [];
      this.board.soon();
    }, 2500);
  }

  private namesTimer = 0;
  private drawn = "";

  private redraw(): void {
    this.drawHead();
    this.count();
    const drawn = `${this.model.moved}/${this.model.grids.size}`;
    if (drawn !== this.drawn) this.board.soon();
    this.drawn = drawn;
    // Names are placed after the totals are on the screen: they need all cells and can wait a frame or two.
    window.clearTimeout(this.namesTimer);
    this.namesTimer = window.setTimeout(() => this.board.offerNames(), 60);
  }

  private drawHead(): void {
    const { head } = this.model;
    const number = head.document_number ? h("span", { class: "muted small" }, head.document_number) : null;
    fill(this.head, h("a", { href: "/plans", class: "small" }, "‹ 全部方案"), h("h1", {}, head.name),
      h("div", {}, h("span", { class: `tag ${head.state === "in_force" ? "good" : "grey"}` }, head.state_chinese), number, h("span", { class: "muted small" }, `　第 ${head.version} 步`),
        this.model.unacknowledged > 0 && h("span", { class: "tag warn" }, `${this.model.unacknowledged} 步待保存`)));
    this.line.hidden = !this.model.isOffline;
    if (this.model.isOffline) fill(this.line, `连接中断。您的 ${this.model.unacknowledged} 步修改保存在本机，可以继续调整，恢复后自动提交。`);
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

  /** In the order of urgency: what is in no grid, what hangs apart, what is out of the band, what could be better. */
  private nextProblem(): void {
    const order = ["unassigned", "across_communities", "detached", "out_of_band", "estate_split"];
    const problems = [...this.model.problems].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
    if (!problems.length) return notice("没有待处理的问题");
    this.problemAt = (this.problemAt + 1) % problems.length;
    const problem: PlanProblem = problems[this.problemAt];
    this.go(problem.box);
    if (problem.grid_id !== null) this.hand.set({ target: problem.grid_id });
    const word = problem.kind === "estate_split" ? "可改进：" : "";
    notice(`（${this.problemAt + 1}/${problems.length}）${word}${problem.chinese}`);
  }

  private activeGrid(): number | undefined {
    return this.hand.state.target ?? undefined;
  }

  private async propose(): Promise<void> {
    const grid = this.model.grids.get(this.activeGrid() ?? -1);
    const place = {
      planId: this.settings.planId,
      troubled: [...new Set(this.model.problems.map((problem) => problem.community_id))],
      chosen: grid?.community_id,
      grid: grid && { id: grid.grid_id, name: grid.name, community_id: grid.community_id },
    };
    await proposalDialog(place, (report) =>
      showReport(report, [
        { text: "与当前方案比较", act: () => void this.compare(report.plan_id).catch(showError) },
        { text: "打开建议方案", act: () => window.location.assign(`/plans/${report.plan_id}`) },
      ]));
  }

  /** How a proposal drew this plan. */
  private showOrigin(): void {
    if (this.origin) showReport(this.origin, [{ text: "与基础方案比较", act: () => void this.compare(undefined).catch(showError) }]);
  }

  private compare(against: number | undefined): Promise<void> {
    return openComparison(this.model, this.board, this.settings.colours, this.settings.layers, against);
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

  private lockActive(): void {
    const grid = this.model.grids.get(this.hand.state.target ?? -1);
    if (!grid) return notice("请先选取网格");
    this.model.wish({ kind: "lock", grid_ids: [grid.grid_id], is_locked: !grid.is_locked });
  }

  private lockAll(isLocked: boolean): void {
    this.model.wish({ kind: "lock", grid_ids: null, is_locked: isLocked });
  }

  private stateChanged(head: PlanHead): void {
    const wasEditable = this.model.head.is_editable;
    this.model.head = head;
    if (head.is_editable !== wasEditable) window.location.reload();
    else this.drawHead();
  }

  /** Others' edits as they happen. The browser reconnects by itself where the line broke; where the answer was an error, we do. */
  private listen(): void {
    const source = new EventSource(`/api/v1/plans/${this.settings.planId}/events?since=${this.model.version}`);
    source.addEventListener("operation", (event) => void this.model.foreign(JSON.parse((event as MessageEvent<string>).data) as OperationDone).catch(() => undefined));
    source.addEventListener("state", (event) => this.stateChanged(JSON.parse((event as MessageEvent<string>).data) as PlanHead));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) window.setTimeout(() => this.listen(), 3000);
    });
    window.addEventListener("pagehide", () => source.close());
  }
}

/** Open the editor of one plan on the map. */
export function planEditor(map: L.Map, settings: EditorSettings): void {
  new Editor(map, settings).open().catch(showError);
}
