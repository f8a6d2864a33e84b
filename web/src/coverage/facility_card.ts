// A facility that was clicked: whom it serves, trying to close it, and what its community says of it.

import type { Feature } from "geojson";
import { fill, h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { CoverageState } from "./state";

const SAID: Array<[string, string]> = [["open", "在营"], ["closed", "停业"], ["misplaced", "位置错"]];
const REASONS: Record<string, string> = {
  too_far_from_street: "离最近道路过远",
  no_gate: "所在封闭小区没有出入口数据",
  separated_by_barrier: "被围墙或水体隔开",
};

/** Shows one facility beside the map. */
export class FacilityCard {
  readonly element = h("section", { class: "panel home-card facility-card", "aria-label": "设施", "aria-live": "polite", hidden: true });
  private feature: Feature | undefined;

  constructor(
    private readonly state: CoverageState,
    private readonly mayConfirm: boolean,
    private readonly toggle: (feature: Feature) => void,
  ) {
    state.listen((what) => {
      if (what === "chosen") this.close();
      else if (this.feature) this.refresh();
    });
  }

  close(): void {
    this.feature = undefined;
    this.element.hidden = true;
  }

  /** After a new answer the facility is another object of the same code. */
  private refresh(): void {
    const code = this.feature?.properties?.code;
    const now = this.state.facilities.features.find((feature) => feature.properties?.code === code);
    if (now) this.show(now);
    else this.close();
  }

  show(feature: Feature): void {
    this.feature = feature;
    this.element.hidden = false;
    const { code, name = "", subtype = "", confirmation = "", capacity, nearest_households: served, used, reason } = feature.properties ?? {};
    const isShut = this.state.changes.some((change) => change.kind === "close_facility" && change.code === code);
    const said = SAID.find(([value]) => value === confirmation)?.[1] ?? (confirmation === "unconfirmed" ? "未确认" : "");
    const facts: Array<[string, string]> = [
      ["就近住户", served === undefined ? "" : `${figure(Number(served))} 户`],
      ["容量", capacity === undefined ? "" : `${figure(Number(capacity))}`],
      ["社区确认", said],
      ["未参与测算", used === false ? (REASONS[String(reason)] ?? (said === "停业" || said === "位置错" ? `社区确认为${said}` : "不属于本模板的项目")) : ""],
    ];
    const attempt = !this.state.isKept && used !== false &&
      h("button", { type: "button", class: "button", onclick: () => this.toggle(feature) }, isShut ? "恢复" : "试着停用");
    fill(this.element,
      h("header", {}, h("h2", {}, String(name || code)), h("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => this.close() }, "×")),
      subtype && h("p", { class: "muted" }, String(subtype)),
      h("dl", { class: "parts" }, ...facts.filter(([, value]) => value).flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
      h("div", { class: "trial-buttons" }, attempt),
      this.mayConfirm && !this.state.isKept && feature.id !== undefined && this.confirming(Number(feature.id), String(confirmation)));
  }

  private confirming(id: number, held: string): HTMLElement {
    const buttons = SAID.map(([value, text]) =>
      h("button", { type: "button", class: value === held ? "button primary" : "button", "aria-pressed": String(value === held), onclick: () => void this.confirm(id, value).catch(showError) }, text));
    return h("div", { class: "confirming" }, h("p", { class: "muted small" }, "社区核实后点选，改动会留下记录："), h("div", { class: "trial-buttons" }, ...buttons));
  }

  private async confirm(id: number, confirmation: string): Promise<void> {
    this.element.classList.add("busy");
    try {
      await sendJson("PUT", `/api/v1/facilities/${id}/confirmation`, { confirmation });
      notice("已记下社区的确认，正在重新测算");
      await this.state.load();
    } finally {
      this.element.classList.remove("busy");
    }
  }
}
