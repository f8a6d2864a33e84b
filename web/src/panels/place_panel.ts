// The place panel: what is here, whose grid it is, who acts today, and the nearest party service point.

import type { Feature } from "geojson";
import { fill, h } from "../shared/dom";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { CATEGORY_CHINESE, LEVEL_CHINESE, figure, walkingTime } from "../shared/words";
import { type ActingPerson, type Located, type NearPoint, type Unit, locateAddress } from "../map/answers";
import { type Place, askPlace, deskOf } from "../map/desk";
import { pinAt } from "../map/pin";

interface PanelSettings {
  mayDraft: boolean;
  isSignedIn: boolean;
}

const ORDER = ["building", "estate", "micro_grid", "patch", "grid", "community", "subdistrict", "district"];

/** The units that hold a place, the smallest first. */
export function unitRows(units: Unit[]): HTMLElement {
  const rows = [...units]
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .map((unit) => {
      const households = unit.households ? h("span", { class: "muted" }, `　${figure(unit.households)} 户`) : null;
      const stairwells = unit.stairwells?.length ? `（${unit.stairwells.join("、")}单元）` : "";
      return h("div", {}, h("dt", {}, unit.kind_chinese), h("dd", {}, (unit.kind === "micro_grid" ? `第 ${Number(unit.name.slice(-2))} 微网格` : unit.name) + stairwells, households));
    });
  return h("dl", { class: "facts" }, ...rows);
}

/** Who acts at a place today, from the nearest up. */
export function peopleRows(people: ActingPerson[] | null | undefined, isSignedIn: boolean): Node {
  if (!isSignedIn) return h("p", { class: "muted small" }, "登录后可查看负责人。");
  if (!people?.length) return h("p", { class: "muted small" }, "此处没有您可查看的岗位。");
  const rows = people.map((person) =>
    h("div", {},
      h("dt", {}, person.role_chinese),
      h("dd", {},
        person.is_vacant ? h("span", { class: "vacant" }, "空缺") : `负责人 ${person.officeholder_number ?? ""}`,
        person.is_substitute && h("span", { class: "tag" }, "代行"),
        h("span", { class: "muted" }, `　${person.unit_name}`))));
  return h("dl", { class: "facts" }, ...rows);
}

function nearest(point: NearPoint | null | undefined): Node | null {
  if (!point) return null;
  const time = point.walk_s === null ? "步行不可达" : walkingTime(point.walk_s);
  return h("section", {}, h("h3", {}, "最近的党群服务点"), h("p", { class: "near" }, h("strong", {}, point.name), h("span", { class: "time" }, time)));
}

/** Who could come on foot, from where the unit's people set out. */
function responders(located: Located): Node | null {
  if (!located.responders?.length) return null;
  const rows = located.responders.map((person) =>
    h("p", { class: "near" }, h("span", {}, `${person.unit_name}${person.role_chinese}　${person.officeholder_number ?? ""}`, person.is_substitute && h("span", { class: "tag" }, "代行")), h("span", { class: "time" }, walkingTime(person.walk_s))));
  return h("section", {}, h("h3", {}, "步行最近、今日在岗"), ...rows);
}

/** Which grids an inexact position may lie in. */
function chances(located: Located): Node {
  const rows = located.candidates.map((chance) => h("li", {}, `${chance.name ?? "不在任何网格"} ${Math.round(chance.probability_share * 100)}%`));
  return h("section", {}, h("h3", {}, located.certainty_chinese), h("ul", { class: "chances" }, ...rows));
}

function placeTitle(place: Place, units: Unit[]): string {
  const of = (kind: string): string => units.find((unit) => unit.kind === kind)?.name ?? "";
  return place.title || `${of("estate")}${of("building")}` || of("grid") || of("community") || "选定的位置";
}

/** The card that answers clicks and searches. */
class PlacePanel {
  private readonly body = h("div", { class: "place-body" });
  private readonly panel = h("section", { class: "panel place", "aria-label": "位置信息", "aria-live": "polite", hidden: true }, this.body);
  private marker: L.Marker | undefined;
  private asking: AbortController | undefined;

