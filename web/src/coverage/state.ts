// What the page shows at this moment: the choice, the homes with their times, and what is being tried.

import type { Feature } from "geojson";
import { getJson, sendJson } from "../shared/http";
import type { Change, Gap, Homes, Item, Opening, Status, Total, WhatIf } from "./answers";

/** One building with homes. */
export interface Home {
  code: string;
  name: string;
  estateCode: string;
  estateName: string;
  communityCode: string;
  gridCode: string;
  allSix: boolean;
  households: number;
  feature: Feature;
  seconds: Record<string, number | null>;
  status: Record<string, Status>;
  facility: Record<string, string>;
  reason: string;
}

export interface Choice {
  item: string;
  minutes: number;
  profile: string;
  template: string;
  /** A kept measurement in place of the data in force. */
  run: number | null;
}

const ADDRESS = "/api/v1/coverage";

/** The page's one state; whoever shows a part of it listens. */
export class CoverageState {
  opening: Opening | undefined;
  homes: Home[] = [];
  gaps: Gap[] = [];
  gates: Homes = { type: "FeatureCollection", features: [] };
  facilities: Homes = { type: "FeatureCollection", features: [] };
  choice: Choice = { item: "", minutes: 15, profile: "adult", template: "six_categories", run: null };
  changes: Change[] = [];
  tried: WhatIf | undefined;
  private base = new Map<string, { seconds: Record<string, number | null>; status: Record<string, Status> }>();
  private readonly listeners: Array<(what: "loaded" | "chosen" | "tried") => void> = [];
  private asking: AbortController | undefined;
  private turn = 0;

  listen(listener: (what: "loaded" | "chosen" | "tried") => void): void {
    this.listeners.push(listener);
  }

  private tell(what: "loaded" | "chosen" | "tried"): void {
    this.listeners.forEach((listener) => listener(what));
  }

  query(): string {
    const { profile, template } = this.choice;
    return `profile=${encodeURIComponent(profile)}&template=${encodeURIComponent(template)}`;
  }

  /** Where the answers shown are read: as of now, or a kept measurement's. */
  address(part: string): string {
    return this.choice.run === null ? `${ADDRESS}${part}?${this.query()}` : `${ADDRESS}/runs/${this.choice.run}${part}?`;
  }

  get isKept(): boolean {
    return this.choice.run !== null;
  }

  item(): Item | undefined {
    return this.opening?.items.find((item) => item.item === this.choice.item);
  }

  /** The totals of the chosen item and tier: as it is, and as tried. */
  total(): { now: Total | undefined; before: Total | undefined } {
    const of = (totals: Total[] | undefined): Total | undefined =>
      totals?.find((total) => total.item === this.choice.item && total.minutes === this.choice.minutes);
    const before = of(this.opening?.totals);
    return { now: this.tried ? of(this.tried.totals) : before, before };
  }

  /** Read everything of one profile and template. */
  async load(): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    if (this.isKept) [this.changes, this.tried] = [[], undefined];
    const none: Homes = { type: "FeatureCollection", features: [] };
    // The opening comes first: it makes the server prepare its model once, not five times at once.
    this.opening = await getJson<Opening>(this.address(""), signal);
    const [homes, gaps, gates, facilities] = await Promise.all([
      getJson<Homes>(this.address("/buildings"), signal),
      getJson<{ gaps: Gap[] }>(this.address("/gaps"), signal),
      this.isKept ? none : getJson<Homes>(this.address("/gates"), signal),
      getJson<Homes>(this.address("/facilities"), signal),
    ]);
    const items = this.opening.items;
    this.homes = homes.features.map((feature) => homeOf(feature, items));
    this.base = new Map(this.homes.map((home) => [home.code, { seconds: { ...home.seconds }, status: { ...home.status } }]));
    [this.gaps, this.gates, this.facilities] = [gaps.gaps, gates, facilities];
    this.settle();
    this.tell("loaded");
    if (this.changes.length) await this.ask();
  }

  /** Keep the choice to what the template measures. */
  private settle(): void {
    const items = this.opening?.items ?? [];
    const item = items.find((candidate) => candidate.item === this.choice.item) ?? items.find((candidate) => candidate.category === "medical") ?? items[0];
    if (!item) return;
    this.choice.item = item.item;
    if (!item.minutes.includes(this.choice.minutes)) this.choice.minutes = Math.max(...item.minutes);
  }

  choose(part: Partial<Choice>): void {
    Object.assign(this.choice, part);
    this.settle();
    this.tell("chosen");
  }

  /** Try changes in place of those tried so far; an empty list goes back to how it is. */
  async attempt(changes: Change[]): Promise<void> {
    this.changes = changes;
    await this.ask();
  }

  private async ask(): Promise<void> {
    const turn = ++this.turn;
    const { profile, template } = this.choice;
    const answer = this.changes.length
      ? await sendJson<WhatIf>("POST", `${ADDRESS}/what-if`, { profile, template, changes: this.changes })
      : undefined;
    if (turn !== this.turn) return;
    this.tried = answer;
    this.apply(answer);
    this.tell("tried");
  }

  private apply(answer: WhatIf | undefined): void {
    const byCode = new Map(this.homes.map((home) => [home.code, home]));
    for (const home of this.homes) {
      const base = this.base.get(home.code);
      if (base) [home.seconds, home.status] = [{ ...base.seconds }, { ...base.status }];
    }
    for (const changed of answer?.changed ?? []) {
      const home = byCode.get(changed.code);
      if (!home) continue;
      home.seconds[changed.item] = changed.seconds_after;
      home.status[changed.item] = changed.status_after;
    }
  }
}

function homeOf(feature: Feature, items: Item[]): Home {
  const properties = feature.properties ?? {};
  const of = <T>(ending: string, empty: T): Record<string, T> =>
    Object.fromEntries(items.map(({ item }) => [item, (properties[`${item}_${ending}`] ?? empty) as T]));
  return {
    code: String(properties.code),
    name: String(properties.name ?? ""),
    estateCode: String(properties.estate_code ?? ""),
    estateName: String(properties.estate_name ?? ""),
    communityCode: String(properties.community_code ?? ""),
    gridCode: String(properties.grid_code ?? ""),
    allSix: Boolean(properties.all_six),
    households: Number(properties.households ?? 0),
    feature,
    seconds: of<number | null>("seconds", null),
    status: of<Status>("status", "unreachable"),
    facility: of<string>("facility", ""),
    reason: String(properties.reason ?? ""),
  };
}
