// Editors of what cases and posts go by: the content of a version as tables, and the tables as content again.

import { h } from "../shared/dom";
import { type Column, type Row, RowTable } from "./row_table";

export interface Editor {
  element: HTMLElement;
  content: () => Record<string, unknown>;
}

type Make = (content: Record<string, unknown>, isEditable: boolean) => Editor;

const ROUTES: [string, string][] = [["repair", "直接办理"], ["discuss", "议事协商"], ["whistle", "吹哨报到"], ["refer", "转办"]];
const KINDS: [string, string][] = [["subdistrict", "街道"], ["community", "社区"], ["grid", "网格"], ["micro_grid", "微网格"], ["patch", "块"], ["estate", "小区"], ["building", "楼栋"], ["district", "区"]];
const NEEDS: [string, string][] = [["", "文字说明"], ["photo", "照片"], ["limit", "给出限期"]];

const CATEGORY_COLUMNS: Column[] = [
  { name: "major", title: "大类", kind: "text" },
  { name: "code", title: "编号", kind: "text", isNarrow: true },
  { name: "chinese", title: "小类", kind: "text" },
  { name: "limit_hours", title: "时限（工作小时）", kind: "number", isNarrow: true },
  { name: "priority", title: "优先级 1–5", kind: "number", isNarrow: true },
  { name: "duplicate_radius_m", title: "查重半径（米）", kind: "number", isNarrow: true },
  { name: "route", title: "路径", kind: "choice", choices: ROUTES },
  { name: "is_listed", title: "准入清单", kind: "tick" },
  { name: "departments", title: "吹哨清单：呼叫部门", kind: "words" },
  { name: "questions", title: "补充问题（每行一个）", kind: "lines" },
  { name: "steps", title: "专有步骤（按先后）", kind: "words" },
  { name: "is_dispute", title: "矛盾纠纷", kind: "tick" },
];
const DEPARTMENT_COLUMNS: Column[] = [
  { name: "code", title: "标识", kind: "text" },
  { name: "chinese", title: "部门", kind: "text" },
  { name: "level", title: "层级", kind: "text" },
  { name: "duty", title: "报到职责", kind: "text" },
];
const STEP_COLUMNS: Column[] = [
  { name: "code", title: "标识", kind: "text" },
  { name: "chinese", title: "步骤", kind: "text" },
  { name: "needs", title: "需要", kind: "choice", choices: NEEDS },
  { name: "limit_hours", title: "限期（工作小时）", kind: "number", isNarrow: true },
  { name: "is_after_limit", title: "逾期后才做", kind: "tick" },
  { name: "parties", title: "参加方", kind: "words" },
];
const YEAR_COLUMNS: Column[] = [
  { name: "year", title: "年份", kind: "text", isNarrow: true },
  { name: "off", title: "放假（一天或一段，如 2026-10-01/2026-10-07，顿号隔开）", kind: "lines" },
  { name: "work", title: "调休上班的周末", kind: "lines" },
];
const ROLE_COLUMNS: Column[] = [
  { name: "rank", title: "次序", kind: "number", isNarrow: true },
  { name: "chinese", title: "角色", kind: "text" },
  { name: "unit_kind", title: "设在", kind: "choice", choices: KINDS },
  { name: "set_name", title: "成套", kind: "text" },
  { name: "posts_per_unit", title: "每处应设（空：未载明）", kind: "number", isNarrow: true },
  { name: "duties", title: "职责（每行一条，印在公示栏）", kind: "lines" },
  { name: "source", title: "出处", kind: "text" },
  { name: "certainty", title: "可信程度", kind: "text" },
  { name: "code", title: "标识", kind: "text" },
];

/** A table with its heading and, where it may be edited, a way to add a row. */
function section(title: string, table: RowTable, isEditable: boolean): HTMLElement {
  return h("section", { class: "standard-part" },
    h("header", {}, h("h3", {}, title), isEditable && h("button", { type: "button", class: "button", onclick: () => table.add() }, "添加一行")), table.element);
}

/** Codes ↔ the names that people read; what no row is called stays as written, and the server names it. */
function swap(words: unknown, rows: Row[], from: "code" | "chinese", to: "code" | "chinese"): unknown[] {
  return ((words as unknown[] | undefined) ?? []).map((word) => rows.find((row) => row[from] === word)?.[to] ?? word);
}

const categories: Make = (content, isEditable) => {
  const departments = new RowTable(DEPARTMENT_COLUMNS, (content.department as Row[]) ?? [], isEditable);
  const steps = new RowTable(STEP_COLUMNS, (content.step as Row[]) ?? [], isEditable);
  const usual = { duplicate_radius_m: 30, priority: 3, route: "repair" };
  const flat = (content.major as { chinese: string; minor: Row[] }[]).flatMap((major) =>
    major.minor.map((minor) => ({
      ...usual, ...minor, major: major.chinese,
      departments: swap(minor.departments, (content.department as Row[]) ?? [], "code", "chinese"),
      steps: swap(minor.steps, (content.step as Row[]) ?? [], "code", "chinese"),
    })));
  const table = new RowTable(CATEGORY_COLUMNS, flat, isEditable);
  return {
    element: h("div", { class: "standard-parts" }, section("大类与小类", table, isEditable), section("部门报到职责清单", departments, isEditable), section("专有步骤", steps, isEditable)),
    content: () => {
      const [departmentRows, stepRows] = [departments.rows(), steps.rows()];
      const majors = new Map<string, { code: string; chinese: unknown; minor: Row[] }>();
      for (const { major, ...row } of table.rows()) {
        const code = String(row.code).slice(0, 2);
        const kept = majors.get(code) ?? { code, chinese: major, minor: [] };
        kept.minor.push({ ...row, departments: swap(row.departments, departmentRows, "chinese", "code"), steps: swap(row.steps, stepRows, "chinese", "code") });
        majors.set(code, kept);
      }
      return { major: [...majors.values()], department: departmentRows, step: stepRows };
    },
  };
};

const calendar: Make = (content, isEditable) => {
  const years = Object.entries(content.years as Record<string, Row>).map(([year, entry]) => ({ year, ...entry }));
  const table = new RowTable(YEAR_COLUMNS, years.reverse(), isEditable);
  const shifts = h("input", { type: "text", "aria-label": "作息" });
  shifts.value = (content.shifts as string[][]).map((shift) => shift.join("-")).join("、");
  shifts.disabled = !isEditable;
  return {
    element: h("div", { class: "standard-parts" }, h("label", { class: "shifts" }, "作息（时限只算这些时间）", shifts), section("各年放假与调休", table, isEditable)),
    content: () => ({
      zone_hours: 8,
      shifts: shifts.value.split(/[、,，;；\s]+/).filter(Boolean).map((shift) => shift.split(/[-–—~至]/)),
      years: Object.fromEntries(table.rows().map(({ year, ...entry }) => [String(year), entry])),
    }),
  };
};

const roles: Make = (content, isEditable) => {
  const rows = (content.role as Row[]).map((role) => ({ rank: 100, ...role, duties: String(role.duties ?? "").split("\n").filter(Boolean) }));
  const table = new RowTable(ROLE_COLUMNS, rows, isEditable);
  return {
    element: section("角色", table, isEditable),
    content: () => ({ role: table.rows().map((role) => ({ ...role, duties: (role.duties as string[]).join("\n") })) }),
  };
};

export const EDITORS: Record<string, Make> = { categories, calendar, roles };
