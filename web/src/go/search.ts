// Finds a written address in the own area without signal: 融汇江山3栋2单元, 3号楼, 三幢, ３＃, rhjs3.

import type { Places, Unit } from "./places";

export interface Hit {
  unit: Unit;
  title: string;
  detail: string;
  stairwell: number | null;
  score: number;
}

interface Read {
  words: string;
  lane: string; // 125 of 泰安路125弄6号, 500 of 茅台路500号6号楼
  building: string;
  stairwell: number | null;
}

const SIGNS = "零一二三四五六七八九";
const LEAST_SCORE = 0.34;

/** 十二 → 12, 二十三 → 23, 三 → 3; only where a building, lane or stairwell is counted. */
function figures(text: string): string {
  return text.replace(/[零一二三四五六七八九十百两]+(?=号楼|号|幢|栋|座|楼|弄|单元|门|梯|#)/g, (run) => {
    const plain = run.replace(/两/g, "二");
    if (!/[十百]/.test(plain)) return [...plain].map((sign) => SIGNS.indexOf(sign)).join("");
    const [hundreds, rest] = plain.includes("百") ? plain.split("百") : ["", plain];
    const [tens, ones] = rest.includes("十") ? rest.split("十") : ["零", rest];
    const digit = (sign: string, empty: number): number => (sign ? SIGNS.indexOf(sign.slice(-1)) : empty);
    return String(digit(hundreds, 0) * 100 + digit(tens, 1) * 10 + digit(ones, 0));
  });
}

/** Full-width signs made plain, small letters, blanks away. */
function plain(text: string): string {
  const half = text.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  return figures(half.toLowerCase().replace(/[\s,，。、·]/g, ""));
}

const LANE = /([路街道巷]?)(?:(\d+)弄(?:(\d+)支弄)?|(\d+)号(?=\d))/;

/** Read an address apart: words, lane, building, stairwell. */
export function readAddress(text: string): Read {
  let rest = plain(text).slice(0, 100);
  let [building, stairwell]: [string, number | null] = ["", null];
  const stairs = /(\d+)(?:单元|门|梯)/.exec(rest);
  if (stairs) {
    stairwell = Number(stairs[1]);
    rest = rest.slice(0, stairs.index);
  }
  const found = LANE.exec(rest);
  const lane = found && (found[1] || found[2]) ? found : null;
  const laneWords = lane ? rest.slice(0, lane.index) + lane[1] : "";
  if (lane) rest = rest.slice(lane.index + lane[0].length).replace(/^-/, "");
  const dashed = /(\d+)-(\d+)(?:-\d+)?$/.exec(rest);
  const counted = /(\d+[a-z]?)(?:号楼|幢|栋|座|号|楼|#)/.exec(rest) ?? /(\d+)$/.exec(rest);
  if (dashed) {
    [building, stairwell] = [dashed[1], stairwell ?? Number(dashed[2])];
    rest = rest.slice(0, dashed.index);
  } else if (counted) {
    building = counted[1];
    rest = rest.slice(0, counted.index) + rest.slice(counted.index + counted[0].length).replace(/^\d.*$/, "");
  }
  const number = lane ? [lane[2] ?? lane[4], lane[3]].filter(Boolean).join("/") : "";
  return { words: laneWords + rest.replace(/号$/, ""), lane: number, building, stairwell };
}

function pairs(text: string): Set<string> {
  return new Set(text.length < 2 ? [text] : Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
}

/** How well words name something, 0–1: whole, part, sound, first letters, or alike. */
function likeness(words: string, name: string, spoken: string, initials: string): number {
  if (!words) return 0.5;
  if (name === words) return 1;
  if (name.startsWith(words)) return 0.95;
  if (name.includes(words)) return 0.85;
  if (/^[a-z]+$/.test(words)) return initials.startsWith(words) || spoken.startsWith(words) ? 0.9 : spoken.includes(words) ? 0.7 : 0;
  if (words.includes(name) && name.length > 1) return 0.8;
  const [one, other] = [pairs(words), pairs(name)];
  const shared = [...one].filter((pair) => other.has(pair)).length;
  return (1.4 * shared) / (one.size + other.size);
}

/** How well a place is meant by its road address: the number must be the same, the road as well as it is named. */
function laneScore(read: Read, address: Read | null, asked: string): number {
  if (!address || !asked || (address.lane || address.building) !== asked) return 0;
  return read.words ? likeness(read.words, address.words, "", "") : 0.85;
}

function addressOf(estate: Unit | null): Read | null {
  return estate?.facts.lane ? readAddress(String(estate.facts.lane)) : null;
}

function nameScore(read: Read, unit: Unit | null): number {
  if (!unit) return 0;
  return likeness(read.words, plain(unit.name), String(unit.facts.spoken ?? ""), String(unit.facts.initials ?? ""));
}

function buildingHit(read: Read, places: Places, unit: Unit): Hit | null {
  const own = readAddress(unit.name);
  if (read.building && own.building !== read.building) return null;
  const estate = places.units.get(Number(unit.facts.estate_id)) ?? null;
  const community = places.units.get(Number(unit.facts.community_id)) ?? null;
  const address = own.lane ? own : addressOf(estate);
  if (read.lane && laneScore({ ...read, words: "" }, address, read.lane) === 0) return null;
  const named = Math.max(nameScore(read, estate), 0.9 * nameScore(read, community), likeness(read.words, own.words, "", ""), laneScore(read, address, read.lane));
  const score = (read.words ? named : read.lane ? 0.85 : 0.5) * (read.building ? 1 : 0.8);
  const stairwell = read.stairwell !== null && read.stairwell <= Number(unit.facts.stairwells ?? 0) ? read.stairwell : null;
  const detail = [community?.name, places.units.get(Number(unit.facts.grid_id))?.name].filter(Boolean).join(" · ");
  return { unit, title: String(unit.facts.title ?? unit.name) + (stairwell ? `${stairwell}单元` : ""), detail, stairwell, score };
}

/** Buildings first, then estates, best first; empty where nothing fits. */
export function search(places: Places, text: string, limit = 8): Hit[] {
  const read = readAddress(text);
  if (!read.words && !read.building && !read.lane) return [];
  const hits = places.all("building").flatMap((unit) => buildingHit(read, places, unit) ?? []);
  for (const unit of places.all("estate")) {
    const community = places.units.get(Number(unit.facts.community_id));
    const number = read.lane ? (read.building ? "" : read.lane) : read.words && read.building;
    const score = Math.max(laneScore(read, addressOf(unit), number), read.building || read.lane ? 0 : nameScore(read, unit));
    if (score) hits.push({ unit, title: unit.name, detail: [unit.facts.lane, community?.name].filter(Boolean).join(" · "), stairwell: null, score });
  }
  return hits
    .filter((hit) => hit.score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score || a.title.localeCompare(b.title, "zh-CN", { numeric: true }))
    .slice(0, limit);
}
