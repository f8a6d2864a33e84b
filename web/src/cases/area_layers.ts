// The areas of the map of cases: density by households, hot and cold spots, and the concerns of each building.

import type { Feature, FeatureCollection } from "geojson";
import { pathCanvas } from "../map/path_canvas";
import { h, swatch } from "../shared/dom";

const DENSITY_COLOURS = ["#fee8c8", "#fdbb84", "#fc8d59", "#e34a33", "#9c1c0a"];
const VERDICTS: [string, string, string][] = [
  ["hot", "#b2182b", "热点（通过多重检验校正）"],
  ["maybe_hot", "#f4a582", "可能偏热（仅未校正的 5%）"],
  ["maybe_cold", "#92c5de", "可能偏冷（仅未校正的 5%）"],
  ["cold", "#2166ac", "冷点（通过多重检验校正）"],
  ["none", "#d9dde1", "与随机无异"],
];

export type Answer = FeatureCollection & { summary?: Record<string, any> };

/** A layer drawn of an answer, with its legend and what has to be said beside it. */
export interface Drawn {
  layer: L.Layer;
  legend: Node;
}

function tip(layer: L.Layer, ...lines: string[]): void {
  layer.bindTooltip(h("span", {}, ...lines.flatMap((line, i) => (i ? [h("br"), line] : [line]))) as unknown as HTMLElement, { sticky: true, direction: "top", offset: [0, -6] });
}

/** Limits between the classes: quintiles of what is told, fewer where they coincide. */
function limits(values: number[]): number[] {
  const ordered = [...values].sort((a, b) => a - b);
  const borders = [0.2, 0.4, 0.6, 0.8].map((share) => ordered[Math.floor(share * ordered.length)]);
  return [...new Set(borders)].filter((border) => border > ordered[0]);
}

/** The colours of so many classes, the darkest always the last. */
function shades(count: number): string[] {
  return Array.from({ length: count }, (_, i) => DENSITY_COLOURS[count === 1 ? 4 : Math.round((i * 4) / (count - 1))]);
}

const canvas = (): L.Renderer => pathCanvas({ tolerance: 2 });

/** What was too much to read, said rather than left out silently. */
function cut(leftOut: unknown): string {
  return Number(leftOut) > 0 ? `件数过多：另有 ${Number(leftOut)} 件更早的未计入，请缩短时段。` : "";
}

/** Cases per thousand households. */
export function drawDensity(answer: Answer): Drawn {
  const told = answer.features.filter((one) => one.properties?.per_thousand !== undefined);
  const borders = limits(told.map((one) => one.properties?.per_thousand as number));
  const colours = shades(borders.length + 1);
  const classOf = (rate: number): number => borders.filter((border) => rate >= border).length;
  const layer = L.geoJSON(answer, {
    renderer: canvas(),
    style: (feature?: Feature) => {
      const rate = feature?.properties?.per_thousand as number | undefined;
      return rate === undefined ? { color: "#9aa5b0", weight: 0.5, fillOpacity: 0.06, fillColor: "#9aa5b0" } : { color: "#fff", weight: 0.6, fillColor: colours[classOf(rate)], fillOpacity: 0.68 };
    },
    onEachFeature: (feature, shape) => {
      const { per_thousand: rate, cases, households } = feature.properties ?? {};
      if (rate === undefined) tip(shape, "户数或件数过少，不显示");
      else tip(shape, `每千户 ${rate} 件`, `${cases} 件 / ${households} 户`);
    },
  } as L.GeoJSONOptions);
  const { cases_in, cases_untold, least_households, least_cases } = answer.summary ?? {};
  const words = borders.map((border) => border.toFixed(1));
  const word = (i: number): string => (!borders.length ? "各格相同" : i === 0 ? `低于 ${words[0]}` : i === borders.length ? `${words[i - 1]} 及以上` : `${words[i - 1]} 至不足 ${words[i]}`);
  const classes = colours.map((colour, i) => h("div", {}, swatch(colour), h("span", {}, word(i))));
  return {
    layer,
    legend: h("div", { class: "legend" }, h("p", {}, "每千常住户件数（六边形格，按五分位分档）"), ...(told.length ? classes : [h("p", {}, "没有可显示的格")]),
      h("p", { class: "caveat" }, `共 ${cases_in} 件，其中 ${cases_untold} 件所在格不足 ${least_households} 户或 ${least_cases} 件，不显示数值。矛盾纠纷不上图，不计入。${cut(answer.summary?.left_out)}`)),
  };
}

