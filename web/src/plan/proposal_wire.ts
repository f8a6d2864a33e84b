// Proposals on the wire: the shapes of `api/schemas/proposals.py` and of the wish, and their calls.

import { getJson, sendJson } from "../shared/http";
import type { Band } from "./wire";

export interface GridCounts {
  community_id: number;
  name: string;
  band: Band;
  households: number;
  staying_grids: number;
  grids: number;
  least_grids: number;
  most_grids: number;
  proposed_grids: number;
  is_feasible: boolean;
  reason: string;
  is_small: boolean;
}

export type Criterion = "residents" | "floor_area_m2" | "open_cases";

export const CRITERIA: [Criterion, string][] = [["residents", "人口"], ["floor_area_m2", "建筑面积"], ["open_cases", "在办诉求"]];

export interface ProposalWish {
  community_ids: number[];
  grid_ids: number[];
  existing_weight_share: number;
  time_limit_s: number;
  grids: number | null;
  grids_by_community: Record<number, number>;
  balance: Partial<Record<Criterion, number>>;
  exact: boolean;
  numbering: string;
}

export interface ProposalReport {
  plan_id: number;
  was_stopped: boolean;
  is_finished: boolean;
  seconds: number;
  grids: number;
  grids_in_band: number;
  moved_households: number;
  out_of_band: { grid_id: number; name: string; households: number; reason: string; explanation: string }[];
  communities: {
    community_id: number;
    name: string;
    households: number;
    least_grids: number;
    most_grids: number;
    grids: number;
    is_feasible: boolean;
    is_proven_optimal: boolean;
    explanation: string;
  }[];
  evenness: { criterion: Criterion; tolerance_share: number; worst_share: number; grids_beyond: number; note: string }[];
}

export const readGridCounts = (planId: number): Promise<GridCounts[]> => getJson(`/api/v1/plans/${planId}/grid-counts`);
export const readReport = (planId: number): Promise<ProposalReport | null> => getJson(`/api/v1/plans/${planId}/proposal`);
export const askProposal = (planId: number, wish: ProposalWish): Promise<{ job_id: number }> => sendJson("POST", `/api/v1/plans/${planId}/proposals`, wish);
