// What the routes of duties answer.

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface Load {
  unit_id: number;
  name: string;
  community: string;
  community_id: number;
  households: number;
  posts: number;
  vacant_posts: number;
  unmade_posts: number;
  people: number;
  open_cases: number;
  recent_cases: number;
  households_per_person: number | null;
  open_cases_per_person: number | null;
}

export interface Post {
  id: number;
  role: string;
  role_chinese: string;
  unit_id: number;
  unit_kind: string;
  unit_name: string;
  officeholder_id: number | null;
  officeholder_number: number | null;
  substitute_id: number | null;
  substitute_number: number | null;
  acting_number: number | null;
  is_substitute: boolean;
  is_vacant: boolean;
  from_date: string | null;
}

export interface Officeholder {
  id: number;
  number: number;
  contacts: { kind: string; masked: string }[];
}

export interface Duties {
  unit_id: number;
  unit_name: string;
  unit_kind: string;
  posts: Post[];
  wanting: { role: string; role_chinese: string; missing: number }[];
  officeholders: Officeholder[];
  roles: { code: string; chinese: string; set_name: string }[];
}

export interface Candidate {
  id: number;
  number: number;
  posts: number;
}

export const CONTACT_CHINESE: Record<string, string> = { office_phone: "办公电话", duty_phone: "值守电话", wechat_group: "工作群" };

/** 负责人 017 */
export function numbered(number: number): string {
  return `负责人 ${String(number).padStart(3, "0")}`;
}
