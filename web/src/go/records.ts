// What the phone keeps, and the area as `/api/v1/go/area` sends it.

import type { FeatureCollection } from "geojson";

/** Who works with this phone. */
export interface Owner {
  user_id: number;
  name: string;
  role_chinese: string;
  rights: string[];
  seen_at: string; // when the server last vouched for the session
}

/** One post and who acts in it today; people are numbers. */
export interface Post {
  unit_id: number;
  post_id: number | null; // none where a template asks for a post that nobody has made
  is_held: boolean; // at a unit of the caller's own; others are told of places of one's own only
  role_chinese: string;
  rank: number;
  number: string | null;
  is_substitute: boolean;
  is_vacant: boolean;
}

export interface ServicePoint {
  id: number;
  name: string;
  level: string;
  lon: number;
  lat: number;
}

export interface Category {
  code: string;
  chinese: string;
  major_chinese: string;
  duplicate_radius_m: number;
  is_dispute: boolean;
  limit_hours: number | null;
  questions: string[];
}

export interface Area {
  version: string;
  on: string;
  place: string;
  note: string; // that the data are a demo; empty otherwise
  box: [number, number, number, number] | null;
  kinds: Record<string, string>;
  subdistricts: { id: number; code: string; name: string }[];
  points: ServicePoint[];
  people: Post[];
  categories: Category[];
  micro: Record<string, [number, string, number[]][]>;
  patches: Record<string, [number, string][]>; // by the building or estate that is a member
  near: Record<string, [number, number | null][]>;
  communities?: FeatureCollection;
  estates?: FeatureCollection;
  grids?: FeatureCollection;
  buildings?: FeatureCollection;
  ground: Record<"streets" | "water" | "green", FeatureCollection>;
}

/** A case of the area as lists show it. */
export interface KnownCase {
  id: number;
  number: string;
  category: string;
  category_chinese: string;
  title: string;
  state_chinese: string;
  is_closed: boolean;
  is_overdue: boolean;
  unit_name: string;
  lon: number | null;
  lat: number | null;
  due_at: string | null;
}

/** Where a case is, and how one came to say so. */
export interface Spot {
  by: "position" | "code" | "address" | "map";
  lon: number;
  lat: number;
  accuracy_m: number | null;
  building_id: number | null;
  stairwell: number | null;
  text: string;
}

/** draft: being written · waiting: to be sent · refused: the server said no · sent: arrived whole. */
export type DraftState = "draft" | "waiting" | "refused" | "sent";

export interface Draft {
  key: string; // of the submission, for good: a retry never files twice
  user_id: number;
  provisional: string;
  state: DraftState;
  made_at: string;
  changed_at: string;
  category: string;
  title: string;
  description: string;
  source: string;
  answers: Record<string, string>;
  spot: Spot | null;
  elsewhere?: string; // the address as written, where the filer says that the place is not in this sub-district
  body: string | null; // the submission as it is sent, word for word, each time
  is_uncertain: boolean; // sent at least once without a definite answer
  problem: string;
  case_id: number | null;
  number: string;
  rule: string;
  sent_at: string | null;
}

export interface Photo {
  id: string;
  draft: string;
  has_bytes: boolean; // kept beside it, until the whole case has arrived
  sha256: string;
  size_bytes: number;
  thumbnail: string;
  is_blurred: boolean;
  taken_at: string;
  lon: number | null;
  lat: number | null;
  accuracy_m: number | null;
  is_sent: boolean;
  problem: string;
}
