// Places and writes names, the most important first, so that none covers another.

import type { Pen, View } from "./view";

/** How a name is written; plain values, so that a worker may be told them. */
export interface LabelStyle {
  weight: number;
  size_px: number;
  near?: { size_px: number; from: number }; // another size from this zoom on
  ink: string;
  halo?: string;
  lineHeight?: number;
}

/** A name at a place, or along a line; zooms between `from` and `to` show it. */
export interface Label {
  lines: string[];
  style: LabelStyle;
  from: number;
  to?: number;
  rank: number; // small first
  x?: number;
  y?: number;
  along?: Float64Array;
  room?: number; // world pixels across the area that it names: shown only where that is wide enough
  below?: number; // pixels under the place
  reserve?: number; // no name: keeps a square of so many pixels free for a mark
}

interface Slot {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const SANS = `"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif`;

/** Boxes already taken, in buckets of 64 pixels. */
class Occupied {
  private readonly buckets = new Map<string, Slot[]>();

  private *keys(slot: Slot): Iterable<string> {
    for (let i = Math.floor(slot.left / 64); i <= Math.floor(slot.right / 64); i++)
      for (let j = Math.floor(slot.top / 64); j <= Math.floor(slot.bottom / 64); j++) yield `${i}:${j}`;
  }

  isFree(slot: Slot): boolean {
    for (const key of this.keys(slot))
      for (const other of this.buckets.get(key) ?? [])
        if (slot.left < other.right && slot.right > other.left && slot.top < other.bottom && slot.bottom > other.top) return false;
    return true;
  }

