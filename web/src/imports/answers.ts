// What the import desk's routes answer.

export interface Desk { token: string; file_name: string; size_bytes: number }

export interface Columns {
  headers: string[];
  matched: Record<string, string>;
  ours: { name: string; is_required: boolean }[];
  declared_crs: string;
  encoding: string;
  sublayer: string;
}

export interface Problem {
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
}

export interface Edition { id: number; territory: string; source: string; file_name: string; layers: string[]; rows: number; state: string; state_chinese: string; from_date: string | null }

export interface Effects {
  changes: Change[];
  grids: { code: string; name: string; households_before: number; households_after: number; falls_out: boolean }[];
  unplaced_buildings: number;
}

const CHANGE: Record<string, string> = { added: "新增", removed: "减少", changed: "变更" };

/** 楼栋新增 3，楼栋变更 1 */
export function changesChinese(changes: Change[]): string {
  return changes.map(({ layer, change, features }) => `${layer}${CHANGE[change] ?? change} ${features}`).join("，") || "与现行数据相比没有变化";
}
