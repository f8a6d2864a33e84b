// The names that the layers above the ground offer: grids with their households, communities, service points.

import type { Feature } from "geojson";
import { labelPoint, shapeOf, toWorld } from "../shared/geo";
import { type Label, type LabelStyle, SANS } from "./labels";

const GRID: LabelStyle = { font: (zoom) => `600 ${zoom >= 16.5 ? 14 : 12}px ${SANS}`, ink: "#17324d" };
const GRID_SMALL: LabelStyle = { font: () => `600 11px ${SANS}`, ink: "#17324d" };
const GRID_OUT: LabelStyle = { font: (zoom) => `700 ${zoom >= 16.5 ? 14 : 12}px ${SANS}`, ink: "#b3261e" };
const COMMUNITY: LabelStyle = {
  font: (zoom) => `700 ${zoom >= 15 ? 17 : 15}px ${SANS}`,
  ink: "#6d2432",
  halo: "rgba(255,255,255,.96)",
};
const POINT: LabelStyle = { font: () => `500 12px ${SANS}`, ink: "#a3141f" };

/** 茶花社区第八网格 → 第八网格 */
export function shortGridName(name: string): string {
  return /第[^第]*网格$/.exec(name)?.[0] ?? name;
}

/** Grid names: the number from afar, name and households nearer, the full name close up. */
export function gridLabels(features: Feature[]): Label[] {
  return features.flatMap((feature) => {
    const shape = shapeOf(feature);
    const [x, y] = labelPoint(shape);
    const { name = "", households = 0, number = "", in_band: inBand } = feature.properties ?? {};
    const out = inBand === false;
    const at = { x, y, rank: out ? 5 : 30 };
    const mark = out ? "！" : "";
    return [
      { ...at, lines: [`${mark}${number}`], style: out ? GRID_OUT : GRID_SMALL, from: 13.5, to: 15, within: shape },
      { ...at, lines: [`${mark}${shortGridName(String(name))}`, `${households} 户`], style: out ? GRID_OUT : GRID, from: 15, to: 17, within: shape },
      { ...at, lines: [`${mark}${name}`, `${households} 户`], style: out ? GRID_OUT : GRID, from: 17 },
    ];
  });
}

/** Names of communities and villages, from afar. */
export function communityLabels(features: Feature[]): Label[] {
  return features.map((feature) => {
    const [x, y] = labelPoint(shapeOf(feature));
    return { lines: [String(feature.properties?.name ?? "")], style: COMMUNITY, from: 11.5, to: 16.5, rank: 2, x, y };
  });
}

/** Names under service points, and the room that their marks take from other names. */
export function pointLabels(features: Feature[]): Label[] {
  return features.flatMap((feature) => {
    if (feature.geometry.type !== "Point") return [];
    const [x, y] = toWorld(feature.geometry.coordinates[0], feature.geometry.coordinates[1]);
    const name = String(feature.properties?.name ?? "");
    return [
      { lines: [], style: POINT, from: 15, rank: 0, x, y, reserve: 24 },
      { lines: [name], style: POINT, from: 16.5, rank: 1, x, y, below: 20 },
    ];
  });
}
