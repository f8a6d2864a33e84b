// Brings what waits to the server, and the area to the phone. Killed at any point, it goes on where it stood:
// every step is kept before the next, and every submission carries its own key, so nothing is filed twice.

import { sha256 } from "../shared/digest";
import { Problem, clockLead_ms, getJson, sendBytes, sendJson } from "../shared/http";
import { markSent } from "./drafts";
import type { Area, Draft, KnownCase, Owner, Photo } from "./records";
import { type Standing, check, owner, settleSignOut } from "./session";
import { bytesOf, draftsOf, keepDraft, keepDraftIf, keepFor, keepPhoto, kept, photosOf } from "./vault";

/** Where the sending stands, for whoever shows it. */
export interface Progress {
  isBusy: boolean;
  isOnline: boolean;
  standing: Standing;
  step: string;
  problem: string;
}

export const progress: Progress = { isBusy: false, isOnline: navigator.onLine, standing: "active", step: "", problem: "" };
const listeners = new Set<() => void>();

export function onProgress(listener: () => void): void {
  listeners.add(listener);
}

function tell(change: Partial<Progress>): void {
  Object.assign(progress, change);
  listeners.forEach((listener) => listener());
}

const CASE_TIMEOUT_MS = 60_000;
const SLOWEST_BYTES_PER_MS = 16; // a large photo over a weak line takes long, and is not begun anew for that
const CLOCK_IS_WRONG_MS = 5 * 60_000;

interface Filed {
  case: { id: number; number: string };
  rule: string;
}

/** Whether the server said no for good: trying the same again would end the same way. */
function isRefusal(error: unknown): error is Problem {
  return error instanceof Problem && error.status >= 400 && error.status < 500 && ![401, 408, 425, 429].includes(error.status) && error.code !== "csrf_failed";
}

/** The submission with its time by the server's clock, where the phone's is wrong. */
function byServersClock(body: string): string {
  const told = JSON.parse(body) as { reported_at: string };
  return JSON.stringify({ ...told, reported_at: new Date(Date.parse(told.reported_at) + clockLead_ms()).toISOString() });
}

/** File it under its own key. Its words are settled before the first try, and the same at every later one. */
async function fileCase(draft: Draft): Promise<void> {
  if (!draft.is_uncertain) {
    const former = draft.body;
    if (former && Math.abs(clockLead_ms()) > CLOCK_IS_WRONG_MS) draft.body = byServersClock(former);
    draft.is_uncertain = true;
    await keepDraftIf(draft, (stored) => (stored?.state === "waiting" && stored.body === former ? "" : "这件登记刚刚改过，稍后再发"));
  }
  const filed = await sendJson<Filed>("POST", "/api/v1/cases", JSON.parse(draft.body ?? "{}"), draft.key, AbortSignal.timeout(CASE_TIMEOUT_MS));
  Object.assign(draft, { case_id: filed.case.id, number: filed.case.number, rule: filed.rule, is_uncertain: false, problem: "" });
  await keepDraft(draft);
}

function photoAddress(draft: Draft, photo: Photo): string {
  const told = new URLSearchParams({ sha256: photo.sha256, taken_at: photo.taken_at });
  if (photo.lon !== null && photo.lat !== null) {
    told.set("lon", String(photo.lon));
    told.set("lat", String(photo.lat));
    told.set("accuracy_m", String(Math.min(photo.accuracy_m ?? 0, 100_000)));
  }
  return `/api/v1/cases/${draft.case_id}/photos?${told}`;
}

async function sendPhoto(draft: Draft, photo: Photo): Promise<void> {
  const bytes = await bytesOf(photo);
  if (!bytes || (await sha256(bytes)) !== photo.sha256) {
    await keepPhoto({ ...photo, problem: "手机上保存的照片已损坏，请重新拍摄" });
    return;
  }
  try {
    const answer = await sendBytes<{ sha256: string }>(photoAddress(draft, photo), bytes, AbortSignal.timeout(CASE_TIMEOUT_MS + bytes.byteLength / SLOWEST_BYTES_PER_MS));
    await keepPhoto({ ...photo, is_sent: answer.sha256 === photo.sha256 });
  } catch (error) {
    if (!isRefusal(error) || error.code === "photo_damaged") throw error;
    await keepPhoto({ ...photo, problem: error.message });
  }
}

