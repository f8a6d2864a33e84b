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
  community_id: number;
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
  community_bands: Record<string, Band>; // by community id, where not `band` holds
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

export interface GridStaff {
  grid_id: number;
  workers: number;
  vacancies: number;
}

/** What the grids carry; null: not for this person's eyes. */
export interface Burden {
  cell_ids: number[];
  open_cases: number[] | null;
  staff: GridStaff[] | null;
}

export interface Comment {
  id: number;
  grid_id: number | null;
  text: string;
  by: string | null;
  at: string;
  is_resolved: boolean;
}

export interface PlanStep {
  from_state: string;
  to_state: string;
  to_state_chinese: string;
  reason: string;
  document_number: string;
  by: string | null;
  at: string;
}

export interface RebaseView {
  is_needed: boolean;
  base_plan_name: string;
  present_plan_id: number;
  present_plan_name: string;
  moved_cells: number;
  clashes: { cell_id: number; mine_grid_name: string; theirs_grid_name: string }[];
  revived: string[];
  kept_open: string[];
}

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
export const readBurden = (id: number): Promise<Burden> => getJson(at(id, "/burden"));
export const readPlans = (): Promise<{ items: PlanHead[] }> => getJson("/api/v1/plans");
export const readComments = (id: number): Promise<{ items: Comment[] }> => getJson(at(id, "/comments"));
export const sendComment = (id: number, text: string, grid_id: number | null): Promise<Comment> =>
  sendJson("POST", at(id, "/comments"), { text, grid_id });
export const settleComment = (id: number, comment: number): Promise<Comment> => sendJson("POST", at(id, `/comments/${comment}/resolve`), {});
export const readHistory = (id: number): Promise<{ items: PlanStep[] }> => getJson(at(id, "/history"));
export const readRebase = (id: number): Promise<RebaseView> => getJson(at(id, "/rebase"));
export const sendRebase = (id: number, wish: { name: string; prefers_mine: boolean }): Promise<PlanHead> => sendJson("POST", at(id, "/rebase"), wish);
export const renamePlan = (id: number, name: string): Promise<PlanHead> => sendJson("PATCH", at(id), { name });
export const branchPlan = (id: number, name: string): Promise<PlanHead> => sendJson("POST", "/api/v1/plans", { name, base_plan_id: id });

/** The steps of a plan's life, as the API names them. */
export type StepName = "ask-comments" | "submit" | "send-back" | "approve" | "file" | "publish" | "drop";
export const step = (id: number, name: StepName, body?: unknown): Promise<PlanHead> =>
  sendJson("POST", at(id, `/${name}`), body ?? {});
