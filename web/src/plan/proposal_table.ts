// How many grids each community can have and why, with a number that may be asked for.

import { fill, h } from "../shared/dom";
import { figure } from "../shared/words";
import type { GridCounts } from "./proposal_wire";

/** The table of the communities in the chosen range. */
export class CountTable {
  readonly element = h("div", { class: "count-table" });
  private readonly asked = new Map<number, string>();

  constructor(private readonly counts: GridCounts[]) {}

  /** Show the communities of a range. */
  show(communities: Set<number>): void {
    const own = this.counts.filter((one) => communities.has(one.community_id));
    const barred = own.filter((one) => !one.is_feasible);
    fill(
      this.element,
      barred.length > 0 && h("div", { class: "barred" }, h("b", {}, `${barred.length} 个社区的户数不允许所有网格落在区间内，将给出最接近的划法：`), h("ul", { class: "breaches" }, ...barred.map((one) => h("li", {}, `${one.name}：${one.reason}`)))),
      h("details", {}, h("summary", {}, `各社区的网格数（${own.length} 个社区，可修改）`), h("div", { class: "table-frame" }, h("table", { class: "compact" },
        h("thead", {}, h("tr", {}, ...["社区", "可重划户数", "现有", "可设", "建议", "要求", "说明"].map((head, i) => h("th", { class: i > 0 && i < 5 ? "number" : undefined }, head)))), h("tbody", {}, ...own.map((one) => this.row(one)))))),
    );
  }

  private row(one: GridCounts): HTMLElement {
    const range = one.least_grids > one.most_grids ? "无" : one.least_grids === one.most_grids ? `${one.least_grids}` : `${one.least_grids}–${one.most_grids}`;
    const input = h("input", { type: "number", min: one.least_grids, max: Math.max(one.most_grids, one.least_grids), step: 1, placeholder: "自动", value: this.asked.get(one.community_id) ?? "", "aria-label": `${one.name}的网格数`, oninput: () => this.asked.set(one.community_id, input.value) });
    return h("tr", { "data-community": one.community_id }, h("td", {}, one.name), h("td", { class: "number" }, figure(one.households)), h("td", { class: "number" }, figure(one.grids)), h("td", { class: "number" }, range), h("td", { class: "number" }, figure(one.proposed_grids)), h("td", {}, input), h("td", { class: one.is_feasible ? "small" : "small out" }, one.reason));
  }

  /** The numbers asked for in a range, by community. */
  numbers(communities: Set<number>): Record<number, number> {
    return Object.fromEntries([...this.asked].filter(([id, text]) => communities.has(id) && text !== "").map(([id, text]) => [id, Number(text)]));
  }

  /** Communities of a range that are too large for an exact answer. */
  large(communities: Set<number>): GridCounts[] {
    return this.counts.filter((one) => communities.has(one.community_id) && !one.is_small);
  }
}
