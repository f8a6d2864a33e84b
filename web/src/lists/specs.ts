// What each list reads and shows.

import { h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { showError } from "../shared/notices";
import { figure } from "../shared/words";
import { exportPlan } from "./export_plan";
import { openBands } from "./household_bands";
import { openHandOver } from "./hand_over";
import { openBoard } from "./notice_board";
import { orderReport } from "./report_order";

export type Row = Record<string, any>;

export interface ListColumn {
  title: string;
  isNumber?: boolean;
  cell: (row: Row) => Node | string;
}

export interface ListFilter {
  name: string;
  title: string;
  hint?: string;
  choices?: [string, string][];
  fits: (row: Row, value: string) => boolean;
}

export interface ListSpec {
  address: string;
  empty: string;
  columns: ListColumn[];
  filters: ListFilter[];
  actions?: ListAction[];
}

/** A button beside the title, shown to whoever has the right. */
export interface ListAction {
  text: string;
  right: string;
  isSecond?: boolean;
  run: () => Promise<void> | void;
}

const text = (title: string, key: string): ListColumn => ({ title, cell: (row) => String(row[key] ?? "—") });
const day = (title: string, key: string): ListColumn => ({
  title,
  cell: (row) => (row[key] ? new Date(String(row[key])).toLocaleDateString("zh-CN") : "—"),
});
const moment = (title: string, key: string): ListColumn => ({
  title,
  cell: (row) => (row[key] ? new Date(String(row[key])).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" }) : "—"),
});
const count = (title: string, key: string): ListColumn => ({ title, isNumber: true, cell: (row) => figure(row[key] as number) });
const tag = (word: unknown, kind: string): Node => h("span", { class: `tag ${kind}` }, String(word ?? "—"));

const includes = (title: string, hint: string, ...keys: string[]): ListFilter => ({
  name: "q",
  title,
  hint,
  fits: (row, value) => keys.some((key) => String(row[key] ?? "").includes(value)),
});

const papers = (planId: number, isInForce: boolean): Node =>
  h(
    "span",
    { class: "row-actions" },
    h("button", { type: "button", class: "button small", onclick: () => void orderReport(planId).catch(showError) }, "图册"),
    h("button", { type: "button", class: "button small", onclick: () => void exportPlan(planId).catch(showError) }, "导出"),
    isInForce ? h("button", { type: "button", class: "button small", onclick: () => void openHandOver(planId).catch(showError) }, "移交") : null,
  );

const STATE_KIND: Record<string, string> = { in_force: "good", approved: "good", filed: "good", draft: "grey" };

const FORMAT: Record<string, string> = { docx: "Word", xlsx: "Excel", pdf: "PDF", html: "网页" };

export const LISTS: Record<string, ListSpec> = {
  plans: {
    address: "/api/v1/plans",
    empty: "还没有方案",
    columns: [
      { title: "名称", cell: (row) => h("a", { href: `/plans/${row.id}` }, String(row.name)) },
      { title: "状态", cell: (row) => tag(row.state_chinese, STATE_KIND[row.state] ?? "") },
      count("步数", "version"),
      day("生效日期", "from_date"),
      text("文号", "document_number"),
      text("拟稿人", "created_by"),
      moment("建立时间", "created_at"),
      { title: "资料", cell: (row) => papers(Number(row.id), row.state === "in_force") },
    ],
    filters: [
      includes("查找", "方案名称", "name"),
      { name: "state", title: "状态", choices: [["draft", "草案"], ["in_review", "审核中"], ["approved", "已批准"], ["in_force", "执行中"], ["superseded", "已被替代"]], fits: (row, value) => row.state === value },
    ],
    actions: [{ text: "户数区间", right: "see_units", isSecond: true, run: openBands }, {
      text: "新建调整草案",
      right: "draft_plans",
      run: async () => {
        const plan = await sendJson<{ id: number }>("POST", "/api/v1/plans", { name: `网格调整草案 ${new Date().toLocaleDateString("zh-CN")}` });
        window.location.assign(`/plans/${plan.id}`);
      },
    }],
  },
  reports: {
    address: "/api/v1/reports",
    empty: "还没有报告",
    columns: [
      { title: "报告", cell: (row) => h("a", { href: `/api/v1/reports/${row.id}/file`, download: true }, String(row.title)) },
      text("范围", "place"),
      { title: "格式", cell: (row) => FORMAT[String(row.file_name).split(".").pop() ?? ""] ?? String(row.file_name) },
      { title: "大小", isNumber: true, cell: (row) => `${figure(Math.ceil(row.size_bytes / 1024))} KB` },
      moment("生成时间", "made_at"),
    ],
    filters: [includes("查找", "报告名称、范围", "title", "place")],
    actions: [
      { text: "生成报告", right: "see_reports", run: () => orderReport() },
      { text: "导出方案", right: "see_units", run: () => exportPlan() },
      { text: "小区公示栏", right: "see_people", run: openBoard },
    ],
  },
};