/** Only what the server lists as arrived counts as arrived. */
async function confirm(draft: Draft): Promise<void> {
  const listed = await getJson<{ sha256: string }[]>(`/api/v1/cases/${draft.case_id}/photos`, AbortSignal.timeout(CASE_TIMEOUT_MS));
  const there = new Set(listed.map((photo) => photo.sha256));
  const photos = await photosOf(draft.key);
  const lost = photos.filter((photo) => !there.has(photo.sha256));
  if (!lost.length) return markSent(draft, photos);
  const spoilt = lost.filter((photo) => photo.problem);
  for (const photo of lost.filter((one) => !one.problem)) await keepPhoto({ ...photo, is_sent: false });
  if (spoilt.length === lost.length) draft.problem = `事项已登记，但有 ${spoilt.length} 张照片没有收下：${spoilt[0].problem}`;
  await keepDraft(draft);
}

async function send(draft: Draft): Promise<void> {
  try {
    if (draft.case_id === null) await fileCase(draft);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await keepDraft({ ...draft, state: "refused", problem: error.message, is_uncertain: false });
    return;
  }
  const photos = (await photosOf(draft.key)).filter((photo) => !photo.is_sent && !photo.problem);
  for (const [i, photo] of photos.entries()) {
    tell({ step: `正在发送“${draft.title}”的照片 ${i + 1}/${photos.length}` });
    await sendPhoto(draft, photo);
  }
  await confirm(draft);
}

function isOffline(error: unknown): boolean {
  return (error instanceof Problem && error.status === 0) || error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

/** Send one after another, the oldest first; one that the server fails at keeps no other waiting. */
async function sendWaiting(holder: Owner): Promise<void> {
  const waiting = (await draftsOf(holder.user_id)).filter((draft) => draft.state === "waiting").reverse();
  let failed: unknown;
  for (const draft of waiting) {
    tell({ step: `正在登记“${draft.title}”` });
    try {
      await send(draft);
    } catch (error) {
      if (isOffline(error) || (error instanceof Problem && error.status === 401)) throw error;
      failed ??= error;
    }
  }
  if (failed) throw failed;
}

/** Fetch the area where it has changed; and the latest cases in it. */
async function refreshArea(holder: Owner): Promise<void> {
  tell({ step: "正在更新片区数据" });
  const former = await kept<Area>("area");
  const headers: Record<string, string> = former ? { "If-None-Match": `"${former.version}"` } : {};
  const response = await fetch("/api/v1/go/area", { headers, credentials: "same-origin", signal: AbortSignal.timeout(120_000) });
  if (!response.ok && response.status !== 304) throw new Error("片区数据没有更新成功，稍后会再试");
  const fresh = response.ok ? { area: await response.json() } : {};
  const page = await getJson<{ items: KnownCase[] }>("/api/v1/cases?limit=100");
  await keepFor(holder.user_id, { ...fresh, cases: page.items, "area-checked-at": new Date().toISOString() });
}

async function everything(): Promise<void> {
  await settleSignOut();
  const standing = await check();
  tell({ standing, isOnline: true });
  const holder = await owner();
  if (standing !== "active" || !holder) return;
  // Without an area the phone can say nothing: then that comes first, else what waits to be sent.
  const isBare = !(await kept<string>("area-checked-at"));
  if (isBare) await refreshArea(holder);
  await sendWaiting(holder);
  if (!isBare) await refreshArea(holder);
}

/** Send what waits and fetch what is new; one at a time, over all windows of this phone. */
export async function sync(): Promise<void> {
  if (progress.isBusy) return;
  tell({ isBusy: true, problem: "" });
  try {
    await navigator.locks.request("wangge-sync", { ifAvailable: true }, async (lock) => {
      if (lock) await everything();
    });
  } catch (error) {
    const isLost = isOffline(error);
    tell({ isOnline: !isLost, problem: isLost ? "" : error instanceof Error ? error.message : "同步没有完成，稍后会再试" });
  } finally {
    tell({ isBusy: false, step: "" });
  }
}

const PAUSE_MS = 30_000;

/** Sync whenever there is a reason to: signal is back, the page is looked at, some time has passed. */
export function keepSyncing(): void {
  const soon = (): void => void sync();
  window.addEventListener("online", soon);
  window.addEventListener("offline", () => tell({ isOnline: false }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
  window.setInterval(() => document.visibilityState === "visible" && soon(), PAUSE_MS);
  soon();
}
