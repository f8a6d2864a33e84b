// The list of cases: what waits for me first, filters asked of the server and kept in the address.

import { fileCase } from "./cases/filing";
import { showLists } from "./cases/lists_dialog";
import type { GroundSettings } from "./cases/place_map";
import { type CaseRow, type Me, SOURCES, STATES, WAITING, byMajor, moment, readCategories } from "./cases/wire";
import { fill, h } from "./shared/dom";
import { getJson } from "./shared/http";
import { showError } from "./shared/notices";

interface Page {
  items: CaseRow[];
  next_cursor: string | null;
}

const PAGE_ROWS = 100;
const PAUSE_MS = 250;

const VIEWS: [string, string][] = [["mine", "待我办理"], ["open", "未结"], ["overdue", "已超时"], ["all", "全部"]];
const OPEN = STATES.map(([state]) => state).filter((state) => !["closed", "returned", "merged"].includes(state));

class CaseList {
  private readonly table = document.querySelector("[data-table]") as Element;
  private readonly foot = document.querySelector("[data-foot]") as Element;
  private readonly filters = document.querySelector("[data-filters]") as HTMLFormElement;
  private rows: CaseRow[] = [];
  private timer = 0;
  private asking: AbortController | undefined;

  constructor(private readonly me: Me) {
    void this.build().then(() => this.load());
  }

  private async build(): Promise<void> {
    const asked = new URLSearchParams(window.location.search);
    const isWorking = this.me.role in WAITING;
    const views = VIEWS.filter(([view]) => view !== "mine" || isWorking);
    const view = asked.get("view") ?? (isWorking ? "mine" : "open");
    const chips = views.map(([value, text]) => h("label", { class: "chip" }, h("input", { type: "radio", name: "view", value, checked: value === view }), h("span", {}, text)));
    const select = (name: string, title: string, options: Node[]): HTMLElement => {
      const field = h("select", { name }, h("option", { value: "" }, "全部"), ...options);
      field.value = asked.get(name) ?? "";
      return h("label", {}, title, field);
    };
    const plain = (pairs: [string, string][]): Node[] => pairs.map(([value, text]) => h("option", { value }, text));
    const groups = [...byMajor(await readCategories())].map(([major, list]) =>
      h("optgroup", { label: major }, h("option", { value: list[0].code.slice(0, 2) }, `${major}（全部）`), ...list.map((one) => h("option", { value: one.code }, one.chinese))));
    const input = (name: string, title: string, type: string, hint = ""): HTMLElement =>
      h("label", {}, title, h("input", { name, type, value: asked.get(name) ?? "", placeholder: hint, maxlength: 60 }));
    fill(this.filters,
      h("div", { class: "chips", role: "radiogroup", "aria-label": "范围" }, ...chips),
      input("q", "查找", "search", "编号、事项、地点"),
      select("state", "状态", plain(STATES)), select("category", "类别", groups), select("source", "来源", plain(SOURCES)),
      select("priority", "优先级", plain(["1", "2", "3", "4", "5"].map((n) => [n, n === "1" ? "1（最急）" : n]))),
      input("since", "登记起", "date"), input("until", "登记止", "date"));
    this.filters.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.load(), PAUSE_MS);
    });
    this.filters.addEventListener("submit", (event) => event.preventDefault());
  }

  private query(): URLSearchParams {
    const chosen = new Map([...new FormData(this.filters)].map(([name, value]) => [name, String(value)] as const));
    const shown = new URLSearchParams([...chosen].filter(([, value]) => value));
    window.history.replaceState(null, "", `?${shown}`);
    const query = new URLSearchParams({ limit: String(PAGE_ROWS) });
    const view = chosen.get("view");
    const state = chosen.get("state");
    const states = state ? [state] : view === "mine" ? (WAITING[this.me.role] ?? OPEN) : view === "open" ? OPEN : [];
    states.forEach((one) => query.append("state", one));
    if (view === "overdue") query.set("is_overdue", "true");
    for (const name of ["q", "category", "source", "priority"]) if (chosen.get(name)) query.set(name, chosen.get(name) as string);
    const day = (name: string, plus: number): void => {
      const value = chosen.get(name);
      if (value) query.set(name, new Date(Date.parse(`${value}T00:00:00+08:00`) + plus).toISOString());
    };
    day("since", 0);
    day("until", 86_400_000);
    return query;
  }

  private async load(cursor?: string): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    const query = this.query();
    if (cursor) query.set("cursor", cursor);
    try {
      const page = await getJson<Page>(`/api/v1/cases?${query}`, this.asking.signal);
      this.rows = cursor ? [...this.rows, ...page.items] : page.items;
      this.show(page.next_cursor);
    } catch (error) {
      if (error instanceof DOMException) return;
      fill(this.table, h("p", { class: "empty muted" }, error instanceof Error ? error.message : "没有读到数据"));
      showError(error);
    }
  }

  private show(cursor: string | null): void {
    fill(this.foot, h("span", {}, `已列出 ${this.rows.length} 件${cursor ? "（未完）" : ""}`),
      cursor ? h("button", { type: "button", class: "button", onclick: () => void this.load(cursor) }, "继续读取") : null);
    if (!this.rows.length) return fill(this.table, h("p", { class: "empty muted" }, "没有符合条件的诉求"));
    const head = ["编号", "类别", "事项", "所在", "状态", "优先级", "时限", "来源", "登记时间"].map((title) => h("th", {}, title));
    fill(this.table, h("table", { class: "case-table" }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...this.rows.map(row))));
  }
}

function row(one: CaseRow): HTMLElement {
  const kind = one.is_overdue ? "warn" : one.is_closed ? "grey" : one.state === "solved" ? "good" : "";
  return h("tr", {},
    h("td", { class: "nowrap" }, h("a", { href: `/cases/${one.id}` }, one.number)), h("td", {}, one.category_chinese),
    h("td", {}, h("a", { class: "plain", href: `/cases/${one.id}` }, one.title)), h("td", {}, one.unit_name || "—"),
    h("td", {}, h("span", { class: `tag ${kind}` }, one.state_chinese), one.is_overdue && h("span", { class: "tag warn" }, "超时")),
    h("td", { class: "number" }, one.priority <= 2 ? h("span", { class: "tag warn" }, String(one.priority)) : String(one.priority)),
    h("td", { class: "nowrap" }, moment(one.due_at)), h("td", {}, one.source_chinese), h("td", { class: "nowrap" }, moment(one.opened_at)));
}

async function open(): Promise<void> {
  const me = await getJson<Me>("/api/v1/me");
  const tools = document.querySelector("[data-tools]") as HTMLElement;
  const ground = JSON.parse(tools.dataset.ground ?? "") as GroundSettings;
  const button = (text: string, isPrimary: boolean, run: () => Promise<void>): HTMLElement =>
    h("button", { type: "button", class: `button${isPrimary ? " primary" : ""}`, onclick: () => void run().catch(showError) }, text);
  if (me.rights.includes("file_cases")) tools.append(button(me.role === "department" ? "下派任务" : "登记诉求", true, () => fileCase(me, ground)));
  if (me.rights.includes("see_case_maps")) tools.append(h("a", { class: "button", href: "/cases/map" }, "诉求地图"));
  tools.append(button("清单", false, showLists), h("a", { class: "button", href: "/cases/standards" }, "模板与日历"));
  new CaseList(me);
}

open().catch(showError);
