// What a proposal came to: grids in and out of the band with the reason for each, what is proven, what changes hands.

import { openDialog } from "../shared/dialog";
import { h } from "../shared/dom";
import { figure } from "../shared/words";
import { CRITERIA, type ProposalReport } from "./proposal_wire";

const share = (value: number): string => `${Math.round(value * 1000) / 10} %`;

function sums(report: ProposalReport): HTMLElement {
  const entries: [string, number, string][] = [["网格", report.grids, ""], ["在区间内", report.grids_in_band, ""], ["在区间外", report.grids - report.grids_in_band, "out"], ["户换网格或新划入", report.moved_households, ""]];
  return h("div", { class: "figures" }, ...entries.map(([word, value, name]) => h("div", { "data-figure": name || undefined }, h("b", {}, figure(value)), h("span", {}, word))));
}

/** How far the search got, in a sentence. */
function ending(report: ProposalReport): string {
  const seconds = `用时 ${Math.max(1, Math.round(report.seconds))} 秒`;
  if (report.was_stopped) return `已按要求提前停止，采用的是停止时最好的方案，${seconds}。再算一段时间可能更好。`;
  if (!report.is_finished) return `到时限为止，采用的是此时最好的方案，${seconds}。放宽时限可能更好。`;
  const proven = report.communities.filter((one) => one.is_proven_optimal).length;
  if (!report.communities.length) return `没有可以重划的地块，${seconds}。`;
  return proven === report.communities.length ? `已证明是最优方案，${seconds}。` : `搜索已完成，${seconds}；${proven ? `${proven} 个社区已证明最优，其余` : ""}没有证明最优（${report.evenness.length ? "同时均衡其他指标时不作证明" : "可能的划法太多，无法在合理时间内证明"}）。`;
}

function outList(report: ProposalReport): HTMLElement | null {
  if (!report.out_of_band.length) return null;
  const rows = report.out_of_band.map(({ name, explanation }) => h("li", {}, explanation || name));
  return h("details", { open: rows.length <= 8, class: "out-list" }, h("summary", {}, `区间外的网格 ${rows.length} 个，原因`), h("ul", { class: "breaches" }, ...rows));
}

function communities(report: ProposalReport): HTMLElement | null {
  if (!report.communities.length) return null;
  const range = (one: ProposalReport["communities"][number]): string => (one.least_grids > one.most_grids ? "无" : one.least_grids === one.most_grids ? `${one.least_grids}` : `${one.least_grids}–${one.most_grids}`);
  const rows = report.communities.map((one) =>
    h("tr", {}, h("td", {}, one.name), h("td", { class: "number" }, figure(one.households)), h("td", { class: "number" }, range(one)), h("td", { class: "number" }, figure(one.grids)), h("td", {}, one.is_proven_optimal ? "已证明最优" : "—"), h("td", { class: one.is_feasible ? "small" : "small out" }, one.explanation)));
  return h("div", { class: "table-frame" }, h("table", { class: "compact" }, h("thead", {}, h("tr", {}, h("th", {}, "社区"), h("th", { class: "number" }, "重划户数"), h("th", { class: "number" }, "可设网格"), h("th", { class: "number" }, "划出"), h("th", {}, "最优性"), h("th", {}, "说明"))), h("tbody", {}, ...rows)));
}

function evenness(report: ProposalReport): HTMLElement | null {
  const words = new Map(CRITERIA);
  const rows = report.evenness.map((one) =>
    h("li", {}, `${words.get(one.criterion)}：各网格与本社区平均值最多相差 ${share(one.worst_share)}，要求 ${share(one.tolerance_share)} 以内，`, one.grids_beyond ? h("b", { class: "out" }, `${one.grids_beyond} 个网格超出`) : "全部做到", one.note && h("span", { class: "muted" }, `（${one.note}）`)));
  return rows.length ? h("div", {}, h("h3", {}, "其他指标的均衡"), h("ul", { class: "breaches" }, ...rows)) : null;
}

/** Show what a proposal came to, and what can be done next. */
export function showReport(report: ProposalReport, next: { text: string; act: () => void }[]): void {
  const buttons = next.map(({ text, act }, i) => h("button", { type: "button", class: `button${i ? "" : " primary"}`, onclick: () => { dialog.close(); act(); } }, text));
  const body = h("div", { class: "dialog-body wide" }, sums(report), h("p", { "data-ending": true }, ending(report)), outList(report), evenness(report), communities(report));
  const dialog = openDialog("建议方案的结果", body, h("footer", {}, h("div", { class: "dialog-buttons end" }, ...buttons)));
  dialog.dataset.dialog = "proposal-result";
}
