// Files a case at the desk: what, where, from whom; what may be the same is shown before it is filed.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { freshKey, getJson, sendJson } from "../shared/http";
import { PlaceField } from "./place_field";
import type { GroundSettings } from "./place_map";
import { answersIn, questionFields } from "./questions";
import { type Category, type Me, type NearCase, SOURCES, byMajor, readCategories } from "./wire";

interface Filed {
  case: { id: number; number: string; state_chinese: string };
  rule: string;
}

/** What a category means for the case, said before filing. */
function meaning(category: Category, isDepartment: boolean): string {
  const limit = category.limit_hours ? `时限 ${category.limit_hours} 个工作小时。` : "不限时。";
  if (category.is_dispute) return `${limit}家庭、邻里矛盾只登记到社区，不保存具体地点，不上图。`;
  if (!category.is_listed) return isDepartment ? "不在准入清单内，登记后将退回并写明规则。" : `${limit}不在事项清单内，居民诉求照常登记并转办。`;
  if (category.steps.length) return `${limit}此类事项有专有步骤。`;
  return category.departments.length ? `${limit}在“吹哨”清单内。` : limit;
}

class FilingForm {
  private readonly category = h("select", { required: true, "aria-label": "事项类别", "data-category": true });
  private readonly source: HTMLSelectElement;
  private readonly title = h("input", { required: true, maxlength: 100, "aria-label": "事项", "data-title": true });
  private readonly description = h("textarea", { rows: 3, maxlength: 2000, "aria-label": "情况说明" });
  private readonly place: PlaceField;
  private readonly elsewhere = h("input", { type: "checkbox", "data-elsewhere": true });
  private readonly says = h("p", { class: "muted small" });
  private readonly questions = h("div", { class: "questions" });
  private readonly near = h("div", { class: "near-cases", "aria-live": "polite" });
  private readonly problem = h("p", { class: "form-error", role: "alert", hidden: true });
  private readonly submit = h("button", { type: "submit", class: "button primary" }, "登记");
  private readonly key = freshKey();
  readonly element: HTMLFormElement;

  constructor(private readonly categories: Category[], private readonly me: Me, ground: GroundSettings) {
    this.place = new PlaceField(ground, () => void this.seek());
    const isDepartment = me.role === "department";
    const sources = SOURCES.filter(([value]) => (isDepartment ? value === "department" : value !== "open311"));
    this.source = h("select", { "aria-label": "来源" }, ...sources.map(([value, text]) => h("option", { value }, text)));
    this.category.append(h("option", { value: "" }, "请选择"));
    for (const [major, list] of byMajor(categories))
      this.category.append(h("optgroup", { label: major }, ...list.map((one) => h("option", { value: one.code }, `${one.code} ${one.chinese}`))));
    this.category.addEventListener("change", () => this.explain());
    this.element = h("form", { class: "dialog-body filing wide" },
      h("label", {}, "类别", this.category), this.says,
      h("label", {}, "事项", this.title),
      h("div", { class: "field", role: "group", "aria-label": "地点" }, "地点", this.place.element),
      !isDepartment && h("label", { class: "check" }, this.elsewhere, h("span", {}, "地点不在本街道：按书面地址登记，转所在街道办理")),
      this.near, this.questions,
      h("label", {}, "情况说明", this.description),
      h("label", {}, "来源", this.source),
      this.problem, this.submit);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  private chosen(): Category | undefined {
    return this.categories.find((one) => one.code === this.category.value);
  }

  private explain(): void {
    const category = this.chosen();
    fill(this.says, category ? meaning(category, this.me.role === "department") : "");
    fill(this.questions, ...questionFields(category?.questions ?? []));
    void this.seek();
  }

  /** Ask for open cases of the same kind nearby. */
  private async seek(): Promise<void> {
    const [category, place] = [this.chosen(), this.place.picked];
    fill(this.near);
    if (!category || !place || category.duplicate_radius_m <= 0) return;
    const found = await getJson<NearCase[]>(`/api/v1/cases/duplicates?lon=${place.lon}&lat=${place.lat}&category=${category.code}`).catch(() => []);
    if (!found.length) return;
    fill(this.near, h("p", {}, `${category.duplicate_radius_m} 米内有 ${found.length} 件未结的同类事项，可能是同一件：`),
      h("ul", {}, ...found.map((one) => h("li", {}, h("a", { href: `/cases/${one.id}`, target: "_blank" }, `${one.number} ${one.title}`), `（${Math.round(one.distance_m)} 米）`))));
  }

  private body(): Record<string, unknown> {
    const told = { category: this.category.value, title: this.title.value.trim(), description: this.description.value.trim(), source: this.source.value, answers: answersIn(this.questions) };
    const picked = this.place.picked;
    if (this.elsewhere.checked) return { ...told, address: this.place.written, is_elsewhere: true };
    const where = picked
      ? { address: picked.title, ...(picked.building_id ? { building_id: picked.building_id, stairwell: picked.stairwell } : { lon: picked.lon, lat: picked.lat }) }
      : { address: this.place.written };
    return { ...told, ...where };
  }

  private async send(): Promise<void> {
    this.submit.disabled = true;
    this.problem.hidden = true;
    try {
      const filed = await sendJson<Filed>("POST", "/api/v1/cases", this.body(), this.key);
      window.location.assign(`/cases/${filed.case.id}`);
    } catch (error) {
      this.submit.disabled = false;
      this.problem.hidden = false;
      fill(this.problem, error instanceof Error ? error.message : "没有登记成功，请稍后再试");
    }
  }
}

/** Open the form. */
export async function fileCase(me: Me, ground: GroundSettings): Promise<void> {
  openDialog(me.role === "department" ? "下派任务" : "登记诉求", new FilingForm(await readCategories(), me, ground).element);
}