  constructor(
    private readonly map: L.Map,
    private readonly settings: PanelSettings,
  ) {
    L.DomEvent.disableClickPropagation(this.panel).disableScrollPropagation(this.panel);
    deskOf(map).corner("start").append(this.panel);
    map.on("click", (event: L.LeafletMouseEvent) => askPlace(map, { lon: event.latlng.lng, lat: event.latlng.lat }));
    map.on("wangge:place", (event) => void this.ask((event as unknown as { place: Place }).place));
    map.on("wangge:point", (event) => this.showPoint(event as unknown as { kind: string; feature: Feature }));
  }

  private pin(lon: number, lat: number): void {
    this.marker?.remove();
    this.marker = pinAt(lon, lat).addTo(this.map);
  }

  private head(title: string): HTMLElement {
    const close = h("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => this.close() }, "×");
    return h("header", {}, h("h2", {}, title), close);
  }

  private async ask(place: Place): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    this.pin(place.lon, place.lat);
    this.panel.hidden = false;
    fill(this.body, this.head(place.title ?? "选定的位置"), h("p", { class: "muted waiting" }, "正在查询…"));
    try {
      this.show(place, await getJson<Located>(locateAddress(place), this.asking.signal));
    } catch (error) {
      if (error instanceof DOMException) return;
      fill(this.body, this.head(place.title ?? "选定的位置"), h("p", { class: "muted" }, "没有查到此处的信息。"));
      showError(error);
    }
  }

  private show(place: Place, located: Located): void {
    const { units } = located;
    const isOutside = units.length === 0;
    const noGrid = !isOutside && !units.some((unit) => unit.kind === "grid");
    fill(
      this.body,
      this.head(placeTitle(place, units)),
      isOutside && h("p", { class: "muted" }, "此处不在本街道范围内。"),
      !isOutside && unitRows(units),
      located.candidates.length > 1 && chances(located),
      noGrid && h("p", { class: "warning" }, "此处尚未划入任何网格。"),
      nearest(located.nearest_service_point),
      !isOutside && h("section", {}, h("h3", {}, "今日负责"), peopleRows(located.people, this.settings.isSignedIn)),
      responders(located),
      h("p", { class: "muted small coordinates" }, `${place.lon.toFixed(6)}, ${place.lat.toFixed(6)}（WGS-84）`),
    );
  }

  private showPoint({ kind, feature }: { kind: string; feature: Feature }): void {
    if (feature.geometry.type !== "Point") return;
    this.asking?.abort(); // the same click asked the place, too
    const properties = feature.properties ?? {};
    const [lon, lat] = feature.geometry.coordinates;
    this.pin(lon, lat);
    this.panel.hidden = false;
    const fact = (word: string, value: unknown): Node | null =>
      value ? h("div", {}, h("dt", {}, word), h("dd", {}, String(value).replaceAll(";", "、"))) : null;
    fill(
      this.body,
      this.head(String(properties.name ?? properties.number ?? properties.subtype ?? "点位")),
      h("dl", { class: "facts" },
        kind === "service_points" && fact("级别", LEVEL_CHINESE[properties.level]),
        kind === "facilities" && fact("类别", `${CATEGORY_CHINESE[properties.category] ?? ""} ${properties.subtype ?? ""}`),
        fact("地址", properties.address),
        fact("面积", properties.floor_area_m2 && `${figure(properties.floor_area_m2)} 平方米`),
        fact("功能室", properties.rooms),
        fact("服务", properties.services),
        fact("开放时间", properties.hours),
        kind === "cases" && fact("类别", properties.category_chinese),
        kind === "cases" && fact("状态", properties.state_chinese),
        kind === "cases" && fact("事项", properties.title),
        kind === "gates" && fact("状态", properties.is_open === false ? "关闭" : "开放")),
      kind === "cases" && h("a", { class: "button", href: `/cases/${feature.id}` }, "打开这件诉求"),
      h("button", { type: "button", class: "button quiet", onclick: () => askPlace(this.map, { lon, lat }) }, "查看所在网格"),
    );
  }

  private close(): void {
    this.asking?.abort();
    this.panel.hidden = true;
    this.marker?.remove();
  }
}

/** Answer every click on the map and every choice of the search box. */
export function placePanel(map: L.Map, settings: PanelSettings): void {
  new PlacePanel(map, settings);
}
