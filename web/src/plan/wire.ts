// Plans on the wire: the shapes of `api/schemas/plans.py` that the editor uses, and its calls.

import type { FeatureCollection } from "geojson";
import { getJson, sendJson } from "../shared/http";

export interface PlanHead {
  id: number;
  name: string;
  state: string;
  state_chinese: string;
  base_plan_id: number | null;
  version: number;
  is_editable: boolean;
  from_date: string | null;
  document_number: string | null;
}

export interface PlanGrid {
  grid_id: number;
  community_id: number;
  community_name: string;
  number: number;
  name: string;
  kind: string;
  is_locked: boolean;
  households: number;
  residents: number;
  buildings: number;
  in_band: boolean;
  base_households: number | null;
}

export interface PlanProblem {
  kind: "unassigned" | "out_of_band" | "detached" | "estate_split" | "across_communities";
  chinese: string;
  grid_id: number | null;
  households: number;
  cell_ids: number[];
  box: [number, number, number, number];
}

export interface PlanTotals {
  households: number;
  residents: number;
  grids: number;
  grids_in_band: number;
  unassigned_households: number;
  problems: number | null;
}

export interface Band {
  min_households: number;
  max_households: number;
  target_households: number;
}

export interface PlanDetail {
  plan: PlanHead;
  band: Band;
  totals: PlanTotals;
  grids: PlanGrid[];
  problems: PlanProblem[];
}

export interface CellMove {
  cell_id: number;
  from_grid_id: number | null;
  to_grid_id: number | null;
}

export interface OperationDone {
  version: number;
  kind: string;
  by: string | null;
  by_user_id: number | null;
  client_key: string | null;
  moves: CellMove[];
  grids: PlanGrid[];
  removed_grid_ids: number[];
  totals: PlanTotals | null;
}

/** What one may ask of a plan; version and key are added when it is sent. */
export type Wish =
  | { kind: "assign"; grid_id: number | null; cell_ids: number[]; take_only_from?: "unassigned" | number[] }
  | { kind: "new_grid"; community_id: number; cell_ids: number[] }
  | { kind: "merge"; grid_ids: number[]; into_grid_id: number }
  | { kind: "split"; grid_id: number; line: [number, number][] }
  | { kind: "lock"; grid_ids: number[] | null; is_locked: boolean }
  | { kind: "undo" }
  | { kind: "redo" };

export interface Difference {
  plan_id: number;
  against_plan_id: number;
  moves: CellMove[];
  moved_households: number;
  moved_residents: number;
  moved_buildings: number;
  grids: { grid_id: number; name: string; before_households: number | null; after_households: number | null; gained_cells: number; lost_cells: number }[];
}

export interface Consequences {
  households: number;
  residents: number;
  buildings: number;
  open_cases: number;
  service_points: number;
  transfers: {
    from_grid_name: string | null;
    to_grid_name: string | null;
    households: number;
    buildings: number;
    open_cases: number;
  }[];
  posts: {
    post_id: number;
    role_chinese: string;
    grid_name: string;
    officeholder_number: number | null;
    gained_households: number;
    lost_households: number;
    gained_open_cases: number;
    lost_open_cases: number;
    is_ended: boolean;
  }[];
}

export interface Judgement {
  breaches: { rule: string; chinese: string; is_absolute: boolean }[];
  may_be_approved: boolean;
  needs_reason: boolean;
}

const at = (planId: number, rest = ""): string => `/api/v1/plans/${planId}${rest}`;

export const readPlan = (id: number): Promise<PlanDetail> => getJson(at(id));
export const readCells = (id: number): Promise<FeatureCollection> => getJson(at(id, "/cells"));
export const readAssignment = (id: number): Promise<{ version: number; cell_ids: number[]; grid_ids: (number | null)[] }> =>
  getJson(at(id, "/assignment"));
export const readOperations = (id: number, since: number): Promise<{ items: OperationDone[] }> =>
  getJson(at(id, `/operations?since=${since}`));
export const readDifference = (id: number, against?: number): Promise<Difference> =>
  getJson(at(id, against === undefined ? "/diff" : `/diff?against=${against}`));
export const readConsequences = (id: number): Promise<Consequences> => getJson(at(id, "/consequences"));
export const readJudgement = (id: number): Promise<Judgement> => getJson(at(id, "/check"));
export const sendWish = (id: number, version: number, wish: Wish, key: string): Promise<OperationDone> =>
  sendJson("POST", at(id, "/operations"), { ...wish, version, client_key: key }, key);
export const askProposals = (id: number, wish: { community_ids?: number[]; grid_ids?: number[]; existing_weight_share: number }): Promise<{ job_id: number }> =>
  sendJson("POST", at(id, "/proposals"), wish);
export const step = (id: number, name: "submit" | "approve" | "publish", body?: unknown): Promise<PlanHead> =>
  sendJson("POST", at(id, `/${name}`), body ?? {});
