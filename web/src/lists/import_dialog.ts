// Brings a file in: examined first, with everything that is wrong with it; kept only when told.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { sendForm } from "../shared/http";
import { figure } from "../shared/words";

const LAYERS: [string, string][] = [
  ["communities", "社区"], ["estates", "小区"], ["buildings", "楼栋"], ["building_parts", "楼栋单元"], ["streets", "道路"],
  ["gates", "小区出入口"], ["barriers", "围墙与屏障"], ["water", "水面"], ["green", "绿地"],
  ["service_points", "党群服务点"], ["facilities", "便民设施"],
];

interface ImportProblem {
  severity: string;
  reason: string;
  remedy: string;
  row: number | null;
  column: string | null;
  value: string;
}

interface ImportAnswer {
  edition_id: number | null;
  rows: number;
  refused: number;
  problems: ImportProblem[];
}

function where(problem: ImportProblem): string {
  const parts = [problem.row === null ? "" : `第 ${problem.row} 行`, problem.column ? `“${problem.column}”列` : "", problem.value ? `值“${problem.value}”` : ""];
  return parts.filter(Boolean).join("，");
}

function findings(answer: ImportAnswer): Node {
  const rows = answer.problems.map((problem) =>
    h("li", {}, h("span", { class: `tag ${problem.severity === "refused" ? "warn" : "grey"}` }, problem.severity === "refused" ? "不能导入" : "提示"), ` ${where(problem)} ${problem.reason} ${problem.remedy}`));
  const kept = answer.edition_id === null ? "" : `已作为版次 ${answer.edition_id} 载入，核对后再启用。`;
  return h("div", {}, h("p", {}, `可导入 ${figure(answer.rows)} 条，不能导入 ${figure(answer.refused)} 条。${kept}`), h("ul", { class: "problems-list" }, ...rows));
}

function formData(form: HTMLFormElement, commit: boolean): FormData {
  const data = new FormData(form);
  for (const name of ["crs", "encoding"]) if (!data.get(name)) data.delete(name);
  data.set("commit", String(commit));
  return data;
}

/** Ask for a file, examine it, and keep it when told. */
export function importDialog(): void {
  const layer = h("select", { name: "layer" }, ...LAYERS.map(([value, text]) => h("option", { value }, text)));
  const file = h("input", { type: "file", name: "file", required: true, accept: ".gpkg,.geojson,.json,.csv,.xlsx,.zip,.kml,.fgb,.parquet" });
  const crs = h("select", { name: "crs" }, h("option", { value: "" }, "按文件声明"), h("option", { value: "wgs84" }, "WGS-84"), h("option", { value: "cgcs2000" }, "CGCS2000"), h("option", { value: "gcj02" }, "GCJ-02（高德、腾讯）"), h("option", { value: "bd09" }, "BD-09（百度）"));
  const source = h("input", { name: "source", required: true, maxlength: 200, placeholder: "谁提供的，如 街道办综治中心" });
  const territory = h("input", { name: "territory", required: true, maxlength: 60, pattern: "[\\w\\-]+", placeholder: "数据所属，如 subdistrict" });
  const result = h("div", { "aria-live": "polite" });
  const keep = h("button", { type: "button", class: "button", disabled: true }, "写入为新版次");
  const form = h("form", { class: "dialog-body" }, h("p", { class: "muted" }, "先检查，不写入；确认无误后再写入为一个未启用的版次。"),
    h("label", {}, "文件", file), h("label", {}, "图层", layer), h("label", {}, "坐标系", crs), h("label", {}, "来源", source), h("label", {}, "数据归属", territory),
    result, h("div", { class: "dialog-buttons" }, h("button", { type: "submit", class: "button primary" }, "检查"), keep));
  openDialog("检查并导入文件", form);
  const send = (commit: boolean): void => {
    fill(result, h("p", { class: "muted" }, "正在检查…"));
    sendForm<ImportAnswer>("/api/v1/imports", formData(form, commit))
      .then((answer) => {
        fill(result, findings(answer));
        keep.disabled = answer.rows === 0 || answer.edition_id !== null;
        if (answer.edition_id !== null) window.setTimeout(() => window.location.reload(), 1500);
      })
      .catch((error: unknown) => fill(result, h("p", { class: "form-error" }, error instanceof Error ? error.message : "没有检查成")));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(false);
  });
  keep.addEventListener("click", () => send(true));
}
