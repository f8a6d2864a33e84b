// Markers of service points, facilities and gates: shape and letter as well as colour tell them apart.

import type { Feature } from "geojson";
import { POINT_COLOUR } from "../cases/points_layer";
import { h, swatch } from "../shared/dom";
import { CATEGORY_CHINESE, LEVEL_CHINESE } from "../shared/words";

export const CATEGORY_COLOUR: Record<string, string> = {
  shopping: "#b35806",
  services: "#5e6f82",
  medical: "#c2185b",
  dining: "#d98200",
  education: "#2f6fb3",
  culture: "#6b4fa0",
  party: "#c8102e",
};
const CATEGORY_LETTER: Record<string, string> = {
  shopping: "购", services: "服", medical: "医", dining: "餐", education: "教", culture: "文", party: "党",
};
const LEVEL_SIZE: Record<string, number> = { district: 30, subdistrict: 30, community: 24, park: 22, estate: 20, grid: 20 };

function badge(letter: string, colour: string, size: number, shape: string, title: string): L.DivIcon {
  const mark = h("span", { class: `badge ${shape}`, title }, letter);
  mark.style.setProperty("--badge", colour);
  mark.style.fontSize = `${Math.round(size * 0.55)}px`;
  return L.divIcon({ html: mark, className: "badge-frame", iconSize: [size, size] });
}

const MAKERS: Record<string, (properties: Record<string, any>) => L.DivIcon> = {
  service_points: (p) =>
    badge("党", CATEGORY_COLOUR.party, LEVEL_SIZE[p.level] ?? 20, "round", `${p.name}（${LEVEL_CHINESE[p.level] ?? ""}）`),
  facilities: (p) =>
    badge(CATEGORY_LETTER[p.category] ?? "点", CATEGORY_COLOUR[p.category] ?? "#555", 17, "square",
      `${p.name ?? p.subtype ?? ""}（${CATEGORY_CHINESE[p.category] ?? ""}）`),
  gates: (p) => badge(p.is_open === false ? "×" : "门", p.is_open === false ? "#8a8a8a" : "#2e7d5b", 16, "square", `${p.name ?? "出入口"}${p.is_open === false ? "（关闭）" : ""}`),
};

/** The marker of one point. */
export function pointMarker(kind: string, feature: Feature, place: L.LatLng): L.Marker {
  const icon = MAKERS[kind](feature.properties ?? {});
  return L.marker(place, { icon, pane: "points", keyboard: true, alt: String(feature.properties?.name ?? "") });
}

/** What the marks of one kind mean. */
export function pointLegend(kind: string): Node {
  if (kind === "service_points")
    return h("div", { class: "legend" }, h("div", {}, swatch(CATEGORY_COLOUR.party, "dot"), h("span", {}, "街道、社区、小区级，大小表示级别")));
  if (kind === "cases")
    return h("div", { class: "legend" }, h("div", {}, swatch(POINT_COLOUR.open, "dot"), h("span", {}, "未结"), swatch(POINT_COLOUR.ended, "dot"), h("span", {}, "已结，数字为聚合件数")),
      h("div", {}, h("span", {}, "最新 2000 件；全部见", h("a", { href: "/cases/map" }, "诉求地图"))));
  const six = Object.keys(CATEGORY_LETTER).filter((category) => category !== "party");
  return h("div", { class: "legend wrap" }, ...six.map((category) => h("div", {}, swatch(CATEGORY_COLOUR[category]), h("span", {}, CATEGORY_CHINESE[category]))));
}
