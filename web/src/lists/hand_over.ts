// What passes to other grids under a plan in force: what waits, one button that hands it over, and the record.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";

interface WaitingPost {
  role_chinese: string;
  officeholder_number: number | null;
  from_grid: string;
  to_grid: string | null;
}

interface Line {
  kind_chinese: string;
  matter: string;
  from_grid: string | null;
  to_grid: string | null;
  outcome_chinese: string;
  made_at: string;
  made_by: string | null;
}

interface HandOver {
  plan_id: number;
  is_due: boolean;
  stray_cases: number;
  posts: WaitingPost[];
  record: Line[];
}

/** Show where the hand-over of a plan stands, and let an approver carry it out. */
export async function openHandOver(planId: number): Promise<void> {
  const address = `/api/v1/plans/${planId}/hand-over`;
  const [{ rights }, state] = await Promise.all([getJson<{ rights: string[] }>("/api/v1/me"), getJson<HandOver>(address)]);
  const body = h("div", { class: "dialog-body wide" });
  const go = h("button", { type: "button", class: "button primary" }, "移交诉求和岗位");
  const show = (now: HandOver): void => {
    const waits = now.stray_cases + now.posts.length;
    go.disabled = !now.is_due || waits === 0 || !rights.includes("approve_plans");
    fill(
      body,
      h("p", {}, !now.is_due ? "方案今天没有执行，移交在执行当日起进行。" : waits ? `待移交：在办诉求 ${now.stray_cases} 件，岗位 ${now.posts.length} 个。` : "没有待移交的事项。"),
      now.posts.length ? waiting(now.posts) : null,
      h("div", { class: "row-actions" }, go, h("a", { class: "button", href: `${address}/record`, download: true, hidden: !now.record.length }, "下载移交清单")),
      now.record.length ? recorded(now.record) : null,
    );
  };
  go.addEventListener("click", () => {
    sendJson<HandOver>("POST", address).then((now) => {
      show(now);
      notice("已移交，记录见移交清单");
    }, showError);
  });
  show(state);
  openDialog("方案移交", body);
}

function number(value: number | null): string {
  return value === null ? "空缺" : `负责人 ${String(value).padStart(3, "0")}`;
}

function waiting(posts: WaitingPost[]): HTMLElement {
  return rows(["岗位", "负责人", "原网格", "移交后"], posts.map((post) => [post.role_chinese, number(post.officeholder_number), post.from_grid, post.to_grid ? `转任 ${post.to_grid}` : "结束"]));
}

function recorded(lines: Line[]): HTMLElement {
  return rows(["类别", "事项", "原网格", "现网格", "处理", "时间", "经办"], lines.map((line) => [line.kind_chinese, line.matter, line.from_grid ?? "—", line.to_grid ?? "—", line.outcome_chinese, new Date(line.made_at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" }), line.made_by ?? "系统"]));
}

function rows(heads: string[], cells: string[][]): HTMLElement {
  return h("div", { class: "table-frame" }, h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", {}, head)))), h("tbody", {}, ...cells.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell)))))));
}
