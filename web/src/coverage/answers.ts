// The answers of `/api/v1/coverage` as this page uses them; see `api/routes/coverage.py`.

import type { FeatureCollection, LineString } from "geojson";

export type Status = "covered" | "uncovered" | "uncertain" | "unreachable";

export interface Item {
  item: string;
  chinese: string;
  category: string;
  minutes: number[];
}

export interface Total {
  item: string;
  minutes: number;
  households: number;
  covered_households: number;
  uncovered_households: number;
  uncertain_households: number;
  unreachable_households: number;
}

export interface Named {
  name: string;
  chinese: string;
  source: string;
}

/** What the page opens with. */
export interface Opening {
  place: { code: string; name: string };
  edition: string;
  edition_date: string;
  template: Named;
  templates: Named[];
  profile: Named;
  profiles: Named[];
  items: Item[];
  totals: Total[];
  households: number;
  households_estimated: number;
  all_six_households: number;
  unconfirmed_facilities: number | null;
  run?: { id: number; made_at: string; stale_reason: string };
}

/** A ledger row; what became of it only in a kept ledger. */
export interface Gap {
  gap_id?: number;
  state?: GapState;
  responsible?: string;
  is_carried?: boolean;
  is_resolved?: boolean;
  note?: string;
  unit_kind: string;
  unit_code: string;
  unit_name: string;
  community_name: string;
  item: string;
  minutes: number;
  households_lacking: number;
  nearest_seconds: number | null;
  nearest_name: string;
  remedy: string;
  remedy_text: string;
  remedy_lon: number | null;
  remedy_lat: number | null;
  responsible_unit: string;
  department: string;
  lon: number;
  lat: number;
}

export type GapState = "open" | "planned" | "closed" | "accepted";

export interface Change {
  kind: "add_facility" | "move_facility" | "close_facility" | "open_gate" | "close_gate" | "add_gate" | "move_gate" | "add_path";
  category?: string;
  code?: string;
  lon?: number;
  lat?: number;
  to_lon?: number;
  to_lat?: number;
  is_footbridge?: boolean;
}

export interface ChangedHome {
  code: string;
  item: string;
  seconds_before: number | null;
  seconds_after: number | null;
  status_after: Status;
}

export interface WhatIf {
  totals: Total[];
  totals_before: Total[];
  changed: ChangedHome[];
  seconds: number;
}

export interface Site {
  code: string;
  lon: number;
  lat: number;
  households_gained: number;
}

export interface Siting {
  sites: Site[];
  households_before: number;
  households_after: number;
  households_gained: number;
  bound_households: number | null;
  gap_share: number | null;
  status: string;
  seconds: number;
}

export interface WalkRoute {
  seconds: number;
  length_m: number;
  facility_name: string;
  line: LineString;
}

export interface Scenario {
  id: number;
  name: string;
  changes: Change[];
}

export type Homes = FeatureCollection;

/** A kept measurement. */
export interface Run {
  id: number;
  state: string;
  profile: string;
  made_at: string;
  stale_reason: string;
  template_chinese: string;
  edition_date: string;
}

export interface UnitTotal extends Total {
  unit_code: string;
  unit_name: string;
}

export interface ComparedTotal {
  unit_code: string;
  unit_name: string;
  households_after: number | null;
  item: string;
  minutes: number;
  covered_households_before: number | null;
  covered_households_after: number | null;
}
