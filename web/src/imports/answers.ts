// What the import desk's routes answer.

export interface Desk { token: string; file_name: string; size_bytes: number }

export interface Columns {
  headers: string[];
  matched: Record<string, string>;
  ours: { name: string; chinese: string; is_required: boolean }[];
  declared_crs: string;
  encoding: string;
  sublayer: string;
}

export interface Problem {
  code: string;
  severity: string;
  reason: string;
  remedy: string;
  row: number | null;
  column: string | null;
  value: string;
  lon: number | null;
  lat: number | null;
}

export interface Fault { kind: string; codes: string[]; chinese: string; remedies: Record<string, string>; lon: number; lat: number }

/** What a kept file is: an edition to be activated, a draft of a plan, or entries that count at once. */
export type Becomes = "edition" | "plan" | "entries";

export interface Options {
  kinds: { value: string; chinese: string; becomes: Becomes }[];
  territories: { name: string; chinese: string }[];
}

export interface Kept { edition_id: number | null; plan_id: number | null; entries: number | null }

export interface Change { layer: string; change: string; features: number }

export interface Answer {
  rows_read: number;
  rows: number;
  refused: number;
  crs: string;
  declared_crs: string;
  encoding: string;
  encoding_source: string;
  problems: Problem[];
  problems_total: number;
  faults: Fault[];
  fits: { crs: string; chinese: string; mean_m: number }[];
  changes: Change[];
  listed: { layer: string; change: string; name: string }[];
}

export interface Edition { id: number; territory: string; source: string; file_name: string; layers: string[]; rows: number; state: string; state_chinese: string; from_date: string | null }

export interface Effects {
  changes: Change[];
  grids: { code: string; name: string; households_before: number; households_after: number; falls_out: boolean }[];
  unplaced_buildings: number;
  cells: { without_cell: string[]; emptied: string[]; moved: string[]; without_cell_total: number; emptied_total: number; moved_total: number; cut_cells: number } | null;
}

export const CHANGE: Record<string, string> = { added: "新增", removed: "减少", changed: "变更" };

/** 楼栋新增 3，楼栋变更 1 */
export function changesChinese(changes: Change[]): string {
  return changes.map(({ layer, change, features }) => `${layer}${CHANGE[change] ?? change} ${features}`).join("，") || "与现行数据相比没有变化";
}
