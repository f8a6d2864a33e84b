// A field for a place: an address, a scanned code, a pasted position, or a click on the map; what lies there is shown at once.

import { type Located, type SearchHit, locateAddress, searchAddress } from "../map/answers";
import { peopleRows, unitRows } from "../panels/place_panel";
import { fill, h } from "../shared/dom";
import { getJson } from "../shared/http";
import { type GroundSettings, PlaceMap } from "./place_map";

const PAUSE_MS = 180;
const PEOPLE_SHOWN = 4;
const SYSTEMS: [string, string][] = [["wgs84", "WGS-84（GPS、手机浏览器）"], ["gcj02", "GCJ-02（高德、腾讯地图）"], ["bd09", "BD-09（百度地图）"], ["cgcs2000", "CGCS2000"]];
const CODE = /[?&]b=(\d{1,18})(?:&s=(\d{1,2}))?/;
const POSITION = /^\D{0,10}(\d{1,3}\.\d{2,})[°\s,，;；]+(\d{1,3}\.\d{2,})\D*$/;

/** What was picked; a building where one is meant. */
export interface PickedPlace {
  title: string;
  lon: number;
  lat: number;
  building_id?: number;
  stairwell?: number;
}

/** The longitude and latitude in a text; in China the larger number is the longitude. */
function positionIn(text: string): [number, number] | undefined {
  const found = POSITION.exec(text);
  if (!found) return undefined;
  const [a, b] = [Number(found[1]), Number(found[2])];
  return a > b ? [a, b] : [b, a];
}

/** A place in words: its estate and building, else the smallest unit. */
function titleOf(located: Located, isPoint: boolean): string {
  const of = (kind: string): string => located.units.find((unit) => unit.kind === kind)?.name ?? "";
  const [estate, building] = [of("estate"), of("building")];
  const house = building.includes(estate) ? building : estate + building;
  return !isPoint && building ? `${house}${located.stairwell ? `${located.stairwell}单元` : ""}` : `${estate || of("grid") || of("community")}内的一点`;
}

/** An input with hits below it, a map beside it, and what is there. */
export class PlaceField {
  readonly element = h("div", { class: "place-field" });
  picked: PickedPlace | undefined;
  private readonly input = h("input", { type: "search", placeholder: "如 融汇江山3栋2单元；也可扫楼栋码、贴坐标", autocomplete: "off", "aria-label": "地点", "data-place": true, maxlength: 200 });
  private readonly toggle = h("button", { type: "button", class: "button", "aria-pressed": "false", "data-pick-on-map": true, onclick: () => this.showMap(!this.map.isShown) }, "地图选点");
  private readonly hits = h("ul", { class: "field-hits", hidden: true });
  private readonly says = h("div", { class: "place-says", "aria-live": "polite", hidden: true, "data-place-says": true });
  private readonly map: PlaceMap;
  private timer = 0;
  private asking: AbortController | undefined;

  constructor(
    ground: GroundSettings,
    private readonly changed: () => void,
  ) {
    this.map = new PlaceMap(ground, (lon, lat) => void this.locate({ lon, lat }));
    this.element.append(h("div", { class: "place-line" }, this.input, this.toggle, this.hits), this.map.element, this.says);
    this.input.addEventListener("input", () => {
      this.take(undefined);
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
    });
  }

  /** The address as written; the place where nothing was picked. */
  get written(): string {
    return this.input.value.trim();
  }

  private showMap(isShown: boolean): void {
    this.map.show(isShown);
    this.toggle.setAttribute("aria-pressed", String(isShown));
    if (this.picked) this.map.mark(this.picked.lon, this.picked.lat);
  }

  private renew(): AbortSignal {
    this.asking?.abort();
    this.asking = new AbortController();
    return this.asking.signal;
  }

