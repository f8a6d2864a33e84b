// What can be taken away from a plan: files for other programs, papers, and the table of old and new grids.

import { fill, h } from "../shared/dom";
import { openDialog } from "../shared/dialog";
import { sendJson } from "../shared/http";
import { followJob } from "../shared/jobs";
import type { PlanHead } from "./wire";

const PAPERS: [string, string, string][] = [["网格登记表（Word）", "register", "docx"], ["网格登记表（Excel）", "register", "xlsx"], ["网格图册（PDF）", "atlas", "pdf"]];

/** Have a paper written, and hand over its link when it is there. */
async function order(planId: number, kind: string, format: string, tell: (text: string) => void): Promise<string> {
  const { job_id } = await sendJson<{ job_id: number }>("POST", "/api/v1/reports", { kind, format, plan_id: planId });
  const job = await followJob(job_id, (at) => tell(at.step || "正在排队…"));
  if (job.problem) throw new Error(job.problem.chinese ?? "没有写成");
  const id = job.result?.report;
  if (typeof id !== "string") throw new Error("文件已写好，请到“报告”页面下载");
  return `/api/v1/reports/${encodeURIComponent(id)}/file`;
}

function paper(planId: number, [name, kind, format]: [string, string, string]): HTMLElement {
  const state = h("span", { class: "muted small", "aria-live": "polite" }, "在后台生成");
  const button = h("button", { type: "button", class: "link" }, name);
  const entry = h("li", {}, button, state);
  button.addEventListener("click", () => {
    button.disabled = true;
    order(planId, kind, format, (text) => fill(state, text))
      .then((href) => {
        fill(entry, h("a", { href, download: true }, name), h("span", { class: "muted small" }, "已生成，点击下载"));
        (entry.firstElementChild as HTMLAnchorElement).click();
      })
      .catch((error: unknown) => {
        button.disabled = false;
        fill(state, error instanceof Error ? error.message : "没有写成");
      });
  });
  return entry;
}

/** Links to every file of a plan. */
export function downloadsDialog(head: PlanHead): void {
  const file = (format: string, rest = ""): string => `/api/v1/exports/plan?plan_id=${head.id}&format=${format}${rest}`;
  const links: [string, string, string][] = [
    ["GeoPackage", file("gpkg"), "网格、楼栋，QGIS 可直接打开"],
    ["Shapefile", file("shp"), "UTF-8 编码"],
    ["Shapefile（GBK）", file("shp", "&encoding=GBK"), "供只认 GBK 编码的软件"],
    ["GeoJSON", file("geojson"), "WGS-84"],
    ["Excel 网格表", file("xlsx"), "网格与楼栋明细"],
    ["楼栋网格对照表（CSV）", file("csv"), "每栋楼属于哪个网格"],
  ];
  if (head.base_plan_id !== null)
    links.push(["新旧网格对照表（Excel）", `/api/v1/plans/${head.id}/crosswalk?against=${head.base_plan_id}&format=xlsx`, "与起草时的执行方案对照"]);
  openDialog("下载", h("div", { class: "dialog-body" },
    h("h3", {}, "表册"), h("ul", { class: "downloads" }, ...PAPERS.map((one) => paper(head.id, one))),
    h("h3", {}, "数据"), h("ul", { class: "downloads" }, ...links.map(([name, href, what]) => h("li", {}, h("a", { href, download: true }, name), h("span", { class: "muted small" }, what))))));
}
