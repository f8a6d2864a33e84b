// Kept what-ifs: save the present one, open one, set two side by side; and two kept measurements likewise.

import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { Change, ComparedTotal, Run, Scenario, Total, WhatIf } from "./answers";
import type { CoverageState } from "./state";

const ADDRESS = "/api/v1/coverage";

interface Column {
  title: string;
  covered: Map<string, number>;
}

const keyOf = (item: string, minutes: number): string => `${item} ${minutes}`;
const coveredOf = (totals: Total[]): Map<string, number> => new Map(totals.map((total) => [keyOf(total.item, total.minutes), total.covered_households]));

export class Scenarios {
  readonly element = h("details", { class: "scenarios" }, h("summary", {}, "方案与历次测算"));
  private readonly name = h("input", { type: "text", maxlength: "60", placeholder: "方案名称", "aria-label": "方案名称" });
  private readonly save = h("button", { type: "button", class: "button", onclick: () => void this.keep().catch(showError) }, "保存试算");
  private readonly list = h("ul", { class: "scenario-list" });
  private readonly runs = h("div", { class: "scenario-runs" });
  private readonly table = h("div", { class: "scenario-table", "aria-live": "polite" });
  private chosen: Scenario[] = [];
  private turn = 0;

  constructor(
    private readonly state: CoverageState,
    private readonly open: (changes: Change[]) => void,
  ) {
    this.element.append(h("div", { class: "trial-buttons" }, this.name, this.save), this.list, this.runs, this.table);
    this.element.addEventListener("toggle", () => {
      if (this.element.open) void this.load().catch(showError);
    });
    state.listen(() => (this.save.disabled = !this.state.changes.length));
  }

  private async keep(): Promise<void> {
    const name = this.name.value.trim();
    if (!name) {
      notice("请先填写方案名称");
      this.name.focus();
      return;
    }
    await sendJson<Scenario>("POST", `${ADDRESS}/scenarios`, { name, changes: this.state.changes });
    this.name.value = "";
    await this.load();
  }

  private async load(): Promise<void> {
    const [{ scenarios }, { runs }] = await Promise.all([
      getJson<{ scenarios: Scenario[] }>(`${ADDRESS}/scenarios`),
      getJson<{ runs: Run[] }>(`${ADDRESS}/runs`),
    ]);
    this.chosen = [];
    const none = !scenarios.length && h("li", { class: "muted small" }, "还没有保存的方案");
    fill(this.list, none, ...scenarios.map((scenario) => this.entry(scenario)));
    this.drawRuns(runs.filter((run) => run.state === "finished"));
  }

  private entry(scenario: Scenario): HTMLElement {
    const box = h("input", { type: "checkbox", "aria-label": `比较${scenario.name}` });
    box.onchange = () => {
      this.chosen = this.chosen.filter(({ id }) => id !== scenario.id);
      if (box.checked) this.chosen.push(scenario);
      if (this.chosen.length > 2) {
        box.checked = false;
        this.chosen.pop();
        notice("一次比较两个方案");
        return;
      }
      void this.compare().catch(showError);
    };
    const open = h("button", { type: "button", class: "button quiet", onclick: () => this.open(scenario.changes) }, "打开");
    return h("li", {}, h("label", {}, box, h("span", {}, `${scenario.name}（${scenario.changes.length} 项）`)), open);
  }

  private async compare(): Promise<void> {
    const turn = ++this.turn;
    const { profile, template } = this.state.choice;
    const compared = [...this.chosen];
    const answers = await Promise.all(compared.map(({ changes }) => sendJson<WhatIf>("POST", `${ADDRESS}/what-if`, { profile, template, changes })));
    if (turn !== this.turn) return;
    const columns = answers.map((answer, place): Column => ({ title: compared[place].name, covered: coveredOf(answer.totals) }));
    if (!columns.length) return fill(this.table);
    this.draw([{ title: "现状", covered: coveredOf(this.state.opening?.totals ?? []) }, ...columns]);
  }

  private drawRuns(runs: Run[]): void {
    if (runs.length < 2) return fill(this.runs);
    const options = (place: number): HTMLSelectElement => {
      const select = h("select", { "aria-label": place ? "后一次测算" : "前一次测算" });
      runs.forEach((run, at) => {
        const option = h("option", { value: String(run.id) }, `${run.made_at.slice(0, 10)} 第${run.id}次 ${this.profileName(run.profile)}${run.stale_reason ? "（数据已更新）" : ""}`);
        option.selected = at === (place ? 0 : 1);
        select.append(option);
      });
      return select;
    };
    const [before, after] = [options(0), options(1)];
    const go = async (): Promise<void> => {
      const { totals } = await getJson<{ totals: ComparedTotal[] }>(`${ADDRESS}/runs/compare?before=${before.value}&after=${after.value}`);
      const column = (title: string, part: "before" | "after"): Column => ({
        title,
        covered: new Map(totals.map((total) => [keyOf(total.item, total.minutes), total[`covered_households_${part}`] ?? Number.NaN])),
      });
      this.draw([column(`第${before.value}次`, "before"), column(`第${after.value}次`, "after")]);
    };
    fill(this.runs, before, after, h("button", { type: "button", class: "button quiet", onclick: () => void go().catch(showError) }, "比较"));
  }

  private profileName(name: string): string {
    return this.state.opening?.profiles.find((profile) => profile.name === name)?.chinese ?? name;
  }

  /** Covered households per category at its widest tier; the change against the first column in brackets. */
  private draw(columns: Column[]): void {
    const items = this.state.opening?.items ?? [];
    const rows = items.map(({ item, chinese, minutes }) => {
      const key = keyOf(item, Math.max(...minutes));
      const first = columns[0].covered.get(key) ?? Number.NaN;
      const cells = columns.map(({ covered }, place) => {
        const value = covered.get(key) ?? Number.NaN;
        if (Number.isNaN(value)) return h("td", {}, "—");
        const change = place && !Number.isNaN(first) ? value - first : 0;
        return h("td", {}, figure(value), change ? h("small", { class: change > 0 ? "good" : "bad" }, ` ${change > 0 ? "+" : "−"}${figure(Math.abs(change))}`) : "");
      });
      return h("tr", {}, h("th", { scope: "row" }, chinese), ...cells);
    });
    fill(this.table, h("table", {},
      h("caption", {}, "最宽时限内覆盖户数"),
      h("thead", {}, h("tr", {}, h("th", {}, "类别"), ...columns.map(({ title }) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, ...rows)));
  }
}
