// The desk of the map of cases: which cases, over which time, shown as points, areas or a table.

import { deskOf } from "../map/desk";
import { fill, h, swatch } from "../shared/dom";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { type Answer, drawConcerns, drawDensity, drawHotSpots } from "./area_layers";
import { showGridTable } from "./grid_table";
import { POINT_COLOUR, PointsLayer, columnsOf } from "./points_layer";
import { TimeSlider, dayText } from "./time_slider";
import { byMajor, readCategories } from "./wire";

interface Points {
  states: string[];
  states_chinese: string[];
  ended: boolean[];
  categories: string[];
  categories_chinese: string[];
  id: number[];
  lon: number[];
  lat: number[];
  state: number[];
  category: number[];
  day: number[];
  is_overdue: boolean[];
  left_out: number;
}

interface LayerSettings {
  kind: string;
  name: string;
  address: string;
  show: boolean;
}

/** A layer of the page's map, which the desk fills when it is shown. */
interface CaseLayer {
  settings: LayerSettings;
  group: L.LayerGroup;
}

const listed = new WeakMap<L.Map, CaseLayer[]>();

/** Make a layer of cases, still empty. */
export function caseLayer(map: L.Map, settings: LayerSettings): L.LayerGroup {
  const group = L.layerGroup();
  listed.set(map, [...(listed.get(map) ?? []), { settings, group }]);
  return group;
}

const PERIODS: [string, string][] = [["30", "近 30 天"], ["90", "近 90 天"], ["365", "近一年"], ["", "全部"]];
const GROUPS: [string, string, (state: string, isLate: boolean, ended: boolean) => boolean][] = [
  ["open", "未结", (_state, _late, ended) => !ended],
  ["late", "超时", (_state, late) => late],
  ["ended", "已结", (_state, _late, ended) => ended],
];

class MapDesk {
  private readonly element = h("section", { class: "panel case-desk", "aria-label": "诉求地图" });
  private readonly layersBox = h("div", { class: "case-layers" });
  private readonly legend = h("div", { class: "case-legend" });
  private readonly says = h("p", { class: "case-count", "aria-live": "polite" });
  private readonly card = h("section", { class: "panel case-card-pop", hidden: true });
  private readonly category = h("select", { "aria-label": "类别", "data-category": true });
  private readonly period = h("select", { "aria-label": "登记时间", "data-period": true }, ...PERIODS.map(([value, text]) => h("option", { value }, text)));
  private readonly states = new Set<string>();
  private readonly slider = new TimeSlider((from, to) => this.narrow(from, to));
  private readonly points = new PointsLayer((indexes) => this.showCases(indexes));
  private data: Points | undefined;
  private window: [number, number] = [-Infinity, Infinity];
  private asking: AbortController | undefined;

  constructor(private readonly map: L.Map, private readonly address: string, private readonly layers: CaseLayer[]) {
    this.period.value = new URLSearchParams(window.location.search).get("days") ?? "365";
    const groups = h("div", { class: "chips" }, ...GROUPS.map(([name, word]) => {
      const input = h("input", { type: "checkbox", "data-group": name, onchange: () => (this.states.has(name) ? this.states.delete(name) : this.states.add(name), this.narrow(...this.window)) });
      return h("label", { class: "chip" }, input, h("span", {}, word));
    }));
    this.element.append(h("div", { class: "panel-scroll" },
      h("header", { class: "case-desk-head" }, h("h1", {}, "诉求地图"), h("a", { class: "small", href: "/cases" }, "列表")), this.says,
      h("div", { class: "case-choice" }, this.category, this.period), groups, this.slider.element,
      h("h3", {}, "显示"), this.layersBox, this.legend,
      h("button", { type: "button", class: "button wide", "data-grids": true, onclick: () => void showGridTable(this.address, this.query()).catch(showError) }, "各网格办理情况…")));
    this.category.addEventListener("change", () => void this.load());
    this.period.addEventListener("change", () => void this.load());
    for (const [corner, panel] of [["start", this.element], ["end", this.card]] as const) {
      L.DomEvent.disableClickPropagation(panel).disableScrollPropagation(panel);
      deskOf(map).corner(corner).append(panel);
    }
    const isWide = window.matchMedia("(min-width: 800px)").matches;
    Object.assign(deskOf(map).covered, isWide ? { left: 334 } : { bottom: Math.round(map.getSize().y / 2) });
    deskOf(map).showWhole(false);
    void this.open().catch(showError);
  }

  private async open(): Promise<void> {
    this.category.append(h("option", { value: "" }, "全部类别"));
    for (const [major, list] of byMajor((await readCategories()).filter((one) => !one.is_dispute)))
      this.category.append(h("optgroup", { label: major }, h("option", { value: list[0].code.slice(0, 2) }, `${major}（全部）`), ...list.map((one) => h("option", { value: one.code }, one.chinese))));
    this.offerLayers();
    await this.load();
  }

  private offerLayers(): void {
    const points = this.layers.find((one) => one.settings.kind === "points");
    points?.group.addLayer(this.points);
    const toggle = (): unknown => points && (this.map.hasLayer(points.group) ? this.map.removeLayer(points.group) : this.map.addLayer(points.group));
    const box = h("input", { type: "checkbox", checked: points?.settings.show, "data-layer": "points", onchange: () => void toggle() });
    const areas = this.layers.filter((one) => one.settings.kind !== "points").map((one) => one.settings);
    const radio = (kind: string, name: string): HTMLElement => h("label", {}, h("input", { type: "radio", name: "case-area", value: kind, checked: kind === "", "data-layer": kind || "none", onchange: () => void this.showArea(kind).catch(showError) }), name);
    fill(this.layersBox, h("label", {}, box, points?.settings.name ?? ""), h("div", { class: "legend" }, h("div", {}, swatch(POINT_COLOUR.open, "dot"), "未结", swatch(POINT_COLOUR.late, "dot"), "超时", swatch(POINT_COLOUR.ended, "dot"), "已结，数字为聚合件数")),
      radio("", "不叠加面"), ...areas.map((one) => radio(one.kind, one.name)));
  }

