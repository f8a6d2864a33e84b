// The gap ledger beside the map: who lacks the chosen category, how many households, what closes it, who answers.

import { fill, h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { Gap, GapState } from "./answers";
import { isBeyond } from "./colours";
import { spelled } from "./homes";
import type { CoverageState } from "./state";

const ROWS_AT_FIRST = 40;
const STATES: Array<[GapState, string]> = [["open", "待处理"], ["planned", "已列入计划"], ["closed", "已补齐"], ["accepted", "暂不处理"]];

/** One row: an estate (or the homes of a community outside estates) and how many of its homes are beyond reach now. */
interface Row {
  gap: Gap;
  beyond: number;
}

export class Ledger {
  readonly element = h("div", { class: "ledger-body" });
  private readonly head = h("header", { class: "ledger-head" });
  private readonly list = h("ol", { class: "ledger-list" });
  private isWhole = false;

  constructor(
    private readonly state: CoverageState,
    private readonly shown: (gap: Gap) => void,
    private readonly tried: (gap: Gap) => void,
    private readonly mayMark: boolean,
  ) {
    this.element.append(this.head, this.list);
    state.listen(() => this.draw());
  }

  /** Households beyond reach per estate, and per community of those outside estates, with what is being tried. */
  private beyondByUnit(): Map<string, number> {
    const { item, minutes } = this.state.choice;
    const sums = new Map<string, number>();
    for (const home of this.state.homes) {
      const add = isBeyond(home, item, minutes) ? home.households : 0;
      const unit = home.estateCode ? `estate ${home.estateCode}` : `community ${home.communityCode}`;
      sums.set(unit, (sums.get(unit) ?? 0) + add);
    }
    return sums;
  }

  private rows(): Row[] {
    const { item } = this.state.choice;
    const now = this.state.tried ? this.beyondByUnit() : undefined;
    return this.state.gaps
      .filter((gap) => gap.item === item)
      .map((gap) => ({ gap, beyond: now ? (now.get(`${gap.unit_kind} ${gap.unit_code}`) ?? 0) : gap.households_lacking }))
      .sort((a, b) => b.beyond - a.beyond || b.gap.households_lacking - a.gap.households_lacking);
  }

  private draw(): void {
    const item = this.state.item();
    if (!item) return;
    const rows = this.rows();
    const gone = rows.filter(({ gap }) => gap.is_resolved).length;
    const lacking = `${item.chinese}　${Math.max(...item.minutes)} 分钟内走不到的 ${rows.length - gone} 处${gone ? `，已解决 ${gone} 处` : ""}`;
    fill(this.head, h("span", { class: "muted" }, rows.length ? lacking : ""));
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
          h("span", { class: "households" }, gap.is_resolved ? "已解决" : beyond === 0 ? "已补齐" : `${figure(beyond)} 户`)),
        h("span", { class: "muted small" }, gap.is_resolved ? gap.community_name : `${gap.community_name}　${nearest}`),
        change > 0 && beyond > 0 && h("span", { class: "tag good" }, `减少 ${figure(change)} 户`),
        !gap.is_resolved && h("span", { class: "remedy" }, gap.remedy_text),
        h("span", { class: "muted small" }, [gap.responsible_unit && `责任单位：${gap.responsible_unit}`, gap.department && `协同：${gap.department}`].filter(Boolean).join("　"))),
      gap.unit_kind === "estate" && h("a", { class: "print-link small", target: "_blank", href: `/coverage/estates/${encodeURIComponent(gap.unit_code)}?${this.state.query()}` }, "周边清单（可打印）"),
      gap.gap_id !== undefined && this.marking(gap),
      gap.remedy_lon !== null && beyond > 0 && !this.state.isKept && attempt);
  }

  /** What becomes of a row of a kept ledger: its state, who sees to it, a remark; the next measurement takes them over. */
  private marking(gap: Gap): HTMLElement {
    const select = h("select", { class: "gap-state small", "aria-label": `${gap.unit_name}的办理情况` });
    for (const [value, text] of STATES) select.append(h("option", { value }, text));
    const who = h("input", { type: "text", class: "small", maxlength: "60", placeholder: "负责岗位或单位", "aria-label": `${gap.unit_name}由谁负责` });
    const note = h("input", { type: "text", class: "small", maxlength: "400", placeholder: "备注", "aria-label": `${gap.unit_name}的备注` });
    const fields = [select, who, note];
    const show = (): void => { [select.value, who.value, note.value] = [gap.state ?? "open", gap.responsible ?? "", gap.note ?? ""]; };
    const keep = async (): Promise<void> => {
      const mark = { state: select.value as GapState, responsible: who.value.trim(), note: note.value.trim() };
      await sendJson("PUT", `/api/v1/coverage/gaps/${gap.gap_id}/state`, mark);
      Object.assign(gap, mark);
      notice("已记下办理情况");
    };
    show();
    for (const field of fields) {
      field.disabled = !this.mayMark;
      field.onchange = () => void keep().catch((error: unknown) => { show(); showError(error); });
    }
    const isMarked = gap.state !== "open" || gap.responsible || gap.note;
    const came = gap.is_resolved ? "上次测算的缺口，本次已不存在。" : gap.is_carried && isMarked ? "沿用上次测算记下的办理情况。" : "";
    return h("div", { class: "gap-mark" }, ...fields, came && h("span", { class: "muted small" }, came));
  }
}
