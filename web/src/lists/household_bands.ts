// How many households a grid may hold: what holds in each community and why, and the form that sets it.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { notice } from "../shared/notices";
import { figure } from "../shared/words";
import { choice, labelled } from "./choices";

interface Band {
  min_households: number;
  max_households: number;
  target_households: number;
}

interface Rule {
  kind: string | null;
  community_id: number | null;
  subject_chinese: string;
  band: Band | null;
  note: string;
  by: string | null;
  at: string;
}

interface Community {
  community_id: number;
  name: string;
  kind_chinese: string;
  households: number;
  band: Band;
  set_for: "default" | "subdistrict" | "kind" | "community";
}

interface BandBook {
  subdistrict_id: number;
  subdistrict_name: string;
  default: Band;
  may_set: boolean;
  rules: Rule[];
  communities: Community[];
  history: Rule[];
}

const ADDRESS = "/api/v1/household-bands";
const FROM = { default: "系统默认", subdistrict: "全街道设定", kind: "按类别设定", community: "单独设定" };

const words = (band: Band): string => `${figure(band.min_households)}–${figure(band.max_households)} 户，目标 ${figure(band.target_households)} 户`;

/** The subject of a setting as the form's choice names it. */
const subjectOf = ({ kind, community_id }: Pick<Rule, "kind" | "community_id">): string => (community_id !== null ? `of ${community_id}` : (kind ?? "all"));

/** Show what the grids are held to, and let a planner of the whole sub-district set it. */
export async function openBands(): Promise<void> {
  const body = h("div", { class: "dialog-body wide" });
  const show = (book: BandBook): void =>
    fill(
      body,
      h("p", { class: "muted" }, `网格户数按常住户计，上下限都包含在内。地图、方案、建议方案、图册和登记表都以此为准；没有设定的按系统默认 ${words(book.default)}。`),
      book.may_set ? form(book, show) : h("p", { class: "muted" }, `户数区间由负责全${book.subdistrict_name}的网格规划员设定。`),
      communities(book.communities),
      history(book.history),
    );
  show(await getJson<BandBook>(ADDRESS));
  openDialog("户数区间", body).dataset.dialog = "bands";
}

function field(name: string, label: string, hint = ""): [HTMLInputElement, HTMLLabelElement] {
  const input = h("input", { type: "number", name, min: 1, step: 1, placeholder: hint });
  return [input, labelled(label, input)];
}

function form(book: BandBook, show: (book: BandBook) => void): HTMLFormElement {
  const subject = choice("适用于", [["all", `全部${book.subdistrict_name}`], ["community", "所有社区"], ["village", "所有村"], ...book.communities.map((one): [string, string] => [`of ${one.community_id}`, one.name])]);
  const [least, leastField] = field("min_households", "下限（户）");
  const [most, mostField] = field("max_households", "上限（户）");
  const [target, targetField] = field("target_households", "目标（户）", "可不填");
  const note = h("input", { name: "note", maxlength: 200, placeholder: "如文件名称，可不填" });
  const problem = h("p", { class: "form-error", role: "alert", hidden: true });
  const withdraw = h("button", { type: "button", class: "button", "data-withdraw": true }, "取消这项设定");
  const save = h("button", { type: "submit", class: "button primary" }, "保存");
  const take = (): void => {
    const band = book.rules.find((rule) => subjectOf(rule) === subject.value)?.band;
    withdraw.hidden = !band;
    for (const [input, value] of [[least, band?.min_households], [most, band?.max_households], [target, band?.target_households]] as const) input.value = value === undefined ? "" : String(value);
    problem.hidden = true;
  };
  const send = (figures: Record<string, number | null>): void => {
    const [word, id] = subject.value.split(" ");
    const about = { kind: id || word === "all" ? null : word, community_id: id ? Number(id) : null };
    save.disabled = withdraw.disabled = true;
    sendJson<BandBook>("PUT", ADDRESS, { subdistrict_id: book.subdistrict_id, ...about, ...figures, note: note.value })
      .then((fresh) => { show(fresh); notice("户数区间已更新，即时生效"); })
      .catch((error: unknown) => {
        save.disabled = withdraw.disabled = false;
        fill(problem, error instanceof Error ? error.message : "没有保存成");
        problem.hidden = false;
      });
  };
  const number = (input: HTMLInputElement): number | null => (input.value === "" ? null : Number(input.value));
  const made = h("form", { class: "band-form" }, labelled("适用于", subject), leastField, mostField, targetField, labelled("依据", note), h("div", { class: "row-actions" }, save, withdraw), problem);
  made.noValidate = true;
  subject.addEventListener("change", take);
  withdraw.addEventListener("click", () => send({}));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const isMissing = least.value === "" || most.value === "";
    fill(problem, isMissing ? "请填写下限和上限" : "");
    problem.hidden = !isMissing;
    if (!isMissing) send({ min_households: number(least), max_households: number(most), target_households: number(target) });
  });
  take();
  return made;
}

function communities(listed: Community[]): HTMLElement {
  const rows = listed.map((one) =>
    h("tr", {}, h("td", {}, one.name), h("td", {}, one.kind_chinese), h("td", { class: "number" }, figure(one.households)), h("td", {}, words(one.band)), h("td", {}, one.set_for === "default" ? h("span", { class: "muted" }, FROM.default) : FROM[one.set_for])));
  return h("div", { class: "table-frame" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, "社区"), h("th", {}, "类别"), h("th", { class: "number" }, "户数"), h("th", {}, "网格户数"), h("th", {}, "来自"))), h("tbody", {}, ...rows)));
}

function history(rules: Rule[]): HTMLElement {
  const rows = rules.map((rule) =>
    h("li", {}, `${rule.subject_chinese}：${rule.band ? words(rule.band) : "取消设定"}`, h("span", { class: "muted small" }, `　${rule.by ?? "系统"}　${new Date(rule.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })}`), rule.note && h("div", { class: "small" }, rule.note)));
  return h("details", {}, h("summary", {}, `设定记录 ${rules.length} 条`), rows.length ? h("ol", {}, ...rows) : h("p", { class: "muted" }, "还没有设定过。"));
}
