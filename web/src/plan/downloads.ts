// What can be taken away from a plan: files for other programs, and the table of old and new grids.

import { h } from "../shared/dom";
import { openDialog } from "../shared/dialog";
import type { PlanHead } from "./wire";

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
  openDialog("下载", h("ul", { class: "dialog-body downloads" }, ...links.map(([name, href, what]) => h("li", {}, h("a", { href, download: true }, name), h("span", { class: "muted small" }, what)))));
}
