// A home that was clicked: its walking time to each kind of facility, and the way there on the map.

import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { WalkRoute } from "./answers";
import { isBeyond } from "./colours";
import { pane, spelled } from "./homes";
import type { CoverageState, Home } from "./state";

const REASONS: Record<string, string> = {
  too_far_from_street: "离最近道路过远，未接入路网",
  no_gate: "封闭小区没有出入口数据",
  gates_closed: "小区出入口均未开放",
  separated_by_barrier: "被围墙或水体隔开",
  disconnected_piece: "所在路网与主网不连通",
};

export class HomeCard {
  readonly element = h("section", { class: "panel home-card", "aria-label": "楼栋步行时间", "aria-live": "polite", hidden: true });
  private home: Home | undefined;
  private line: L.GeoJSON | undefined;
  private asking: AbortController | undefined;
  private readonly renderer: L.Renderer;

  constructor(
    private readonly map: L.Map,
    private readonly state: CoverageState,
  ) {
    this.renderer = L.svg({ pane: pane(map, "route", "418") });
    state.listen((what) => {
      if (what === "loaded") this.close();
      else if (this.home) this.show(this.home);
    });
  }

  show(home: Home): void {
    this.home = home;
    this.element.hidden = false;
    const close = h("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => this.close() }, "×");
    const note = h("p", { class: "muted small route-note" });
    const rows = (this.state.opening?.items ?? []).map(({ item, chinese, minutes }) => {
      const isOut = isBeyond(home, item, Math.max(...minutes));
      const isChosen = item === this.state.choice.item;
      const time = home.status[item] === "unreachable" ? "步行不可达" : spelled(home.seconds[item]);
      return h("li", {}, h("button", { type: "button", class: isChosen ? "time-row chosen" : "time-row", onclick: () => this.state.choose({ item }) },
        h("span", {}, chinese, home.facility[item] && !this.state.tried && h("small", { class: "muted" }, ` ${home.facility[item]}`)), h("b", { class: isOut ? "out" : "" }, time)));
    });
    fill(this.element,
      h("header", {}, h("h2", {}, `${home.estateName}${home.name}`), close),
      h("p", { class: "muted" }, `${figure(home.households)} 户`, home.reason && `　${REASONS[home.reason] ?? home.reason}`),
      h("ul", { class: "times" }, ...rows), note);
    void this.drawRoute(home, note);
  }

  close(): void {
    this.home = undefined;
    this.element.hidden = true;
    this.line?.remove();
    this.asking?.abort();
  }

  /** Show the whole way beside the panels; from afar, not nearer than the map is now. */
  private bringIntoView(way: L.LatLngBounds): void {
    const isNarrow = window.innerWidth < 800;
    this.map.flyToBounds(way, {
      paddingTopLeft: isNarrow ? [20, 20] : [390, 60],
      paddingBottomRight: isNarrow ? [20, 20] : [360, 80],
      maxZoom: this.map.getZoom(),
      duration: 0.4,
    });
  }

  /** The way as it is, or as it would be with what is tried. */
  private ask(home: Home, item: string, signal: AbortSignal): Promise<WalkRoute> {
    const { profile, template } = this.state.choice;
    if (this.state.tried) return sendJson<WalkRoute>("POST", "/api/v1/coverage/what-if/route", { profile, template, changes: this.state.changes, building: home.code, item });
    const query = `${this.state.query()}&building=${encodeURIComponent(home.code)}&item=${encodeURIComponent(item)}`;
    return getJson<WalkRoute>(`/api/v1/coverage/route?${query}`, signal);
  }

  private async drawRoute(home: Home, note: HTMLElement): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    this.line?.remove();
    const { item } = this.state.choice;
    if (home.seconds[item] === null || home.status[item] === "unreachable") return;
    if (this.state.isKept) {
      fill(note, "历次测算只存步行时间；要看路线，请选“现行数据”。");
      return;
    }
    const { signal } = this.asking;
    try {
      const route = await this.ask(home, item, signal);
      if (signal.aborted) return;
      this.line = L.geoJSON(route.line, { style: { color: "#111", weight: 4, opacity: 0.85, dashArray: "1 7", lineCap: "round" }, interactive: false, renderer: this.renderer } as L.GeoJSONOptions).addTo(this.map);
      this.bringIntoView(this.line.getBounds());
      fill(note, `到${route.facility_name || "新增的点位"}：${figure(Math.round(route.length_m))} 米，${spelled(route.seconds)}`);
    } catch (error) {
      showError(error);
    }
  }
}
