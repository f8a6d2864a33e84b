// Two plans beside each other: the same place on two maps that move together, what differs hatched, and a list.

import { fill, h } from "../shared/dom";
import { fromWorld } from "../shared/geo";
import { showError } from "../shared/notices";
import { figure } from "../shared/words";
import { basemap } from "../basemap/basemap";
import { openMap } from "../map/open";
import { Board } from "./board";
import { PlanModel } from "./model";
import { type Difference, type PlanHead, readDifference, readPlans } from "./wire";


/** One of the two maps. */
class Side {
  readonly frame = h("div", { class: "compare-map" });
  readonly title = h("h3", {});
  map!: L.Map;
  board!: Board;

  constructor(
    readonly model: PlanModel,
    private readonly colours: string[],
  ) {}

  open(box: [number, number, number, number], layers: string, like: Board): void {
    this.map = openMap(this.frame as unknown as string, box, { zoomControl: false, attributionControl: false });
    basemap(this.map, { address: layers, isOverTiles: false });
    this.board = new Board(this.model, this.colours);
    this.board.colourLike(like);
    this.board.addTo(this.map);
    this.board.offerNames();
    fill(this.title, this.model.head.name, h("span", { class: "tag grey" }, this.model.head.state_chinese));
  }
}

function boxOf(model: PlanModel): [number, number, number, number] {
  const shapes = model.cells.list.map(({ shape }) => shape);
  const [north, west] = fromWorld(Math.min(...shapes.map((s) => s.west)), Math.min(...shapes.map((s) => s.north)));
  const [south, east] = fromWorld(Math.max(...shapes.map((s) => s.east)), Math.max(...shapes.map((s) => s.south)));
  return [west, south, east, north];
}

/** The comparison over the whole page. */
class Comparison {
  private readonly element = h("dialog", { class: "compare", "aria-label": "方案比较" });
  private readonly maps = h("div", { class: "compare-maps" });
  private readonly list = h("div", { class: "compare-list" });
  private sides: Side[] = [];
  private difference: Difference | undefined;
  private mode: "beside" | "difference" = "beside";
  private isMoving = false;

  constructor(
    private readonly ours: PlanModel,
    private readonly colours: string[],
    private readonly layers: string,
    private readonly like: Board,
    private readonly plans: PlanHead[],
  ) {}

  async open(againstId: number): Promise<void> {
    document.body.append(this.element);
    this.element.addEventListener("close", () => {
      for (const { map } of this.sides) map.remove();
      this.element.remove();
    });
    this.element.showModal();
    await this.show(againstId);
  }

