// A field for a place: one writes an address, picks a hit, and the case lies there.

import { fill, h } from "../shared/dom";
import { getJson } from "../shared/http";
import { type SearchHit, searchAddress } from "../map/answers";

const PAUSE_MS = 180;

/** What was picked; a building where the hit is one. */
export interface PickedPlace {
  title: string;
  lon: number;
  lat: number;
  building_id?: number;
  stairwell?: number;
}

/** An input with hits below it. */
export class PlaceField {
  readonly element = h("div", { class: "place-field" });
  picked: PickedPlace | undefined;
  private readonly input = h("input", { type: "search", placeholder: "如 融汇江山3栋2单元", autocomplete: "off", "aria-label": "地点", "data-place": true, maxlength: 100 });
  private readonly hits = h("ul", { class: "field-hits", hidden: true });
  private timer = 0;
  private asking: AbortController | undefined;

  constructor(private readonly changed: () => void) {
    this.element.append(this.input, this.hits);
    this.input.addEventListener("input", () => {
      this.picked = undefined;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
    });
  }

  /** The address as written; the place where nothing was picked. */
  get written(): string {
    return this.input.value.trim();
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    if (!this.written) return void (this.hits.hidden = true);
    try {
      const { items } = await getJson<{ items: SearchHit[] }>(searchAddress(this.written), this.asking.signal);
      fill(this.hits, ...items.slice(0, 6).map((hit) => this.row(hit)));
      this.hits.hidden = items.length === 0;
    } catch {
      this.hits.hidden = true; // the address is judged when the case is filed
    }
  }

  private row(hit: SearchHit): HTMLElement {
    return h("li", {}, h("button", { type: "button", onclick: () => this.pick(hit) }, h("strong", {}, hit.title), h("small", {}, ` ${hit.kind_chinese} ${hit.detail}`)));
  }

  private pick(hit: SearchHit): void {
    const building = hit.kind === "building" ? { building_id: hit.id, stairwell: hit.stairwell ?? undefined } : {};
    this.picked = { title: hit.title, lon: hit.lon, lat: hit.lat, ...building };
    this.input.value = hit.title;
    this.hits.hidden = true;
    this.changed();
  }
}
