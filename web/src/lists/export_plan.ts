// Offers a plan as files for other programs, and the crosswalk to another plan.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { choice, labelled, placeChoice, planChoice } from "./choices";

const FORMATS: [string, string][] = [["gpkg", "GeoPackage（QGIS、ArcGIS）"], ["shp", "Shapefile（压缩包）"], ["geojson", "GeoJSON"], ["xlsx", "Excel（网格、楼栋网格对照）"], ["csv", "楼栋网格对照表（CSV）"]];
const SYSTEMS: [string, string][] = [["cgcs2000", "CGCS2000 经纬度"], ["wgs84", "WGS-84 经纬度"], ["zone", "CGCS2000 三度带（不带带号）"], ["zone_prefixed", "CGCS2000 三度带（带带号）"]];

/** Ask which plan, how and in which coordinates, and hand over a link that downloads it. */
export async function exportPlan(planId?: number): Promise<void> {
  const [plan, place, other] = await Promise.all([planChoice(planId), placeChoice(), planChoice()]);
  other.options[0].textContent = "不对照";
  const format = choice("格式", FORMATS);
  const system = choice("坐标系", SYSTEMS);
  const encoding = choice("文字编码", [["UTF-8", "UTF-8"], ["GBK", "GBK（旧版 ArcGIS、Excel）"]]);
  const day = h("input", { type: "date", "aria-label": "按哪一天" });
  const links = h("p", { class: "links" });
  const fields = { system: labelled("坐标系", system), encoding: labelled("文字编码", encoding), other: labelled("新旧网格对照：与哪个方案", other) };
  const show = (): void => {
    const isTable = format.value === "xlsx" || format.value === "csv";
    fields.system.hidden = isTable;
    fields.encoding.hidden = format.value !== "shp";
    fields.other.hidden = !plan.value;
    const asked = new URLSearchParams({ format: format.value });
    if (plan.value) asked.set("plan_id", plan.value);
    if (place.value) asked.set("community", place.value);
    if (day.value) asked.set("at", day.value);
    if (!isTable) asked.set("crs", system.value);
    if (format.value === "shp") asked.set("encoding", encoding.value);
    fill(
      links,
      h("a", { class: "button primary", href: `/api/v1/exports/plan?${asked}`, download: true }, "下载"),
      plan.value && other.value ? h("a", { class: "button", href: `/api/v1/plans/${plan.value}/crosswalk?against=${other.value}&format=xlsx`, download: true }, "下载新旧网格对照表") : null,
    );
  };
  const form = h("form", { class: "dialog-body" }, labelled("方案", plan), labelled("范围", place), labelled("格式", format), fields.system, fields.encoding, labelled("按哪一天的数据（不填为方案自己的日期）", day), fields.other, links);
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
  openDialog("导出方案", form);
}
