// Who works with this phone: kept for days without signal, removed when the server says that it is over.

import { getJson, sendJson } from "../shared/http";
import type { Owner } from "./records";
import { change, draftsOf, forget, keep, kept, removeDrafts } from "./vault";

/** What the server says of the session; see `/api/v1/go/session`. */
type State = "active" | "none" | "unknown" | "expired" | "ended" | "shut";

interface Me {
  user_id: number;
  display_name: string;
  role_chinese: string;
  rights: string[];
}

/** active: go on · ask: the password is needed, all is kept · gone: the area was removed. */
export type Standing = "active" | "ask" | "gone";

const HOLD_AREA_MS = 14 * 24 * 3600 * 1000;
const OF_THE_AREA = ["area", "area-checked-at", "cases"];

export function owner(): Promise<Owner | undefined> {
  return kept<Owner>("owner");
}

async function welcome(me: Me): Promise<Owner> {
  const former = await owner();
  // Another person's area goes; that person's drafts stay unseen until they are back.
  if (former && former.user_id !== me.user_id) await forget(...OF_THE_AREA);
  const now: Owner = {
    user_id: me.user_id,
    name: me.display_name,
    role_chinese: me.role_chinese,
    rights: me.rights,
    seen_at: new Date().toISOString(),
  };
  await keep("owner", now);
  return now;
}

export async function signIn(login: string, password: string): Promise<Owner> {
  await settleSignOut();
  const answer = await sendJson<{ me: Me }>("POST", "/api/v1/session", { login, password, is_phone: true });
  return welcome(answer.me);
}

/** Ask the server where one stands, and do to what is kept as it says. Throws without signal. */
export async function check(): Promise<Standing> {
  const { state, me } = await getJson<{ state: State; me: Me | null }>("/api/v1/go/session", AbortSignal.timeout(20_000));
  if (state === "active" && me) {
    await welcome(me);
    return "active";
  }
  const former = await owner();
  if (!former) return "gone";
  if (state === "ended" || state === "shut") {
    await forget("owner", ...OF_THE_AREA);
    if (state === "shut") await removeDrafts((await draftsOf(former.user_id)).map((draft) => draft.key));
    return "gone";
  }
  return "ask";
}

/** Remove the area where the server has not vouched for its holder in two weeks; drafts stay. */
export async function dropStaleArea(): Promise<void> {
  const holder = await owner();
  if (holder && Date.now() - Date.parse(holder.seen_at) > HOLD_AREA_MS) await forget(...OF_THE_AREA);
}

/** Sign out and leave nothing of this person on the phone. */
export async function signOut(): Promise<void> {
  const former = await owner();
  await sendJson("DELETE", "/api/v1/session").catch(() => keep("sign-out-owed", true));
  if (former) await removeDrafts((await draftsOf(former.user_id)).map((draft) => draft.key));
  await change(["kept"], ({ kept: store }) => ["owner", ...OF_THE_AREA].forEach((key) => store.delete(key)));
}

/** A sign-out made without signal is done at the server as soon as there is one, before anything else. */
export async function settleSignOut(): Promise<void> {
  if (!(await kept<boolean>("sign-out-owed"))) return;
  await sendJson("DELETE", "/api/v1/session");
  await forget("sign-out-owed");
}
