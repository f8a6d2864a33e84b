// The answers of `/api/v1/cases` as these pages use them.

import { getJson } from "../shared/http";

export interface CaseRow {
  id: number;
  number: string;
  category: string;
  category_chinese: string;
  title: string;
  address: string;
  source_chinese: string;
  route_chinese: string;
  state: string;
  state_chinese: string;
  is_closed: boolean;
  is_overdue: boolean;
  priority: number;
  unit_name: string;
  opened_at: string;
  due_at: string | null;
}

export interface Category {
  code: string;
  chinese: string;
  major_chinese: string;
  limit_hours: number | null;
  duplicate_radius_m: number;
  route: string;
  is_dispute: boolean;
  is_listed: boolean;
  departments: string[];
  questions: string[];
  steps: string[];
}

export interface Department {
  code: string;
  chinese: string;
  level: string;
  duty: string;
}

export interface CaseMove {
  move: string;
  chinese: string;
  needs_note: boolean;
  hindrance: string;
}

export interface TheCase extends CaseRow {
  description: string;
  lon: number | null;
  lat: number | null;
  version: number;
  satisfaction: number | null;
  answers: Record<string, string>;
  is_due_sure: boolean;
  solved_at: string | null;
  closed_at: string | null;
  grid_id: number | null;
  is_dispute: boolean;
  moves: CaseMove[];
}

export interface Step {
  code: string;
  chinese: string;
  needs: string;
  limit_hours: number | null;
  parties: string[];
  is_done: boolean;
  is_next: boolean;
  hindrance: string;
}

export interface TimelineEvent {
  id: number;
  kind: string;
  kind_chinese: string;
  to_state_chinese: string;
  from_state: string;
  to_state: string;
  note: string;
  made_by_name: string;
  made_at: string;
  told: string[];
}

export interface CalledDepartment extends Department {
  is_here: boolean;
  checked_in_at: string | null;
  note: string;
}

export interface Desk {
  case: TheCase;
  timeline: TimelineEvent[];
  called: CalledDepartment[];
  suggested: string[];
  departments: Department[];
  steps: Step[];
  limit_at: string | null;
}

export interface Week {
  monday: string;
  cases: number;
}

export interface NearCase {
  id: number;
  number: string;
  title: string;
  distance_m: number;
}

export interface Me {
  role: string;
  rights: string[];
  department: string;
}

export const STATES: [string, string][] = [
  ["reported", "已登记"], ["accepted", "已受理"], ["discussing", "议事中"], ["decided", "已议定"], ["judging", "待研判"],
  ["called", "待报到"], ["in_progress", "办理中"], ["solved", "已办结，待回访"], ["referred", "已转办"], ["closed", "已结案"],
  ["returned", "已退回"], ["merged", "已并案"],
];

/** What waits for each role. */
export const WAITING: Record<string, string[]> = {
  grid_worker: ["reported", "accepted", "decided", "in_progress"],
  community: ["reported", "discussing", "solved", "referred"],
  leader: ["judging", "solved", "referred"],
  department: ["called", "in_progress", "referred"],
};

export const SOURCES: [string, string][] = [
  ["resident", "居民"], ["grid_worker", "网格巡查"], ["hotline", "12345 热线"], ["department", "部门任务"], ["open311", "开放接口"],
];

/** "11月25日 09:30" */
export function moment(text: string | null): string {
  if (!text) return "—";
  return new Date(text).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
}

/** The categories in use, asked once. */
let categories: Promise<Category[]> | undefined;
export function readCategories(): Promise<Category[]> {
  categories ??= getJson<Category[]>("/api/v1/cases/categories");
  return categories;
}

/** 小类 gathered under their 大类. */
export function byMajor(list: Category[]): Map<string, Category[]> {
  const majors = new Map<string, Category[]>();
  for (const one of list) majors.set(one.major_chinese, [...(majors.get(one.major_chinese) ?? []), one]);
  return majors;
}