  private head(againstId: number): HTMLElement {
    const choose = h("select", { "aria-label": "与哪个方案比较", onchange: () => void this.show(Number(choose.value)).catch(showError) },
      ...this.plans.filter(({ id }) => id !== this.ours.planId).map((plan) => h("option", { value: plan.id, selected: plan.id === againstId }, `${plan.name}（${plan.state_chinese}）`)));
    const tab = (mode: "beside" | "difference", word: string): HTMLButtonElement =>
      h("button", { type: "button", class: "button", "data-mode": mode, "aria-pressed": String(this.mode === mode), onclick: () => this.setMode(mode) }, word);
    return h("header", {}, h("h2", {}, "方案比较"), h("span", {}, this.ours.head.name, " 与"), choose,
      h("span", { class: "compare-tabs", role: "group" }, tab("beside", "并排"), tab("difference", "只看差异")),
      againstId !== this.ours.planId && h("a", { class: "button", href: `/plans/${againstId}` }, "打开对方方案"),
      h("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => this.element.close() }, "×"));
  }

  private async show(againstId: number): Promise<void> {
    fill(this.element, this.head(againstId), h("div", { class: "compare-body" }, this.maps, this.list));
    fill(this.list, h("p", { class: "muted" }, "正在比较…"));
    const theirs = new PlanModel(againstId);
    const [difference] = await Promise.all([readDifference(this.ours.planId, againstId), theirs.load()]);
    for (const { map } of this.sides) map.remove();
    this.difference = difference;
    this.sides = [new Side(theirs, this.colours), new Side(this.ours, this.colours)];
    fill(this.maps, ...this.sides.map((side) => h("div", { class: "compare-side" }, side.title, side.frame)));
    for (const side of this.sides) side.open(boxOf(this.ours), this.layers, this.like);
    this.sides.forEach((side, i) => side.map.on("move", () => this.follow(side.map, this.sides[1 - i].map)));
    this.draw();
    this.goToAll();
  }

  /** Both maps show the same place. */
  private follow(from: L.Map, to: L.Map): void {
    if (this.isMoving) return;
    this.isMoving = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    this.isMoving = false;
  }

  private setMode(mode: "beside" | "difference"): void {
    this.mode = mode;
    this.element.querySelectorAll<HTMLElement>("[data-mode]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.mode === mode)));
    this.draw();
    for (const { map } of this.sides) map.invalidateSize({ pan: false });
    this.goToAll();
  }

  private draw(): void {
    if (!this.difference) return;
    this.element.dataset.mode = this.mode;
    for (const { board } of this.sides) {
      board.compared = this.difference.moves;
      board.isFaded = this.mode === "difference";
      board.soon();
    }
    fill(this.list, ...this.rows(this.difference));
  }

  private rows(difference: Difference): HTMLElement[] {
    const word = (n: number | null): string => (n === null ? "—" : figure(n));
    const changed = difference.grids.filter((grid) => grid.gained_cells || grid.lost_cells || grid.before_households === null || grid.after_households === null);
    const [theirs] = this.sides;
    const sums = h("div", { class: "figures" }, ...([["户换网格", difference.moved_households], ["人", difference.moved_residents], ["栋", difference.moved_buildings], ["个网格有变化", changed.length]] as [string, number][])
      .map(([text, value]) => h("div", {}, h("b", {}, figure(value)), h("span", {}, text))));
    const legend = h("p", { class: "muted small" }, h("span", { class: "hatch", "aria-hidden": "true" }), "紫色斜线：两个方案划法不同的地块。点一行在图上查看。");
    if (!changed.length) return [sums, h("p", { class: "muted" }, "两个方案相同。")];
    const rows = changed.map((grid) => {
      const by = (grid.after_households ?? 0) - (grid.before_households ?? 0);
      const state = grid.before_households === null ? "新设" : grid.after_households === null ? "撤销" : "";
      return h("tr", { tabindex: 0, "data-grid": grid.grid_id, onclick: () => this.goTo(grid.grid_id), onkeydown: (event) => (event as KeyboardEvent).key === "Enter" && this.goTo(grid.grid_id) },
        h("td", {}, grid.name, state && h("span", { class: "tag" }, state)), h("td", { class: "number" }, word(grid.before_households)), h("td", { class: "number" }, word(grid.after_households)),
        h("td", { class: "number" }, by === 0 ? "0" : `${by > 0 ? "+" : "−"}${figure(Math.abs(by))}`));
    });
    return [sums, legend, h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, "网格"), h("th", { class: "number", title: theirs.model.head.name }, "对方"), h("th", { class: "number", title: this.ours.head.name }, "本案"), h("th", { class: "number" }, "增减户"))), h("tbody", {}, ...rows))];
  }

  private fit(cellIds: number[]): void {
    const shapes = cellIds.flatMap((id) => this.ours.cells.byId.get(id)?.shape ?? []);
    if (!shapes.length) return;
    const corner = fromWorld(Math.min(...shapes.map((s) => s.west)), Math.min(...shapes.map((s) => s.north)));
    const other = fromWorld(Math.max(...shapes.map((s) => s.east)), Math.max(...shapes.map((s) => s.south)));
    this.sides[1].map.fitBounds([corner, other], { maxZoom: 16.5, padding: [30, 30], animate: false });
  }

  private goTo(gridId: number): void {
    this.fit((this.difference?.moves ?? []).filter((move) => move.from_grid_id === gridId || move.to_grid_id === gridId).map((move) => move.cell_id));
  }

  private goToAll(): void {
    this.fit((this.difference?.moves ?? []).map((move) => move.cell_id));
  }
}

/** Compare the plan on the screen with another, its base where none is named. */
export async function openComparison(model: PlanModel, like: Board, colours: string[], layers: string, against: number | undefined): Promise<void> {
  const { items } = await readPlans();
  const others = items.filter(({ id }) => id !== model.planId);
  const chosen = against ?? model.head.base_plan_id ?? others[0]?.id;
  if (chosen === undefined) throw new Error("还没有可以比较的方案");
  await new Comparison(model, colours, layers, like, items).open(chosen);
}

