// The three lists that govern cases: what may be sent to grids, what one whistles for, and who answers by which duty.

import { openDialog } from "../shared/dialog";
import { h } from "../shared/dom";
import { getJson } from "../shared/http";
import { type Category, type Department, readCategories } from "./wire";

function table(head: string[], rows: (string | Node)[][]): HTMLElement {
  return h("div", { class: "table-frame" },
    h("table", {}, h("thead", {}, h("tr", {}, ...head.map((title) => h("th", {}, title)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell)))))));
}

function named(codes: string[], departments: Department[]): string {
  return codes.map((code) => departments.find((one) => one.code === code)?.chinese ?? code).join("、");
}

const LEVEL: Record<string, string> = { district: "区级", subdistrict: "街道" };

function admission(categories: Category[]): HTMLElement {
  const rows = categories.map((one) => [one.code, `${one.major_chinese}/${one.chinese}`, one.limit_hours ? `${one.limit_hours} 工作小时` : "不限",
    one.is_listed ? h("span", { class: "tag good" }, "列入") : h("span", { class: "tag warn" }, "未列入")]);
  return table(["编号", "事项", "时限", "准入"], rows);
}

/** Show the lists. */
export async function showLists(): Promise<void> {
  const [categories, departments] = await Promise.all([readCategories(), getJson<Department[]>("/api/v1/cases/departments")]);
  const whistle = categories.filter((one) => one.departments.length);
  openDialog("事项清单与职责清单",
    h("div", { class: "dialog-body case-lists" },
      h("h3", {}, "网格事项准入清单"),
      h("p", { class: "muted small" }, "部门任务不在清单内的一律退回，并写明规则；居民诉求不受清单限制，清单外的登记后转办。"),
      admission(categories),
      h("h3", {}, "“吹哨”事项清单"),
      h("p", { class: "muted small" }, "清单外的事项也可吹哨，由街道研判时指定部门。"),
      table(["编号", "事项", "呼叫部门"], whistle.map((one) => [one.code, `${one.major_chinese}/${one.chinese}`, named(one.departments, departments)])),
      h("h3", {}, "“报到”职责清单"),
      table(["部门", "层级", "职责"], departments.map((one) => [one.chinese, LEVEL[one.level] ?? one.level, one.duty]))));
}