/** Where cases gather more or less than chance has it. */
export function drawHotSpots(answer: Answer): Drawn {
  const colourOf = Object.fromEntries(VERDICTS.map(([name, colour]) => [name, colour]));
  const wordOf = Object.fromEntries(VERDICTS.map(([name, , word]) => [name, word]));
  const layer = L.geoJSON(answer, {
    renderer: canvas(),
    style: (feature?: Feature) => {
      const verdict = String(feature?.properties?.verdict);
      return { color: "#fff", weight: 0.6, fillColor: colourOf[verdict], fillOpacity: verdict === "none" ? 0.35 : 0.72 };
    },
    onEachFeature: (feature, shape) => {
      const { verdict, z, p, p_normal: normal } = feature.properties ?? {};
      const said = (value: unknown): string => (Number(value) < 0.0001 ? "< 0.0001" : `= ${Number(value).toFixed(4)}`);
      tip(shape, wordOf[String(verdict)], `Gi* z = ${Number(z).toFixed(2)}，p ${said(p)}（置换检验；正态近似 p ${said(normal)}）`);
    },
  } as L.GeoJSONOptions);
  const said = answer.summary ?? {};
  if (!said.is_enough)
    return { layer, legend: h("div", { class: "legend" }, h("p", { class: "caveat", "data-caveat": true }, "可检验的格少于 30 个，或没有诉求：不作显著性检验。范围大一些、时段长一些再看。")) };
  const bare = Number(said.hot) + Number(said.cold) + Number(said.maybe_hot) + Number(said.maybe_cold);
  return {
    layer,
    legend: h("div", { class: "legend" }, ...VERDICTS.map(([, colour, word]) => h("div", {}, swatch(colour), h("span", {}, word))),
      h("p", { class: "caveat", "data-caveat": true },
        `Getis–Ord Gi*，按常住户标准化的诉求率，含相邻六格，置换检验 ${said.permutations} 次（固定种子）、双侧。共检验 ${said.tested} 格：即使毫无聚集，按 5% 也会有约 ${said.by_chance} 格“显著”（本次未校正 ${bare} 格）。因此只把通过 Benjamini–Hochberg 校正（错误发现率 5%）的 ${Number(said.hot) + Number(said.cold)} 格称为冷热点。另有 ${said.left_out} 格户数不足 20 或无相邻格，未检验。${cut(said.cases_left_out)}`)),
  };
}

/** Per building: who answers for it, and counts by kind. */
export function drawConcerns(answer: Answer, clicked: (properties: Record<string, any>, at: L.LatLng) => void): Drawn {
  const shade = (told: number): string => (told === 0 ? "#c9d1d9" : told < 6 ? "#fdd49e" : told < 12 ? "#fc8d59" : "#d7301f");
  const layer = L.geoJSON(answer, {
    renderer: canvas(),
    style: (feature?: Feature) => ({ color: "#5a6570", weight: 0.6, fillColor: shade(Number(feature?.properties?.told ?? 0)), fillOpacity: 0.85 }),
    onEachFeature: (feature, shape) => shape.on("click", (event: L.LeafletMouseEvent) => clicked(feature.properties ?? {}, event.latlng)),
  } as L.GeoJSONOptions);
  const classes: [number, string][] = [[0, "无或过少，不显示"], [3, "3–5 件"], [6, "6–11 件"], [12, "12 件及以上"]];
  return {
    layer,
    legend: h("div", { class: "legend" }, h("p", {}, "近一年各楼栋诉求（只计类别与件数）"), ...classes.map(([told, word]) => h("div", {}, swatch(shade(told)), h("span", {}, word))),
      h("p", { class: "caveat" }, "点楼栋看负责人、所属微网格和各类件数。不足 20 户的楼栋、不足 3 件的类别一律不显示；统计期固定为近一年，不随筛选变化；不显示任何人名、户号。")),
  };
}