  /** What is asked of the server: the category and the period; states are chosen here. */
  private query(): URLSearchParams {
    const query = new URLSearchParams();
    if (this.category.value) query.set("category", this.category.value);
    if (this.period.value) query.set("since", new Date(Date.now() - Number(this.period.value) * 86_400_000).toISOString());
    return query;
  }

  private async load(): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const data = await getJson<Points>(`${this.address}/points?${this.query()}`, this.asking.signal);
      this.data = data;
      this.points.offer(columnsOf(data.lon, data.lat, data.state.map((state, i) => (data.ended[state] ? 2 : data.is_overdue[i] ? 1 : 0))));
      const today = Math.floor((Date.now() + 8 * 3_600_000) / 86_400_000);
      this.slider.span(data.day[0] ?? today, Math.max(today, data.day.at(-1) ?? today));
      const area = this.layersBox.querySelector<HTMLInputElement>("input[name=case-area]:checked")?.value ?? "";
      if (area && area !== "concerns") await this.showArea(area);
    } catch (error) {
      showError(error);
    }
  }

  private narrow(from: number, to: number): void {
    this.window = [from, to];
    const data = this.data;
    if (!data) return;
    const groups = GROUPS.filter(([name]) => this.states.has(name));
    const shown = new Uint8Array(data.id.length);
    let count = 0;
    for (let i = 0; i < shown.length; i++) {
      const [state, day] = [data.state[i], data.day[i]];
      const isGroup = groups.length === 0 || groups.some(([, , fits]) => fits(data.states[state], data.is_overdue[i], data.ended[state]));
      if (day >= from && day <= to && isGroup) shown[i] = ++count && 1;
    }
    this.points.choose(shown);
    fill(this.says, h("strong", { "data-count": count }, String(count)), ` 件（共 ${data.id.length} 件有地点）`, data.left_out > 0 && h("span", { class: "tag warn" }, `另有 ${data.left_out} 件更早的未读取，请缩短时段或选类别`));
  }

  private async showArea(kind: string): Promise<void> {
    const chosen = this.layers.find((one) => one.settings.kind === kind);
    const settings = chosen?.settings;
    if (settings) fill(this.legend, h("p", { class: "muted waiting" }, "正在计算…"));
    const answer = settings && (await getJson<Answer>(kind === "concerns" ? settings.address : `${settings.address}?${this.query()}`));
    this.layers.filter((one) => one.settings.kind !== "points").forEach((one) => one.group.clearLayers().remove());
    const drawn = answer && (kind === "density" ? drawDensity(answer) : kind === "hot-spots" ? drawHotSpots(answer) : drawConcerns(answer, (properties) => this.showBuilding(properties)));
    if (drawn) chosen?.group.addLayer(drawn.layer).addTo(this.map);
    fill(this.legend, drawn?.legend);
  }

  private pop(title: string, ...content: Node[]): void {
    this.card.hidden = false;
    fill(this.card, h("header", {}, h("h2", {}, title), h("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => (this.card.hidden = true) }, "×")), ...content);
  }

  private showCases(indexes: number[]): void {
    const data = this.data;
    if (!data) return;
    const rows = [...indexes].reverse().slice(0, 50).map((i) => h("li", {}, h("a", { href: `/cases/${data.id[i]}` }, data.categories_chinese[data.category[i]]),
      h("span", { class: `tag ${data.is_overdue[i] ? "warn" : data.ended[data.state[i]] ? "grey" : ""}` }, data.states_chinese[data.state[i]]), h("small", { class: "muted" }, `　${dayText(data.day[i])}`)));
    this.pop(indexes.length === 1 ? "诉求" : `此处 ${indexes.length} 件`, h("ul", { class: "case-rows" }, ...rows), ...(indexes.length > 50 ? [h("p", { class: "muted small" }, "只列最近 50 件，其余请到列表查看")] : []));
  }

  private showBuilding(properties: Record<string, any>): void {
    const counts = JSON.parse(String(properties.counts ?? "[]")) as [string, number][];
    const people = JSON.parse(String(properties.people ?? "[]")) as [string, number | null, string][];
    const row = (word: string, value: string): Node => h("div", {}, h("dt", {}, word), h("dd", {}, value || "—"));
    this.pop(String(properties.name),
      h("dl", { class: "facts" }, row("网格", String(properties.grid_name ?? "")), row("微网格", String(properties.group_name ?? "")),
        ...people.map(([role, number, unit]) => row(role, `${number === null ? "空缺" : `负责人 ${String(number).padStart(3, "0")}`}　${unit}`))),
      h("h3", {}, "近一年诉求"),
      counts.length ? h("dl", { class: "facts", "data-concerns": true }, ...counts.map(([kind, count]) => row(kind, `${count} 件`))) : h("p", { class: "muted small" }, "没有可显示的件数（不足 20 户或各类均不足 3 件）"));
  }
}

/** Put the desk beside the map. */
export function caseDesk(map: L.Map, settings: { address: string }): void {
  new MapDesk(map, settings.address, listed.get(map) ?? []);
}
