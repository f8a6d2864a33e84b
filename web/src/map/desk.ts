// What the plugins of one map share: its layers, its labels, and what is selected.

import type { Studio } from "../basemap/studio";
import type { Labels } from "./labels";

/** One entry of the layer panel. */
export interface LayerEntry {
  kind: string;
  name: string;
  group: string;
  layer: L.Layer;
  isExclusive: boolean;
  legend: () => Node | null;
  setShown: (isShown: boolean) => void;
  isShown: () => boolean;
}

/** A place that was asked about. */
export interface Place {
  lon: number;
  lat: number;
  title?: string;
  buildingId?: number;
  stairwell?: number;
}

export interface Desk {
  entries: LayerEntry[];
  labels: Labels;
  studio: Studio;
  /** Show the whole place, clear of panels that cover the map's edges. */
  showWhole: (isAnimated?: boolean) => void;
  /** Pixels that panels cover on each side. */
  covered: { left: number; right: number; bottom: number };
  /** Named positions on the screen: start (left), end (right), top, foot. */
  corner: (name: "start" | "end" | "top" | "foot") => HTMLElement;
}

const desks = new WeakMap<L.Map, Desk>();

export function setDesk(map: L.Map, desk: Desk): void {
  desks.set(map, desk);
}

/** The desk of a map made by `openMap`. */
export function deskOf(map: L.Map): Desk {
  const desk = desks.get(map);
  if (!desk) throw new Error("the map was not made by openMap");
  return desk;
}

/** Ask what is here; the place panel answers. */
export function askPlace(map: L.Map, place: Place): void {
  map.fire("wangge:place", { place });
}
