// The answers of `/api/v1/locate` and `/api/v1/search` as this page uses them.

import type { Place } from "./desk";

/** One unit that holds a place. */
export interface Unit {
  kind: string;
  id: number;
  kind_chinese: string;
  name: string;
  official_code?: string | null;
  households?: number | null;
  stairwells?: number[] | null;
}

/** One grid that an inexact position may lie in. */
export interface GridChance {
  name: string | null;
  probability_share: number;
}

/** Who acts at a unit; a vacancy has no number. */
export interface ActingPerson {
  role_chinese: string;
  unit_name: string;
  officeholder_number: string | null;
  is_substitute: boolean;
  is_vacant: boolean;
}

export interface NearPoint {
  name: string;
  level?: string;
  walk_s: number | null;
  lon?: number;
  lat?: number;
}

export interface Located {
  lon: number;
  lat: number;
  units: Unit[];
  people?: ActingPerson[] | null;
  responders?: (ActingPerson & { walk_s: number })[] | null;
  nearest_service_point?: NearPoint | null;
  candidates: GridChance[];
  certainty_chinese: string;
  stairwell: number | null;
}

export interface SearchHit {
  id: number;
  kind: string;
  kind_chinese: string;
  stairwell: number | null;
  title: string;
  detail: string;
  lon: number;
  lat: number;
}

/** Where to ask about a place: by building where one is known, by position otherwise. */
export function locateAddress(place: Place): string {
  if (place.buildingId === undefined) return `/api/v1/locate?lon=${place.lon.toFixed(7)}&lat=${place.lat.toFixed(7)}`;
  return `/api/v1/locate?building=${place.buildingId}${place.stairwell ? `&stairwell=${place.stairwell}` : ""}`;
}

/** The place that a hit stands for. */
export function placeOf(hit: SearchHit): Place {
  const buildingId = hit.kind === "building" ? hit.id : undefined;
  return { lon: hit.lon, lat: hit.lat, title: hit.title, buildingId, stairwell: hit.stairwell ?? undefined };
}

export function searchAddress(text: string): string {
  return `/api/v1/search?q=${encodeURIComponent(text)}&limit=10`;
}

/** How close to look at a hit. */
export function zoomFor(kind: string): number {
  return { community: 15, grid: 16.5, estate: 16.5, street: 16 }[kind] ?? 18;
}
