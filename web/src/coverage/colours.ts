// Colours of a circle's answer, the same as in the printed report; dark is near, red is beyond.

import type { Home } from "./state";

const TIERS = ["#0b4f8a", "#3f8fc4", "#a6cfe8", "#d5e8f3"];
const UNCOVERED = "#d7301f";
const UNCERTAIN = "#b79ad1";
const UNREACHABLE = "#4d4d4d";

export interface Part {
  text: string;
  colour: string;
}

/** Position of a home among `parts`: its tier, then beyond, uncertain, unreachable. */
export function placeOf(home: Home, item: string, minutes: number[]): number {
  const seconds = home.seconds[item];
  if (seconds !== null && home.status[item] !== "unreachable") {
    const tier = minutes.findIndex((limit) => seconds <= limit * 60);
    if (tier >= 0) return tier;
  }
  const status = home.status[item];
  return minutes.length + (status === "uncertain" ? 1 : status === "unreachable" ? 2 : 0);
}

/** Texts and colours of the parts of one item. */
export function partsOf(minutes: number[]): Part[] {
  const within = minutes.map((limit, i) => ({
    text: i ? `${minutes[i - 1]}–${limit} 分钟` : `${limit} 分钟内`,
    colour: TIERS[Math.min(i, TIERS.length - 1)],
  }));
  const last = minutes[minutes.length - 1] ?? 15;
  return [
    ...within,
    { text: `${last} 分钟外`, colour: UNCOVERED },
    { text: "边界不确定", colour: UNCERTAIN },
    { text: "步行不可达", colour: UNREACHABLE },
  ];
}

/** Whether a home counts as beyond reach for the chosen tier: not covered within it, and not uncertain. */
export function isBeyond(home: Home, item: string, limit: number): boolean {
  const seconds = home.seconds[item];
  if (home.status[item] === "unreachable") return true;
  if (home.status[item] === "uncertain") return false;
  return seconds === null || seconds > limit * 60;
}
