// The gap ledger beside the map: who lacks the chosen category, how many households, what closes it, who answers.

import { fill, h } from "../shared/dom";
import { figure } from "../shared/words";
import type { Gap } from "./answers";
import { isBeyond } from "./colours";
import { spelled } from "./homes";
import type { CoverageState } from "./state";

const ROWS_AT_FIRST = 40;

/** One row: an estate (or the homes of a community outside estates) and how many of its homes are beyond reach now. */
interface Row {
  gap: Gap;
  beyond: number;
}

export class Ledger {
  readonly element = h("aside", { class: "panel coverage-ledger", "aria-label": "问题台账" });
  private readonly head = h("header", { class: "ledger-head" });
  private readonly list = h("ol", { class: "ledger-list" });
  private isWhole = false;

  constructor(
    private readonly state: CoverageState,
    private readonly shown: (gap: Gap) => void,
    private readonly tried: (gap: Gap) => void,
  ) {
    this.element.append(this.head, this.list);
    state.listen(() => this.draw());
  }

  /** Households beyond reach per estate, with what is being tried. */
  private beyondByEstate(): Map<string, number> {
    const { item, minutes } = this.state.choice;
    const sums = new Map<string, number>();
    for (const home of this.state.homes) {
      const add = isBeyond(home, item, minutes) ? home.households : 0;
      sums.set(home.estateCode, (sums.get(home.estateCode) ?? 0) + add);
    }
    return sums;
  }

  private rows(): Row[] {
    const { item } = this.state.choice;
    const now = this.state.tried ? this.beyondByEstate() : undefined;
    return this.state.gaps
      .filter((gap) => gap.item === item)
      .map((gap) => ({ gap, beyond: gap.unit_kind === "estate" && now ? (now.get(gap.unit_code) ?? 0) : gap.households_lacking }))
      .sort((a, b) => b.beyond - a.beyond || b.gap.households_lacking - a.gap.households_lacking);
  }

  private draw(): void {
    const item = this.state.item();
    if (!item) return;
    const rows = this.rows();
    fill(this.head,
      h("h2", {}, "问题台账"),
      h("span", { class: "muted" }, rows.length ? `${item.chinese}　${rows.length} 条` : ""));
    const visible = this.isWhole ? rows : rows.slice(0, ROWS_AT_FIRST);
    const more = rows.length > visible.length &&
      h("li", { class: "more" }, h("button", { type: "button", class: "button quiet", onclick: () => { this.isWhole = true; this.draw(); } }, `显示全部 ${rows.length} 条`));
    const none = !rows.length && h("li", { class: "none" }, `各小区步行 ${Math.max(...item.minutes)} 分钟内都有${item.chinese}设施。`);
    fill(this.list, ...visible.map((row) => this.entry(row)), more, none);
  }

  private entry({ gap, beyond }: Row): HTMLElement {
    const change = gap.households_lacking - beyond;
    const nearest = gap.nearest_name ? `最近：${gap.nearest_name}，${spelled(gap.nearest_seconds)}` : "测算范围内没有步行可达的同类设施";
    const attempt = h("button", { type: "button", class: "try-button", onclick: () => this.tried(gap) }, "试一试");
    return h("li", { class: beyond === 0 ? "closed" : "open" },
      h("button", { type: "button", class: "ledger-row", onclick: () => this.shown(gap) },
        h("span", { class: "ledger-title" },
          h("strong", {}, gap.unit_name),
          h("span", { class: "households" }, beyond === 0 ? "已补齐" : `${figure(beyond)} 户`)),
        h("span", { class: "muted small" }, `${gap.community_name}　${nearest}`),
        change > 0 && beyond > 0 && h("span", { class: "tag good" }, `减少 ${figure(change)} 户`),
        h("span", { class: "remedy" }, gap.remedy_text),
        h("span", { class: "muted small" }, [gap.responsible_unit && `责任单位：${gap.responsible_unit}`, gap.department && `协同：${gap.department}`].filter(Boolean).join("　"))),
      gap.unit_kind === "estate" && h("a", { class: "print-link small", target: "_blank", href: `/coverage/estates/${encodeURIComponent(gap.unit_code)}?${this.state.query()}` }, "周边清单（可打印）"),
      gap.remedy_lon !== null && beyond > 0 && attempt);
  }
}
