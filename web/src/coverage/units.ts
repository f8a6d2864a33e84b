// Each community, estate or grid: how many of its households are beyond reach, the worst first.

import { fill, h } from "../shared/dom";
import { getJson } from "../shared/http";
import { figure } from "../shared/words";
import type { UnitTotal } from "./answers";
import { isBeyond } from "./colours";
import type { CoverageState, Home } from "./state";

type Kind = "community" | "estate" | "grid";

const KINDS: Array<[Kind, string]> = [["community", "社区"], ["estate", "小区"], ["grid", "网格"]];
interface Sum {
  code: string;
  households: number;
  covered: number;
  beyond: number;
  allSix: number;
  home: Home;
}

const keyOf: Record<Kind, (home: Home) => string> = {
  community: (home) => home.communityCode,
  estate: (home) => home.estateCode,
  grid: (home) => home.gridCode,
};

/** The table; it counts the homes as the map shows them, what is tried included. */
export class Units {
  readonly element = h("div", { class: "coverage-units", hidden: true });
  private readonly kinds = h("div", { class: "chips", role: "radiogroup", "aria-label": "按什么汇总" });
  private readonly table = h("div", { class: "units-table" });
  private kind: Kind = "community";
  private names = new Map<string, string>();

  constructor(
    private readonly state: CoverageState,
    private readonly shown: (home: Home) => void,
  ) {
    for (const [kind, text] of KINDS) {
      const input = h("input", { type: "radio", name: "unit-kind", value: kind, onchange: () => { this.kind = kind; void this.read(); } });
      input.checked = kind === this.kind;
      this.kinds.append(h("label", { class: "chip" }, input, h("span", {}, text)));
    }
    this.element.append(this.kinds, this.table);
    state.listen((what) => {
      if (what === "loaded") void this.read();
      else this.draw();
    });
  }

  /** Names come with the totals as of now; a kept measurement's units have the same codes. */
  private async read(): Promise<void> {
    const { item, minutes } = this.state.choice;
    const asked = `${this.state.isKept ? "" : `${this.state.query()}&item=${encodeURIComponent(item)}&minutes=${minutes}`}&kind=${this.kind}`;
    const { units } = await getJson<{ units: UnitTotal[] }>(`/api/v1/coverage/units?${asked}`).catch(() => ({ units: [] }));
    this.names = new Map(units.map((unit) => [unit.unit_code, unit.unit_name]));
    this.draw();
  }

  private sums(): Sum[] {
    const { item, minutes } = this.state.choice;
    const sums = new Map<string, Sum>();
    for (const home of this.state.homes) {
      const code = keyOf[this.kind](home);
      const sum = sums.get(code) ?? { code, households: 0, covered: 0, beyond: 0, allSix: 0, home };
      const seconds = home.seconds[item];
      sum.households += home.households;
      if (seconds !== null && seconds <= 60 * minutes && home.status[item] !== "unreachable") sum.covered += home.households;
      if (isBeyond(home, item, minutes)) {
        if (!sum.beyond) sum.home = home;
        sum.beyond += home.households;
      }
      if (home.allSix) sum.allSix += home.households;
      sums.set(code, sum);
    }
    return [...sums.values()].sort((a, b) => b.beyond - a.beyond || a.code.localeCompare(b.code));
  }

  private draw(): void {
    if (!this.state.item()) return;
    const sums = this.sums();
    const share = (part: number, whole: number): string => (whole ? `${Math.floor((part / whole) * 1000) / 10}%` : "—");
    const none = this.kind === "community" ? "未归属社区" : this.kind === "estate" ? "小区以外" : "未划入网格";
    const rows = sums.map((sum) =>
      h("tr", {},
        h("th", { scope: "row" }, h("button", { type: "button", class: "unit-name", onclick: () => this.shown(sum.home) }, sum.code ? (this.names.get(sum.code) ?? sum.code) : none)),
        h("td", {}, figure(sum.households)),
        h("td", { class: sum.beyond ? "bad" : "" }, figure(sum.beyond)),
        h("td", {}, share(sum.covered, sum.households)),
        this.state.tried ? null : h("td", {}, share(sum.allSix, sum.households))));
    fill(this.table,
      h("table", {},
        h("thead", {}, h("tr", {}, ...["名称", "户数", "走不到", "覆盖率"].map((text) => h("th", { scope: "col" }, text)), this.state.tried ? null : h("th", { scope: "col" }, "六类齐全"))),
        h("tbody", {}, ...rows)));
  }
}
