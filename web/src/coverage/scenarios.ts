// Kept what-ifs: save the present one, open one, set two side by side; and two kept measurements likewise.

import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { followJob } from "../shared/jobs";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { Change, ComparedTotal, Run, Scenario, Total, WhatIf } from "./answers";
import type { CoverageState } from "./state";

const ADDRESS = "/api/v1/coverage";
const MOST_UNITS = 40;

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
  private readonly record = h("button", { type: "button", class: "button quiet", onclick: () => void this.measure().catch(showError) }, "测算现行数据并存档");
  private readonly runs = h("div", { class: "scenario-runs" });
  private readonly table = h("div", { class: "scenario-table", "aria-live": "polite" });
  private chosen: Scenario[] = [];
  private turn = 0;

  constructor(
    private readonly state: CoverageState,
    private readonly open: (changes: Change[]) => void,
    private readonly recorded: () => void,
  ) {
    this.element.append(
      h("div", { class: "trial-buttons" }, this.name, this.save), this.list,
      h("div", { class: "trial-buttons" }, this.record), this.runs, this.table);
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

  /** Measure the data in force with the present choice as a job, and keep the answer. */
  private async measure(): Promise<void> {
    this.record.disabled = true;
    try {
      const { profile, template } = this.state.choice;
      const { job_id: id } = await sendJson<{ job_id: number }>("POST", `${ADDRESS}/runs`, { profile, template });
      const job = await followJob(id, ({ step }) => (this.record.textContent = step || "排队中……"));
      if (job.problem) throw new Error(job.problem.chinese ?? "测算没有完成，请稍后再试");
      notice("测算已存档");
      await this.load();
      this.recorded();
    } finally {
      this.record.disabled = false;
      this.record.textContent = "测算现行数据并存档";
    }
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
    const by = h("select", { "aria-label": "比较范围" }, ...[["all", "整体"], ["community", "各社区"], ["estate", "各小区"]].map(([value, text]) => h("option", { value }, text)));
    const go = async (): Promise<void> => {
      if (by.value !== "all") return this.compareUnits(before.value, after.value, by.value);
      const { totals } = await getJson<{ totals: ComparedTotal[] }>(`${ADDRESS}/runs/compare?before=${before.value}&after=${after.value}`);
      const column = (title: string, part: "before" | "after"): Column => ({
        title,
        covered: new Map(totals.map((total) => [keyOf(total.item, total.minutes), total[`covered_households_${part}`] ?? Number.NaN])),
      });
      this.draw([column(`第${before.value}次`, "before"), column(`第${after.value}次`, "after")]);
    };
    fill(this.runs, before, after, by, h("button", { type: "button", class: "button quiet", onclick: () => void go().catch(showError) }, "比较"));
  }

  /** Each unit's households covered in the chosen category and tier, the largest change first. */
  private async compareUnits(before: string, after: string, by: string): Promise<void> {
    const { totals } = await getJson<{ totals: ComparedTotal[] }>(`${ADDRESS}/runs/compare?before=${before}&after=${after}&by=${by}`);
    const { item, minutes } = this.state.choice;
    const change = (total: ComparedTotal): number => (total.covered_households_after ?? 0) - (total.covered_households_before ?? 0);
    const chosen = totals.filter((total) => total.item === item && total.minutes === minutes).sort((a, b) => Math.abs(change(b)) - Math.abs(change(a)));
    const rows = chosen.slice(0, MOST_UNITS).map((total) => {
      const by_how_much = change(total);
      const mark = by_how_much ? h("small", { class: by_how_much > 0 ? "good" : "bad" }, ` ${by_how_much > 0 ? "+" : "−"}${figure(Math.abs(by_how_much))}`) : "";
      return h("tr", {}, h("th", { scope: "row" }, total.unit_name || "其余楼栋"), h("td", {}, figure(total.covered_households_before)), h("td", {}, figure(total.covered_households_after), mark));
    });
    fill(this.table, h("table", {},
      h("caption", {}, `${this.state.item()?.chinese ?? ""} ${minutes} 分钟内覆盖户数${chosen.length > MOST_UNITS ? `（变化最大的 ${MOST_UNITS} 个，共 ${chosen.length} 个）` : ""}`),
      h("thead", {}, h("tr", {}, ...["名称", `第${before}次`, `第${after}次`].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...rows)));
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
