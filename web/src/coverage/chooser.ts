// The left panel: what is asked (category, tier, walker), and the answer as one large figure.

import { fill, h, swatch } from "../shared/dom";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { Run } from "./answers";
import { partsOf } from "./colours";
import type { CoverageState } from "./state";

function percent(part: number, whole: number): string {
  if (!whole) return "—";
  const tenths = Math.round((part / whole) * 1000) / 10;
  return `${(part < whole ? Math.min(tenths, 99.9) : tenths).toFixed(1)}%`;
}

function chips<T extends string | number>(
  label: string,
  options: Array<[T, string]>,
  chosen: T,
  choose: (value: T) => void,
): HTMLElement {
  const buttons = options.map(([value, text]) => {
    const input = h("input", { type: "radio", name: `choice-${label}`, value: String(value), onchange: () => choose(value) });
    input.checked = value === chosen;
    return h("label", { class: "chip" }, input, h("span", {}, text));
  });
  return h("div", { class: "choice" }, h("h3", {}, label), h("div", { class: "chips", role: "radiogroup", "aria-label": label }, ...buttons));
}

/** The choices and the figure. */
export class Chooser {
  readonly element = h("section", { class: "panel coverage-chooser", "aria-label": "服务圈" });
  private readonly standard = h("div", { class: "coverage-standard" });
  private readonly choices = h("div", { class: "choices" });
  private readonly answer = h("div", { class: "answer", "aria-live": "polite" });
  private readonly legend = h("div", { class: "legend coverage-legend" });
  private readonly dates = h("select", { "aria-label": "数据日期", onchange: () => this.reload({ run: Number(this.dates.value) || null }) });
  private readonly stale = h("p", { class: "stale small", role: "status", hidden: true });

  constructor(
    private readonly state: CoverageState,
    private readonly showCells: (isShown: boolean) => void,
    tools: HTMLElement,
    private readonly maySeeRuns: boolean,
  ) {
    const head = h("header", { class: "coverage-head" }, h("h1", {}, "15分钟便民生活圈"), this.standard);
    this.element.append(h("div", { class: "panel-scroll" }, head, this.stale, this.choices, this.answer, this.legend, tools));
    fill(this.answer, h("p", { class: "muted waiting" }, "正在准备步行路网与测算，首次打开需要几秒……"));
    state.listen((what) => {
      if (what !== "tried") this.drawChoices();
      if (what === "loaded") void this.offerDates();
      this.drawAnswer();
    });
  }

  /** The data in force, and each finished measurement by its day. */
  async offerDates(): Promise<void> {
    const { opening, choice } = this.state;
    const { runs } = this.maySeeRuns ? await getJson<{ runs: Run[] }>("/api/v1/coverage/runs").catch(() => ({ runs: [] })) : { runs: [] };
    const now = h("option", { value: "" }, `现行数据${this.state.isKept || !opening?.edition_date ? "" : `（${opening.edition_date}）`}`);
    const options = runs.filter((run) => run.state === "finished").map((run) =>
      h("option", { value: String(run.id) }, `${run.made_at.slice(0, 10)} 测算 第${run.id}次 ${opening?.profiles.find((profile) => profile.name === run.profile)?.chinese ?? run.profile}${run.template_chinese ? ` ${run.template_chinese}` : ""}`));
    fill(this.dates, now, ...options);
    this.dates.value = choice.run === null ? "" : String(choice.run);
    this.stale.hidden = !opening?.run;
    this.stale.textContent = opening?.run ? `正在看 ${opening.run.made_at.slice(0, 10)} 存档的第 ${opening.run.id} 次测算${opening.run.stale_reason ? `（${opening.run.stale_reason}）` : ""}，不能试算。` : "";
  }

  private reload(part: { profile?: string; template?: string; run?: number | null }): void {
    this.state.choose(part);
    this.element.classList.add("busy");
    this.state
      .load()
      .catch(showError)
      .finally(() => this.element.classList.remove("busy"));
  }