  take(slot: Slot): void {
    for (const key of this.keys(slot)) this.buckets.set(key, [...(this.buckets.get(key) ?? []), slot]);
  }
}

interface Board extends View {
  pen: Pen;
  occupied: Occupied;
}

/** Names by source, and the sources that are not shown. */
export interface NameSources {
  labels: Map<string, Label[]>;
  hidden: Set<string>;
}

function sizeAt({ size_px, near }: LabelStyle, zoom: number): number {
  return near && zoom >= near.from ? near.size_px : size_px;
}

function setFont(board: Board, style: LabelStyle): number {
  const size = sizeAt(style, board.zoom);
  board.pen.font = `${style.weight} ${size}px ${SANS}`;
  return size;
}

function write(board: Board, label: Label, text: string, x: number, y: number): void {
  const { pen } = board;
  pen.strokeStyle = label.style.halo ?? "rgba(255,255,255,.92)";
  pen.lineWidth = 3.2;
  pen.strokeText(text, x, y);
  pen.fillStyle = label.style.ink;
  pen.fillText(text, x, y);
}

function placePoint(board: Board, label: Label): void {
  const x = ((label.x ?? 0) - board.left) * board.scale;
  const y = ((label.y ?? 0) - board.top) * board.scale + (label.below ?? 0);
  if (x < -80 || y < -40 || x > board.width + 80 || y > board.height + 40) return;
  if (label.reserve) {
    const half = label.reserve / 2;
    board.occupied.take({ left: x - half, right: x + half, top: y - half, bottom: y + half });
    return;
  }
  const size = setFont(board, label.style);
  const lineHeight = size * (label.style.lineHeight ?? 1.28);
  const width = Math.max(...label.lines.map((line) => board.pen.measureText(line).width));
  const height = lineHeight * label.lines.length;
  if (label.room !== undefined && label.room * board.scale < width * 0.8) return;
  const slot = { left: x - width / 2 - 3, right: x + width / 2 + 3, top: y - height / 2 - 1, bottom: y + height / 2 + 1 };
  if (!board.occupied.isFree(slot)) return;
  board.occupied.take(slot);
  label.lines.forEach((line, i) => write(board, label, line, x, y + (i - (label.lines.length - 1) / 2) * lineHeight));
}

/** Points at the given distances along a line, with the direction there; undefined where the line is too short. */
function walk(line: Float64Array, distances: number[]): [number, number, number][] | undefined {
  const found: [number, number, number][] = [];
  let gone = 0;
  if (distances[0] < 0) return undefined;
  for (let i = 0; i + 3 < line.length && found.length < distances.length; i += 2) {
    const [ax, ay, bx, by] = [line[i], line[i + 1], line[i + 2], line[i + 3]];
    const length = Math.hypot(bx - ax, by - ay);
    while (found.length < distances.length && distances[found.length] <= gone + length) {
      const t = (distances[found.length] - gone) / (length || 1);
      found.push([ax + t * (bx - ax), ay + t * (by - ay), Math.atan2(by - ay, bx - ax)]);
    }
    gone += length;
  }
  return found.length === distances.length ? found : undefined;
}

/** Middles of the glyphs from the start of the text, and its whole length. */
function spacing(pen: Pen, glyphs: string[], size: number): { offsets: number[]; total: number } {
  const offsets: number[] = [];
  let total = 0;
  for (const glyph of glyphs) {
    const width = pen.measureText(glyph).width + (glyph > "\u2e7f" ? size * 0.25 : 0);
    offsets.push(total + width / 2);
    total += width;
  }
  return { offsets, total };
}

function lengthOf(line: Float64Array): number {
  let total = 0;
  for (let i = 0; i + 3 < line.length; i += 2) total += Math.hypot(line[i + 2] - line[i], line[i + 3] - line[i + 1]);
  return total;
}

function bendsTooMuch(places: [number, number, number][]): boolean {
  return places.some(([, , angle], i) => i > 0 && Math.abs(Math.sin((angle - places[i - 1][2]) / 2)) > 0.3);
}

function placeGlyphs(board: Board, label: Label, places: [number, number, number][], size: number): boolean {
  const slots = places.map(([x, y]) => ({ left: x - size / 2, right: x + size / 2, top: y - size / 2, bottom: y + size / 2 }));
  if (bendsTooMuch(places) || !slots.every((slot) => board.occupied.isFree(slot))) return false;
  slots.forEach((slot) => board.occupied.take(slot));
  const isTurned = isBackwards(places);
  const glyphs = [...label.lines[0]];
  const ordered = isTurned ? [...places].reverse() : places;
  for (const pass of ["strokeText", "fillText"] as const) {
    board.pen.strokeStyle = label.style.halo ?? "rgba(255,255,255,.95)";
    board.pen.lineWidth = 3;
    board.pen.fillStyle = label.style.ink;
    ordered.forEach(([x, y, angle], i) => {
      // A Chinese name on a steep street is read from above: its characters stand upright.
      const turn = isTurned ? angle + Math.PI : angle;
      const upright = Math.abs(Math.sin(turn)) > 0.8;
      board.pen.save();
      board.pen.translate(x, y);
      if (!upright) board.pen.rotate(turn);
      board.pen[pass](glyphs[i], 0, 0);
      board.pen.restore();
    });
  }
  return true;
}

/** Whether a name written in this order would be read from its end: leftwards, or upwards on a steep street. */
function isBackwards(places: [number, number, number][]): boolean {
  const [first, last] = [places[0], places[places.length - 1]];
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  return Math.abs(dy) > Math.abs(dx) * 1.3 ? dy < 0 : dx < 0;
}

function placeAlong(board: Board, label: Label, along: Float64Array): void {
  const line = along.map((v, i) => (i % 2 ? (v - board.top) * board.scale : (v - board.left) * board.scale));
  const size = setFont(board, label.style);
  const glyphs = [...label.lines[0]];
  const { offsets, total: need } = spacing(board.pen, glyphs, size);
  const total = lengthOf(line);
  if (total < need + size) return;
  const repeats = Math.max(1, Math.floor(total / 520));
  for (let k = 0; k < repeats; k++) {
    const middle = (total * (k + 0.5)) / repeats;
    for (const shift of [0, 0.14, -0.14, 0.28, -0.28]) {
      const places = walk(line, offsets.map((offset) => middle + (shift * total) / repeats - need / 2 + offset));
      const seen = places?.some(([x, y]) => x > 0 && y > 0 && x < board.width && y < board.height);
      if (places && seen && placeGlyphs(board, label, places, size)) break;
    }
  }
}

/** Write every name that has room in the view. */
export function writeNames(pen: Pen, { labels, hidden }: NameSources, view: View): void {
  const board: Board = { ...view, pen, occupied: new Occupied() };
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  const shown = [...labels].filter(([source]) => !hidden.has(source)).flatMap(([, all]) => all);
  for (const label of shown.filter((l) => view.zoom >= l.from && view.zoom < (l.to ?? 99)).sort((a, b) => a.rank - b.rank)) {
    if (label.along) placeAlong(board, label, label.along);
    else placePoint(board, label);
  }
}
