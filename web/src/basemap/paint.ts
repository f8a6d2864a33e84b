// Draws land, green, water, streets and buildings on one canvas tile.

import type { Pen, View } from "../map/view";
import type { Shape } from "../shared/geo";

/** What lies under everything, back to front. */
export interface Ground {
  green: Shape[];
  water: Shape[];
  estates: Shape[];
  streets: Shape[];
  buildings: Shape[];
}

interface RoadStyle {
  width: number; // pixels at zoom 16
  fill: string;
  casing: string;
  from: number; // least zoom
  dash?: [number, number];
  most?: number; // pixels it is never wider than
}

const INK = { land: "#f6f4ef", green: "#d5e8c8", hill: "#c9dfba", water: "#b4d5ea", waterEdge: "#93bcd6", estate: "#eeeae2" };
const BUILDING: Record<string, [string, string]> = {
  residential: ["#e2d8c9", "#c6b8a3"],
  mixed: ["#e6d3c4", "#c9b09b"],
  commercial: ["#e5cfd0", "#c8a9ab"],
  public: ["#d3d7e4", "#adb5cb"],
  industrial: ["#d9d9d6", "#b9b9b4"],
};

const MAJOR: RoadStyle = { width: 15, fill: "#fbdf9d", casing: "#dcb25f", from: 0 };
const SECONDARY: RoadStyle = { width: 12, fill: "#fdf0c4", casing: "#d9c48d", from: 0 };
const TERTIARY: RoadStyle = { width: 9.5, fill: "#ffffff", casing: "#cbc5b8", from: 12 };
const STREET: RoadStyle = { width: 7, fill: "#ffffff", casing: "#d3cdc1", from: 13 };
const SERVICE: RoadStyle = { width: 4, fill: "#ffffff", casing: "#dcd7cc", from: 15 };
const PATH: RoadStyle = { width: 1.4, fill: "#b59f7d", casing: "", from: 15.5, dash: [4, 3], most: 2 };
const STEPS: RoadStyle = { width: 3.2, fill: "#b98a6a", casing: "", from: 15.5, dash: [1.6, 1.6], most: 5 };
const ROADS: Record<string, RoadStyle> = {
  motorway: MAJOR, trunk: MAJOR, primary: MAJOR, secondary: SECONDARY, tertiary: TERTIARY,
  residential: STREET, unclassified: STREET, living_street: STREET, pedestrian: STREET, service: SERVICE,
  footway: PATH, path: PATH, cycleway: PATH, track: PATH, bridleway: PATH, corridor: PATH, steps: STEPS,
};

/** How a street is drawn; links (…_link) like the road they lead to. */
export function roadStyle(roadClass: string): RoadStyle {
  return ROADS[roadClass.replace(/_link$/, "")] ?? STREET;
}

/** Pixels a road is wide at a zoom. */
export function roadWidth(style: RoadStyle, zoom: number): number {
  return Math.min(style.most ?? Infinity, Math.max(0.6, style.width * 2 ** ((zoom - 16) * 0.72)));
}

function inFrame(shape: Shape, frame: View): boolean {
  const margin = 24 / frame.scale;
  return (
    shape.east >= frame.left - margin &&
    shape.west <= frame.left + frame.width / frame.scale + margin &&
    shape.south >= frame.top - margin &&
    shape.north <= frame.top + frame.height / frame.scale + margin
  );
}

/** Add a shape's rings or lines to the current path. */
function trace(pen: Pen, shape: Shape, frame: View): void {
  for (const part of shape.parts) {
    for (let i = 0; i < part.length; i += 2) {
      const [x, y] = [(part[i] - frame.left) * frame.scale, (part[i + 1] - frame.top) * frame.scale];
      if (i === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    if (shape.isArea) pen.closePath();
  }
}

function paintAreas(pen: Pen, shapes: Shape[], frame: View, fill: string, edge?: string): void {
  pen.beginPath();
  for (const shape of shapes) if (inFrame(shape, frame)) trace(pen, shape, frame);
  pen.fillStyle = fill;
  pen.fill("evenodd");
  if (!edge) return;
  pen.strokeStyle = edge;
  pen.lineWidth = 0.8;
  pen.stroke();
}

function strokeRoads(pen: Pen, roads: Shape[], frame: View, isCasing: boolean): void {
  pen.lineJoin = "round";
  for (const road of roads) {
    const style = roadStyle(String(road.properties.road_class ?? ""));
    if (frame.zoom < style.from || (isCasing && !style.casing)) continue;
    const width = roadWidth(style, frame.zoom);
    if (isCasing && width < 2) continue;
    const isBridge = Boolean(road.properties.is_bridge);
    pen.beginPath();
    trace(pen, road, frame);
    pen.lineCap = isCasing && isBridge ? "butt" : style.dash ? "butt" : "round";
    pen.setLineDash(style.dash ?? (road.properties.is_tunnel ? [5, 4] : []));
    pen.strokeStyle = isCasing ? (isBridge ? "#9a9384" : style.casing) : style.fill;
    pen.lineWidth = isCasing ? width + 1.8 : width;
    pen.stroke();
  }
  pen.setLineDash([]);
}

/** Streets by level, then by importance, small ones first, so that bridges cross over. */
export function inDrawingOrder(streets: Shape[]): Shape[] {
  const rank = (s: Shape): number => (s.properties.layer ?? 0) * 100 + roadStyle(String(s.properties.road_class ?? "")).width;
  return [...streets].sort((a, b) => rank(a) - rank(b));
}

function paintStreets(pen: Pen, streets: Shape[], frame: View): void {
  const seen = streets.filter((street) => inFrame(street, frame));
  for (const level of [...new Set(seen.map((s) => Number(s.properties.layer ?? 0)))].sort((a, b) => a - b)) {
    const roads = seen.filter((s) => Number(s.properties.layer ?? 0) === level);
    strokeRoads(pen, roads, frame, true);
    strokeRoads(pen, roads, frame, false);
  }
}

function paintBuildings(pen: Pen, buildings: Shape[], frame: View): void {
  if (frame.zoom < 14) return;
  const seen = buildings.filter((building) => inFrame(building, frame));
  for (const [use, [fill, edge]] of Object.entries(BUILDING)) {
    const alike = seen.filter((b) => (b.properties.use in BUILDING ? b.properties.use : "residential") === use);
    paintAreas(pen, alike, frame, fill, frame.zoom >= 15.5 ? edge : undefined);
  }
}

/** Paint everything that lies in the frame. */
export function paintGround(pen: Pen, ground: Ground, frame: View, isOverTiles: boolean): void {
  if (!isOverTiles) {
    pen.fillStyle = INK.land;
    pen.fillRect(0, 0, frame.width, frame.height);
    paintAreas(pen, ground.green.filter((g) => g.properties.kind === "hill"), frame, INK.hill);
    if (frame.zoom >= 14) paintAreas(pen, ground.estates, frame, INK.estate);
    paintAreas(pen, ground.green.filter((g) => g.properties.kind !== "hill"), frame, INK.green);
    paintAreas(pen, ground.water, frame, INK.water, INK.waterEdge);
    paintStreets(pen, ground.streets, frame);
  }
  paintBuildings(pen, ground.buildings, frame);
}
