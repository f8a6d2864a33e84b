// The load of grids: a table, and the colours of the map.

import type { Feature, FeatureCollection } from "geojson";
import { fill, h, swatch } from "../shared/dom";
import { getJson } from "../shared/http";
import { figure } from "../shared/words";
import type { Load } from "./answers";

interface Measure {
  name: string;
  title: string;
  of: (load: Load) => number | null;
  limits: number[]; // where a darker colour begins
  isCount?: boolean; // whole numbers, told one by one
  unit: string;
}

const vacancies = (load: Load): number => load.vacant_posts + load.unmade_posts;

const MEASURES: Measure[] = [
  { name: "vacancies", title: "岗位空缺", of: vacancies, limits: [1, 2, 3], unit: "个", isCount: true },
  { name: "households", title: "每人户数", of: (load) => load.households_per_person, limits: [50, 100, 200], unit: "户" },
  { name: "cases", title: "每人在办诉求", of: (load) => load.open_cases_per_person, limits: [0.25, 0.5, 1], unit: "件" },
];
const COLOURS = ["#e3ecf4", "#f6d9a8", "#ec9a5b", "#b3261e"];
const NOBODY = "#6b7280";

function colourOf(measure: Measure, load: Load | undefined): string {
  if (!load) return "#ffffff";
  const value = measure.of(load);
  return value === null ? NOBODY : COLOURS[measure.limits.filter((limit) => value >= limit).length];
}

/** Grids on the map and in a table, coloured and ordered by one measure. */
export class Loads {
  private measure = MEASURES[0];
  private shapes: L.GeoJSON | undefined;
  private readonly legend = h("div", { class: "load-legend" });
  private loads: Load[] = [];
  private byId = new Map<number, Load>();

  constructor(
    private readonly map: L.Map,
    private readonly choose: (unitId: number) => void,
  ) {
    map.getContainer().parentElement?.append(this.legend);
  }

  /** Take the loads as they are now, and colour the map by them. */
  update(loads: Load[]): void {
    this.loads = loads;
    this.byId = new Map(loads.map((load) => [load.unit_id, load]));
    this.shapes?.eachLayer((layer) => layer.closeTooltip());
    this.shapes?.setStyle((feature) => this.style(feature));
  }

  async draw(address: string): Promise<void> {
    const grids = await getJson<FeatureCollection>(address);
    this.shapes = L.geoJSON(grids, {
      style: (feature) => this.style(feature),
      onEachFeature: (feature, layer) => {
        const unitId = Number(feature.id);
        if (!this.byId.has(unitId)) return;
        layer.bindTooltip(() => this.tip(unitId) as unknown as HTMLElement, { sticky: true, direction: "top", offset: [0, -6] });
        layer.on("click", () => this.choose(unitId));
      },
    }).addTo(this.map);
    this.showLegend();
  }

  private tip(unitId: number): HTMLElement {
    const load = this.byId.get(unitId);
    return h("span", {}, load ? `${load.name}　${figure(load.households)} 户，${load.people} 人在岗，空缺 ${vacancies(load)}` : "");
  }

  private style(feature?: Feature): L.PathOptions {
    const load = this.byId.get(Number(feature?.id));
    return { color: "#33506b", weight: load ? 1.2 : 0.6, fillColor: colourOf(this.measure, load), fillOpacity: load ? 0.62 : 0.1 };
  }

  private showLegend(): void {
    const { title, limits, unit, isCount } = this.measure;
    const before = isCount ? `${limits[0] - 1} ${unit}` : `低于 ${limits[0]} ${unit}`;
    const between = (at: number): string => (isCount ? `${limits[at]} ${unit}` : `${limits[at]} 至 ${limits[at + 1]} ${unit}`);
    const words = [before, ...limits.map((limit, at) => (at + 1 < limits.length ? between(at) : `${limit} ${unit}及以上`))];
    fill(this.legend, h("strong", {}, title), ...words.map((word, at) => h("div", {}, swatch(COLOURS[at]), word)), this.measure.name === "vacancies" ? null : h("div", {}, swatch(NOBODY), "无人在岗"));
  }

  /** The table, with the choice of measure above it. */
  table(): HTMLElement {
    const choice = h("select", { "aria-label": "按什么看" }, ...MEASURES.map(({ name, title }) => h("option", { value: name, selected: name === this.measure.name }, title)));
    const communities = [...new Map(this.loads.map((load) => [load.community_id, load.community]))];
    const where = h("select", { "aria-label": "社区" }, h("option", { value: "" }, "全部社区"), ...communities.map(([id, name]) => h("option", { value: id }, name)));
    const open = h("button", { type: "button", class: "button", disabled: true, onclick: () => this.choose(Number(where.value)) }, "社区岗位");
    const body = h("tbody", {});
    const show = (): void => {
      open.disabled = !where.value;
      fill(body, ...this.rows(where.value));
    };
    choice.addEventListener("change", () => {
      this.measure = MEASURES.find(({ name }) => name === choice.value) ?? MEASURES[0];
      this.shapes?.setStyle((feature) => this.style(feature));
      this.showLegend();
      show();
    });
    where.addEventListener("change", show);
    show();
    const head = ["网格", "户数", "在岗", "空缺", "户/人", "在办/人"].map((title, at) => h("th", { class: at ? "number" : undefined }, title));
    return h("div", { class: "duties" }, h("div", { class: "desk-form" }, h("label", {}, "按什么看", choice), h("label", {}, "社区", where), h("div", { class: "desk-buttons desk-wide" }, open)), h("div", { class: "table-frame" }, h("table", {}, h("thead", {}, h("tr", {}, ...head)), body)));
  }

  private rows(communityId: string): HTMLElement[] {
    const weight = (load: Load): number => this.measure.of(load) ?? Number.POSITIVE_INFINITY;
    const word = (value: number | null): string => (value === null ? "无人" : String(value));
    return this.loads
      .filter((load) => !communityId || load.community_id === Number(communityId))
      .sort((a, b) => weight(b) - weight(a) || a.unit_id - b.unit_id)
      .map((load) => {
        const empty = vacancies(load);
        const cells = [figure(load.households), load.people, empty ? h("span", { class: "tag warn" }, String(empty)) : "0", word(load.households_per_person === null ? null : Math.round(load.households_per_person)), word(load.open_cases_per_person)];
        return h("tr", { "data-unit": load.unit_id, tabindex: 0, onclick: () => this.choose(load.unit_id), onkeydown: (event: Event) => (event as KeyboardEvent).key === "Enter" && this.choose(load.unit_id) }, h("td", {}, load.name), ...cells.map((cell) => h("td", { class: "number" }, cell)));
      });
  }

  /** Show a grid whole. */
  flyTo(unitId: number): void {
    this.shapes?.eachLayer((layer) => {
      if (Number((layer as L.Layer & { feature?: Feature }).feature?.id) === unitId) this.map.fitBounds((layer as L.Polygon).getBounds().pad(0.6));
    });
  }
}
