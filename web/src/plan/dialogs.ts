// The editor's dialog of what a plan would do: its consequences.

import { h } from "../shared/dom";
import { openDialog } from "../shared/dialog";
import { figure } from "../shared/words";
import { type Consequences, readConsequences } from "./wire";

function figuresLine(entries: [string, number][]): HTMLElement {
  return h("div", { class: "figures" }, ...entries.map(([word, value]) => h("div", {}, h("b", {}, figure(value)), h("span", {}, word))));
}

function table(heads: string[], rows: (string | number)[][]): HTMLElement {
  const isNumber = (value: string | number): boolean => typeof value === "number";
  return h("div", { class: "table-frame" },
    h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((head, i) => h("th", { class: rows[0] && isNumber(rows[0][i]) ? "number" : undefined }, head)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((value) => h("td", { class: isNumber(value) ? "number" : undefined }, isNumber(value) ? figure(value as number) : value)))))));
}

/** What would change hands. */
export function consequencesContent(answer: Consequences): HTMLElement {
  const nothing = answer.transfers.length === 0 && answer.posts.length === 0;
  return h("div", { class: "dialog-body" },
    figuresLine([["户", answer.households], ["人", answer.residents], ["栋", answer.buildings], ["件在办诉求", answer.open_cases], ["个服务点", answer.service_points]]),
    nothing && h("p", { class: "muted" }, "与执行中的方案相比没有变化。"),
    answer.transfers.length > 0 && h("h3", {}, "划转"),
    answer.transfers.length > 0 && table(["从", "到", "户", "栋", "在办诉求"],
      answer.transfers.map((t) => [t.from_grid_name ?? "未划入", t.to_grid_name ?? "未划入", t.households, Array.isArray(t.buildings) ? (t.buildings as unknown[]).length : t.buildings, t.open_cases])),
    answer.posts.length > 0 && h("h3", {}, "涉及的岗位"),
    answer.posts.length > 0 && table(["网格", "岗位", "负责人", "增户", "减户", "增诉求", "减诉求"],
      answer.posts.map((p) => [p.grid_name, `${p.role_chinese}${p.is_ended ? "（撤销）" : ""}`, p.officeholder_number === null ? "空缺" : `负责人 ${String(p.officeholder_number).padStart(3, "0")}`, p.gained_households, p.lost_households, p.gained_open_cases, p.lost_open_cases])));
}

export async function showConsequences(planId: number): Promise<void> {
  openDialog("影响清单", consequencesContent(await readConsequences(planId)));
}
