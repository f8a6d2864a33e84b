// The plain lists: each kind says where its rows come from, which columns they show, and which filters there are.

import { fill, h } from "./shared/dom";
import { getJson } from "./shared/http";
import { showError } from "./shared/notices";
import { LISTS, type ListAction, type ListSpec, type Row } from "./lists/specs";

interface Page {
  items: Row[];
  next_cursor?: string | null;
}

/** One list on the page; filters live in the address, so that a link shows the same. */
class ListPage {
  private readonly table: Element;
  private readonly foot: Element;
  private readonly filters: HTMLFormElement;
  private rows: Row[] = [];

  constructor(
    host: Element,
    private readonly spec: ListSpec,
  ) {
    this.table = host.querySelector("[data-table]") as Element;
    this.foot = host.querySelector("[data-foot]") as Element;
    this.filters = host.querySelector("[data-filters]") as HTMLFormElement;
    this.buildFilters();
    if (spec.actions) void this.offerActions(host.querySelector(".list-head") as Element, spec.actions);
    void this.load();
  }

  private async offerActions(head: Element, actions: ListAction[]): Promise<void> {
    try {
      const { rights } = await getJson<{ rights: string[] }>("/api/v1/me");
      for (const { text, isSecond, run } of actions.filter((action) => rights.includes(action.right)))
        head.append(h("button", { type: "button", class: `button${isSecond ? "" : " primary"}`, onclick: () => void Promise.resolve(run()).catch(showError) }, text));
    } catch (error) {
      showError(error);
    }
  }

  private buildFilters(): void {
    const asked = new URLSearchParams(window.location.search);
    for (const filter of this.spec.filters) {
      const input = filter.choices
        ? h("select", { name: filter.name }, h("option", { value: "" }, "全部"), ...filter.choices.map(([value, text]) => h("option", { value, selected: asked.get(filter.name) === value }, text)))
        : h("input", { type: "search", name: filter.name, value: asked.get(filter.name) ?? "", placeholder: filter.hint ?? "" });
      this.filters.append(h("label", {}, filter.title, input));
    }
    this.filters.addEventListener("input", () => this.show());
    this.filters.addEventListener("submit", (event) => event.preventDefault());
  }

  private async load(cursor?: string): Promise<void> {
    try {
      const address = this.spec.address + (cursor ? `${this.spec.address.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}` : "");
      const page = await getJson<Page>(address);
      this.rows.push(...page.items);
      this.show();
      this.showFoot(page.next_cursor);
    } catch (error) {
      fill(this.table, h("p", { class: "empty muted" }, error instanceof Error ? error.message : "没有读到数据"));
      showError(error);
    }
  }

  private showFoot(cursor: string | null | undefined): void {
    fill(this.foot, h("span", {}, `共 ${this.rows.length} 条${cursor ? "（未完）" : ""}`), cursor ? h("button", { type: "button", class: "button", onclick: () => void this.load(cursor) }, "继续读取") : null);
  }

  private chosen(): Row[] {
    const wanted = [...new FormData(this.filters)].filter(([, value]) => value !== "").map(([name, value]) => [name, String(value)] as const);
    const query = new URLSearchParams(wanted.map(([name, value]) => [name, value]));
    window.history.replaceState(null, "", query.size ? `?${query}` : window.location.pathname);
    return this.rows.filter((row) => wanted.every(([name, value]) => this.spec.filters.find((filter) => filter.name === name)?.fits(row, value) ?? true));
  }

  private show(): void {
    const rows = this.chosen();
    if (!rows.length) {
      fill(this.table, h("p", { class: "empty muted" }, this.rows.length ? "没有符合条件的记录" : this.spec.empty));
      return;
    }
    const { columns } = this.spec;
    const head = h("tr", {}, ...columns.map((column) => h("th", { class: column.isNumber ? "number" : undefined }, column.title)));
    const body = rows.map((row) => h("tr", {}, ...columns.map((column) => h("td", { class: column.isNumber ? "number" : undefined }, column.cell(row)))));
    fill(this.table, h("table", {}, h("thead", {}, head), h("tbody", {}, ...body)));
  }
}

const host = document.querySelector<HTMLElement>("[data-list]");
if (host) new ListPage(host, LISTS[host.dataset.list ?? ""]);
