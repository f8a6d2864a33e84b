// What a file would bring: figures, coordinate systems tried, faults with remedies, and problems row by row.

import { h } from "../shared/dom";
import { figure } from "../shared/words";
import { type Answer, type Fault, CHANGE, type Problem, changesChinese } from "./answers";

const SEVERITY: Record<string, [string, string]> = { refused: ["不能导入", "warn"], changed: ["已更改", ""], noted: ["提示", "grey"] };
const ENCODING_SOURCE: Record<string, string> = { given: "指定", declared: "文件声明", detected: "自动识别", format: "格式规定" };

export type GoTo = (lon: number, lat: number) => void;

function clickable(lon: number | null, lat: number | null, goTo: GoTo): Record<string, string | (() => void) | undefined> {
  if (lon === null || lat === null) return {};
  return { "data-place": "", title: "在地图上查看", onclick: () => goTo(lon, lat) };
}

function problemRow(problem: Problem, goTo: GoTo): HTMLElement {
  const [word, kind] = SEVERITY[problem.severity] ?? [problem.severity, ""];
  return h("tr", clickable(problem.lon, problem.lat, goTo), h("td", {}, h("span", { class: `tag ${kind}` }, word)), h("td", {}, problem.row ?? "—"), h("td", {}, problem.column ?? "—"), h("td", {}, problem.value), h("td", {}, `${problem.reason}；${problem.remedy}`));
}

function faultRow(fault: Fault, goTo: GoTo): HTMLElement {
  const choice = h("select", { "data-fault": JSON.stringify([fault.kind, fault.codes]), "aria-label": "处理办法" }, h("option", { value: "" }, "保持原样"), ...Object.entries(fault.remedies).map(([value, text]) => h("option", { value }, text)));
  return h("tr", {}, h("td", {}, h("button", { type: "button", class: "link-button", onclick: () => goTo(fault.lon, fault.lat) }, fault.chinese)), h("td", {}, choice));
}

function table(titles: string[], rows: Node[]): HTMLElement {
  return h("div", { class: "desk-scroll" }, h("table", {}, h("thead", {}, h("tr", {}, ...titles.map((title) => h("th", {}, title)))), h("tbody", {}, ...rows)));
}

function listedChanges({ listed, changes }: Answer): HTMLElement | null {
  if (!listed.length) return null;
  const total = changes.reduce((sum, { features }) => sum + features, 0);
  const rows = listed.map(({ layer, change, name }) => h("tr", {}, h("td", {}, CHANGE[change] ?? change), h("td", {}, layer), h("td", {}, name)));
  return h("details", {}, h("summary", {}, total > listed.length ? `逐项查看变化（前 ${listed.length} 项，共 ${figure(total)} 项）` : `逐项查看变化（${figure(total)} 项）`), table(["变化", "种类", "对象"], rows));
}

/** The examination as elements, in the order a person asks. */
export function resultOf(answer: Answer, token: string, goTo: GoTo): Node[] {
  const fits = answer.fits.slice(0, 4).map((fit) => `${fit.chinese} ${fit.mean_m.toFixed(1)} 米`).join("，");
  const declared = answer.declared_crs || "未声明";
  const encoding = answer.encoding ? `；编码 ${answer.encoding}（${ENCODING_SOURCE[answer.encoding_source] ?? answer.encoding_source}）` : "";
  const parts: (Node | null)[] = [
    h("p", { class: "desk-figures" }, h("span", {}, `读取 ${figure(answer.rows_read)} 行`), h("span", {}, `可导入 ${figure(answer.rows)} 行`), h("span", {}, `不能导入 ${figure(answer.refused)} 处`)),
    h("p", {}, `坐标系：文件 ${declared}，采用 ${answer.crs}${encoding}`),
    fits ? h("p", { class: "muted small" }, `与已有数据的平均偏差：${fits}`) : null,
    h("p", {}, changesChinese(answer.changes)),
    listedChanges(answer),
    answer.faults.length ? h("h3", {}, "图形拼接问题（选了才处理，处理后请重新检查）") : null,
    answer.faults.length ? table(["问题", "处理办法"], answer.faults.map((fault) => faultRow(fault, goTo))) : null,
    answer.problems.length ? h("h3", {}, `问题清单 ${figure(answer.problems_total)} 处`) : null,
    answer.problems.length ? table(["结果", "行", "列", "值", "说明"], answer.problems.map((problem) => problemRow(problem, goTo))) : null,
    h("p", {}, h("a", { href: `/api/v1/imports/desks/${token}/problems.xlsx`, download: true }, "下载问题清单（Excel）")),
  ];
  return parts.filter((part) => part !== null);
}
