// Which names the ground offers: streets along their course, water, parks, estates, building numbers.

import { type Shape, labelPoint } from "../shared/geo";
import type { Label, LabelStyle } from "../map/lettering";
import { roadStyle } from "./paint";

const letters = (weight: number, size_px: number, near_px: number, from: number) => ({ weight, size_px, near: { size_px: near_px, from } });

const STREET: LabelStyle = { ...letters(400, 11, 13, 17), ink: "#6b6456" };
const MAIN_STREET: LabelStyle = { ...letters(500, 12, 14, 16), ink: "#6f5420", halo: "rgba(255,250,235,.95)" };
const WATER: LabelStyle = { ...letters(400, 12, 15, 15), ink: "#33729c", halo: "rgba(214,234,246,.9)" };
const GREEN: LabelStyle = { ...letters(400, 11, 13, 16), ink: "#3f7330" };
const ESTATE: LabelStyle = { ...letters(500, 11, 13, 17), ink: "#7a4a21" };
const BUILDING: LabelStyle = { ...letters(400, 10, 12, 18), ink: "#675f52", halo: "rgba(250,246,238,.85)" };

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const line = new Float64Array(first.length + second.length - 2);
  line.set(first);
  line.set(second.subarray(2), first.length);
  return line;
}

function turned(line: Float64Array): Float64Array {
  const back = new Float64Array(line.length);
  for (let i = 0; i < line.length; i += 2) back.set([line[line.length - 2 - i], line[line.length - 1 - i]], i);
  return back;
}

const endKey = (line: Float64Array, atEnd: boolean): string => {
  const i = atEnd ? line.length - 2 : 0;
  return `${line[i].toFixed(7)}:${line[i + 1].toFixed(7)}`;
};

/** Pieces of one street, split at crossings, put end to end again. */
function chains(pieces: Float64Array[]): Float64Array[] {
  const waiting = new Set(pieces);
  const byEnd = new Map<string, Float64Array[]>();
  for (const piece of pieces)
    for (const atEnd of [false, true]) byEnd.set(endKey(piece, atEnd), [...(byEnd.get(endKey(piece, atEnd)) ?? []), piece]);
  const whole: Float64Array[] = [];
  for (const piece of pieces) {
    if (!waiting.delete(piece)) continue;
    let line = piece;
    for (const side of [true, false]) {
      if (!side) line = turned(line);
      for (;;) {
        const key = endKey(line, true);
        const next = (byEnd.get(key) ?? []).find((other) => waiting.has(other));
        if (!next) break;
        waiting.delete(next);
        line = joined(line, endKey(next, false) === key ? next : turned(next));
      }
    }
    whole.push(line);
  }
  return whole;
}

/** One label per whole street. */
export function streetLabels(streets: Shape[]): Label[] {
  const byName = new Map<string, Shape[]>();
  for (const street of streets) {
    const name = street.properties.name as string | undefined;
    if (name) byName.set(name, [...(byName.get(name) ?? []), street]);
  }
  return [...byName].flatMap(([name, pieces]) => {
    const width = Math.max(...pieces.map((p) => roadStyle(String(p.properties.road_class ?? "")).width));
    const isMain = width >= 12;
    return chains(pieces.flatMap((p) => p.parts)).map((along) => ({
      lines: [name],
      style: isMain ? MAIN_STREET : STREET,
      from: isMain ? 13.5 : width >= 7 ? 15 : 16.5,
      rank: isMain ? 20 : 60 - width,
      along,
    }));
  });
}

/** Names inside water, parks and estates. */
export function areaLabels(areas: Shape[], kind: "water" | "green" | "estates"): Label[] {
  const [style, from, rank] = { water: [WATER, 13, 15], green: [GREEN, 15, 55], estates: [ESTATE, 15.5, 40] }[kind] as [LabelStyle, number, number];
  return areas
    .filter((area) => area.properties.name)
    .map((area) => {
      const [x, y] = labelPoint(area);
      return { lines: [String(area.properties.name)], style, from, rank, x, y, room: area.east - area.west };
    });
}

/** Numbers of buildings, close up. */
export function buildingLabels(buildings: Shape[]): Label[] {
  return buildings
    .filter((building) => building.properties.name)
    .map((building) => ({
      lines: [String(building.properties.name).replace(/^.*?(?=[\dA-Za-z甲乙丙丁]+(栋|号楼|幢|座|号))/, "")],
      style: BUILDING,
      from: 17,
      rank: 80,
      x: (building.west + building.east) / 2,
      y: (building.north + building.south) / 2,
    }));
}