  private drawChoices(): void {
    const { opening, choice } = this.state;
    if (!opening) return;
    const minutes = this.state.item()?.minutes ?? [];
    const templates = h("select", { "aria-label": "分档模板", onchange: (event: Event) => this.reload({ template: (event.target as HTMLSelectElement).value }) });
    for (const template of opening.templates) {
      const option = h("option", { value: template.name }, template.chinese);
      option.selected = template.name === choice.template;
      templates.append(option);
    }
    const cells = h("input", { type: "checkbox", onchange: (event: Event) => this.showCells((event.target as HTMLInputElement).checked) });
    cells.checked = this.choices.querySelector<HTMLInputElement>("[data-cells]")?.checked ?? false;
    cells.setAttribute("data-cells", "");
    fill(
      this.choices,
      chips("类别", opening.items.map(({ item, chinese }) => [item, chinese]), choice.item, (item) => this.state.choose({ item })),
      chips("步行时间", minutes.map((limit) => [limit, `${limit} 分钟`]), choice.minutes, (limit) => this.state.choose({ minutes: limit })),
      chips("步行人群", opening.profiles.map(({ name, chinese }) => [name, chinese]), choice.profile, (profile) => this.reload({ profile })),
      h("label", { class: "choice inline" }, cells, h("span", {}, "叠加六边形格（按现状覆盖率着色）")),
    );
    const source = h("a", { class: "small", href: "/coverage/standards", title: this.state.opening?.template.source ?? "" }, "模板的来源与修改");
    fill(this.standard, templates, this.dates, !this.state.isKept && source);
  }

  private drawAnswer(): void {
    const { now, before } = this.state.total();
    const { opening, choice } = this.state;
    const item = this.state.item();
    if (!now || !before || !opening || !item) return;
    const beyond = now.uncovered_households + now.unreachable_households;
    const fewer = before.uncovered_households + before.unreachable_households - beyond;
    const delta = this.state.tried
      ? h("p", { class: fewer > 0 ? "delta good" : fewer < 0 ? "delta bad" : "delta" }, fewer === 0 ? "与现状相同" : `${fewer > 0 ? "减少" : "增加"} ${figure(Math.abs(fewer))} 户（现状 ${figure(beyond + fewer)} 户）`)
      : null;
    fill(
      this.answer,
      h("p", { class: "answer-label" }, `${choice.minutes} 分钟内走不到${item.chinese}设施`),
      h("p", { class: "answer-figure", "data-beyond": beyond }, h("strong", {}, figure(beyond)), h("span", {}, "户")),
      delta,
      this.bar(now.covered_households, now.uncertain_households, now.households),
      h("dl", { class: "parts" },
        ...this.part("已覆盖", now.covered_households, now.households),
        ...this.part("路网可达但超时", now.uncovered_households, now.households),
        ...this.part("步行不可达", now.unreachable_households, now.households),
        ...this.part("边界不确定（另计）", now.uncertain_households, now.households),
        ...(this.state.tried ? [] : this.part("六类设施齐全", opening.all_six_households, opening.households))),
      h("p", { class: "muted small" }, `合计 ${figure(now.covered_households + now.uncovered_households + now.unreachable_households + now.uncertain_households)} 户 ＝ 总户数 ${figure(now.households)} 户。数据：${opening.edition}${opening.edition_date ? `，${opening.edition_date}` : ""}${opening.unconfirmed_facilities === null ? "" : `；${figure(opening.unconfirmed_facilities)} 处设施未经社区确认`}。`),
    );
    fill(this.legend, ...partsOf(item.minutes).map((part) => h("div", {}, swatch(part.colour), h("span", {}, part.text))));
  }

  private part(label: string, households: number, whole: number): HTMLElement[] {
    return [h("dt", {}, label), h("dd", {}, h("b", {}, figure(households)), ` 户`, h("span", { class: "muted" }, percent(households, whole)))];
  }

  private bar(covered: number, uncertain: number, whole: number): HTMLElement {
    const piece = (share: number, kind: string): HTMLElement => {
      const element = h("span", { class: kind });
      element.style.width = `${share * 100}%`;
      return element;
    };
    const safe = Math.max(whole, 1);
    return h("div", { class: "share-bar", role: "img", "aria-label": `覆盖率 ${percent(covered, whole)}` },
      piece(covered / safe, "covered"), piece(uncertain / safe, "uncertain"), piece(Math.max(0, safe - covered - uncertain) / safe, "beyond"));
  }
}