  private async ask(): Promise<void> {
    const signal = this.renew();
    const code = CODE.exec(this.written);
    const position = positionIn(this.written);
    if (code) return this.locate({ lon: 0, lat: 0, buildingId: Number(code[1]), stairwell: code[2] ? Number(code[2]) : undefined });
    if (position) return this.offer(SYSTEMS.map(([crs, chinese]) => this.row(`${position[0]}, ${position[1]}`, `按 ${chinese}`, () => void this.locate({ lon: position[0], lat: position[1] }, crs))));
    if (!this.written) return this.offer([]);
    try {
      const { items } = await getJson<{ items: SearchHit[] }>(searchAddress(this.written.slice(0, 100)), signal);
      this.offer(items.slice(0, 6).map((hit) => this.row(hit.title, `${hit.kind_chinese} ${hit.detail}`, () => this.pick(hit))));
    } catch {
      this.hits.hidden = true; // the address is judged when the case is filed
    }
  }

  private offer(rows: HTMLElement[]): void {
    fill(this.hits, ...rows);
    this.hits.hidden = rows.length === 0;
  }

  private row(title: string, detail: string, run: () => void): HTMLElement {
    return h("li", {}, h("button", { type: "button", onclick: run }, h("strong", {}, title), h("small", {}, ` ${detail}`)));
  }

  private pick(hit: SearchHit): void {
    const isBuilding = hit.kind === "building";
    void this.locate({ lon: hit.lon, lat: hit.lat, title: hit.title, buildingId: isBuilding ? hit.id : undefined, stairwell: hit.stairwell ?? undefined });
  }

  /** Ask what lies at a place, show it, and take it. */
  private async locate(place: { lon: number; lat: number; title?: string; buildingId?: number; stairwell?: number }, crs = "wgs84"): Promise<void> {
    window.clearTimeout(this.timer); // what was typed a moment ago must not ask after this
    const signal = this.renew();
    this.offer([]);
    fill(this.says, h("p", { class: "muted" }, "正在查询这里属于哪里…"));
    this.says.hidden = false;
    try {
      const located = await getJson<Located>(`${locateAddress(place)}${crs === "wgs84" ? "" : `&crs=${crs}`}`, signal);
      this.show(located, place.title, place.buildingId);
    } catch (error) {
      if (error instanceof DOMException) return;
      this.take(undefined);
      this.says.hidden = false;
      fill(this.says, h("p", { class: "warning" }, error instanceof Error ? error.message : "没有查到这里"));
    }
  }

  /** A click on a house means the house; the very point can be meant instead. */
  private show(located: Located, title?: string, buildingId?: number): void {
    const { lon, lat } = located;
    const house = located.units.find((unit) => unit.kind === "building");
    const asPoint: PickedPlace = { title: title ?? titleOf(located, true), lon, lat };
    const asHouse: PickedPlace | undefined = house && (buildingId !== undefined || !title)
      ? { title: title ?? titleOf(located, false), lon, lat, building_id: house.id, stairwell: located.stairwell ?? undefined } : undefined;
    const choice = (text: string, place: PickedPlace, isFirst: boolean): HTMLElement =>
      h("label", {}, h("input", { type: "radio", name: "place-kind", checked: isFirst, onchange: () => this.take(place) }), text);
    const isChoice = asHouse !== undefined && buildingId === undefined;
    const isOutside = located.units.length === 0;
    this.take(asHouse ?? asPoint);
    fill(this.says,
      isChoice && h("div", { class: "place-kinds", role: "radiogroup", "aria-label": "登记到" }, choice(`这栋楼：${asHouse.title}`, asHouse, true), choice("只是这一点", asPoint, false)),
      isOutside && h("p", { class: "warning" }, "这里不在本街道范围内，请核对坐标或坐标系。"),
      !isOutside && !located.units.some((unit) => unit.kind === "grid") && h("p", { class: "warning" }, "这里尚未划入任何网格，由社区接办。"),
      !isOutside && h("div", { class: "place-facts" }, unitRows(located.units), h("div", {}, h("h3", {}, "今日负责"), peopleRows(located.people?.slice(0, PEOPLE_SHOWN), true))));
    this.says.hidden = false;
    this.input.value = this.picked?.title ?? "";
  }

  private take(place: PickedPlace | undefined): void {
    this.picked = place;
    if (place) this.map.mark(place.lon, place.lat);
    else {
      this.map.unmark();
      this.says.hidden = true;
    }
    this.changed();
  }
}
