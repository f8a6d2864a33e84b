// What the screens share: who works here, the area at hand, the spot in hand, and how to go to another screen.

import type { Area, Draft, KnownCase, Owner, Spot } from "./records";
import { Places } from "./places";
import { owner } from "./session";
import { kept } from "./vault";

export type ScreenName = "place" | "map" | "draft" | "outbox" | "mine" | "sign-in";

export interface Office {
  owner: Owner | null;
  places: Places | null;
  cases: KnownCase[];
  spot: Spot | null; // the place looked at
  draft: Draft | null; // the draft being written
  choosesFor: "place" | "draft"; // who asked for a building on the map
  go(screen: ScreenName): void;
}

export const office: Office = {
  owner: null,
  places: null,
  cases: [],
  spot: null,
  draft: null,
  choosesFor: "place",
  go: () => undefined,
};

/** Read what the phone keeps; the index is built anew only for another area. */
export async function readOffice(): Promise<void> {
  office.owner = (await owner()) ?? null;
  const area = office.owner ? await kept<Area>("area") : undefined;
  if (!area) office.places = null;
  else if (office.places?.area.version !== area.version) office.places = new Places(area);
  office.cases = (office.owner && (await kept<KnownCase[]>("cases"))) || [];
}

export function may(right: string): boolean {
  return office.owner?.rights.includes(right) ?? false;
}
