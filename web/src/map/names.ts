// The names that the layers above the ground offer: grids with their households, communities, service points.

import type { Feature } from "geojson";
import { labelPoint, shapeOf, toWorld } from "../shared/geo";
import type { Label, LabelStyle } from "./lettering";

const GRID: LabelStyle = { weight: 600, size_px: 12, near: { size_px: 14, from: 16.5 }, ink: "#17324d" };
const GRID_SMALL: LabelStyle = { weight: 600, size_px: 11, ink: "#17324d" };
const GRID_OUT: LabelStyle = { weight: 700, size_px: 12, near: { size_px: 14, from: 16.5 }, ink: "#b3261e" };
const COMMUNITY: LabelStyle = {
  weight: 700, size_px: 15, near: { size_px: 17, from: 15 },
  ink: "#6d2432",
  halo: "rgba(255,255,255,.96)",
};
const POINT: LabelStyle = { weight: 500, size_px: 12, ink: "#a3141f" };

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
      { ...at, lines: [`${mark}${number}`], style: out ? GRID_OUT : GRID_SMALL, from: 13.5, to: 15, room: shape.east - shape.west },
      { ...at, lines: [`${mark}${shortGridName(String(name))}`, `${households} 户`], style: out ? GRID_OUT : GRID, from: 15, to: 17, room: shape.east - shape.west },
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
