// Orders a report: what, for whom, in which format; written in the background.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { followJob } from "../shared/jobs";

function choice(label: string, options: [string, string][]): HTMLSelectElement {
  return h("select", { "aria-label": label }, ...options.map(([value, text]) => h("option", { value }, text)));
}

/** Ask which report, have it written, and show the list with it. */
export function orderReport(): void {
  const kind = choice("内容", [["circle", "服务圈覆盖报告"], ["register", "网格登记表"]]);
  const format = choice("格式", [["docx", "Word"], ["xlsx", "Excel"], ["pdf", "PDF"], ["html", "网页"]]);
  const profile = choice("步行人群", [["adult", "成年人"], ["elderly", "老年人"]]);
  const state = h("p", { class: "muted", "aria-live": "polite" });
  const go = h("button", { type: "submit", class: "button primary" }, "生成");
  const form = h("form", { class: "dialog-body" }, h("label", {}, "内容", kind), h("label", {}, "步行人群", profile), h("label", {}, "格式", format), state, go);
  openDialog("生成报告", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    sendJson<{ job_id: number }>("POST", "/api/v1/reports", { kind: kind.value, format: format.value, profile: profile.value })
      .then(({ job_id }) => followJob(job_id, (job) => fill(state, job.step || "正在排队…")))
      .then((job) => {
        if (job.problem) throw new Error(job.problem.chinese ?? "报告没有写成");
        window.location.reload();
      })
      .catch((error: unknown) => {
        go.disabled = false;
        fill(state, error instanceof Error ? error.message : "报告没有写成");
      });
  });
}
