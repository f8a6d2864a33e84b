// Submissions from the first letter to the sending: kept at every change, frozen when handed over.

import type { Draft, Owner, Photo, Spot } from "./records";
import { change, draftsOf, keepDraftIf, removeDrafts } from "./vault";

/** 临-20261125-7K3F: until the server gives a number; told apart between phones by chance. */
function provisionalNumber(now: Date): string {
  const day = `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, "0")}${String(now.getDate()).padStart(2, "0")}`;
  const signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  const marks = crypto.getRandomValues(new Uint8Array(4));
  return `临-${day}-${[...marks].map((mark) => signs[mark % signs.length]).join("")}`;
}

export function newDraft(owner: Owner, spot: Spot | null): Draft {
  const now = new Date();
  return {
    key: crypto.randomUUID(),
    user_id: owner.user_id,
    provisional: provisionalNumber(now),
    state: "draft",
    made_at: now.toISOString(),
    changed_at: now.toISOString(),
    category: "",
    title: "",
    description: "",
    source: "grid_worker",
    answers: {},
    spot,
    body: null,
    is_uncertain: false,
    problem: "",
    case_id: null,
    number: "",
    rule: "",
    sent_at: null,
  };
}

/** Keep a change of a draft; what has been handed over, in whatever window, is left as it is. */
export async function saveDraft(draft: Draft): Promise<void> {
  draft.changed_at = new Date().toISOString();
  await keepDraftIf(draft, (stored) => (!stored || stored.state === "draft" ? "" : "这件登记已在另一个窗口提交，请到“待发”查看"));
}

/** What still has to be filled in before handing over; empty where nothing is. */
export function missing(draft: Draft): string {
  if (draft.elsewhere !== undefined) {
    if (!draft.elsewhere.trim()) return "请写明地址，转所在街道办理时用";
  } else if (!draft.spot) return "请先确定地点";
  if (!draft.category) return "请选择事项类别";
  return "";
}

/** Where it is, as the service takes it; of a place elsewhere it takes the words only. */
function placeOf(draft: Draft): Record<string, unknown> {
  if (draft.elsewhere !== undefined) return { address: draft.elsewhere.trim(), is_elsewhere: true };
  const spot = draft.spot as Spot;
  if (spot.building_id !== null) return { building_id: spot.building_id, stairwell: spot.stairwell };
  const isHere = spot.by === "position";
  return { lon: spot.lon, lat: spot.lat, crs: "wgs84", accuracy_m: isHere ? spot.accuracy_m : null, address: isHere ? "" : spot.text };
}

function bodyOf(draft: Draft, title: string): string {
  return JSON.stringify({
    category: draft.category,
    title: draft.title.trim() || title,
    description: draft.description.trim(),
    source: draft.source,
    ...placeOf(draft),
    reported_at: draft.made_at,
    provisional_number: draft.provisional,
    answers: Object.fromEntries(Object.entries(draft.answers).filter(([, answer]) => answer.trim())),
  });
}

/** Hand a draft over: from here on its words do not change, so that every try sends the same. */
export async function handOver(draft: Draft, title: string): Promise<void> {
  const handed: Draft = { ...draft, body: bodyOf(draft, title), title: draft.title.trim() || title, state: "waiting", problem: "" };
  await saveDraft(handed);
  Object.assign(draft, handed);
}

/** Whether it may be taken back for changing: never while the server may have it already. */
export function mayTakeBack(draft: Draft): boolean {
  return draft.case_id === null && !draft.is_uncertain && (draft.state === "waiting" || draft.state === "refused");
}

const FILED_LATE_AT_MOST_MS = 60 * 24 * 3600 * 1000;

/** Take it back for changing. A time that the server cannot believe gives way to the present one: the clock was wrong. */
export async function takeBack(draft: Draft): Promise<void> {
  const age_ms = Date.now() - Date.parse(draft.made_at);
  const made_at = age_ms < 0 || age_ms > FILED_LATE_AT_MOST_MS ? new Date().toISOString() : draft.made_at;
  const taken: Draft = { ...draft, state: "draft", body: null, made_at, changed_at: new Date().toISOString() };
  await keepDraftIf(taken, (stored) => (stored && mayTakeBack(stored) ? "" : "这件登记正在发送，不能再修改"));
  Object.assign(draft, taken);
}

/** All of one person's submissions that have not arrived whole. */
export async function unsent(userId: number): Promise<Draft[]> {
  return (await draftsOf(userId)).filter((draft) => draft.state !== "sent");
}

const KEEP_SENT_MS = 30 * 24 * 3600 * 1000;

/** Let go of what arrived a month ago. */
export async function sweepSent(userId: number): Promise<void> {
  const old = (await draftsOf(userId)).filter(
    (draft) => draft.state === "sent" && Date.now() - Date.parse(draft.sent_at ?? draft.made_at) > KEEP_SENT_MS,
  );
  if (old.length) await removeDrafts(old.map((draft) => draft.key));
}

/** Everything has arrived: mark it, and let the photos' bytes go, in one step. */
export async function markSent(draft: Draft, photos: Photo[]): Promise<void> {
  draft.state = "sent";
  draft.sent_at = new Date().toISOString();
  await change(["drafts", "photos", "bytes"], (stores) => {
    stores.drafts.put(draft);
    for (const photo of photos) {
      stores.photos.put({ ...photo, has_bytes: false, is_sent: true });
      stores.bytes.delete(photo.id);
    }
  });
}
