// The search box: addresses, estates, grids, service points as one types; a choice asks what is there.

import { fill, h } from "../shared/dom";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { askPlace, deskOf } from "../map/desk";
import { type SearchHit, placeOf, searchAddress, zoomFor } from "../map/answers";

const PAUSE_MS = 180;

/** A combobox over `/api/v1/search`. */
class SearchBox {
  private readonly input = h("input", {
    type: "search",
    placeholder: "搜索地址、小区、网格，如 融汇江山3栋2单元",
    autocomplete: "off",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": "search-hits",
    "aria-label": "搜索",
    maxlength: 100,
  });
  private readonly list = h("ul", { id: "search-hits", role: "listbox", class: "hits", hidden: true });
  private hits: SearchHit[] = [];
  private active = -1;
  private timer = 0;
  private asking: AbortController | undefined;

  constructor(private readonly map: L.Map) {
    const form = h("form", { class: "search", role: "search", onsubmit: (event) => this.submit(event) }, h("span", { class: "icon find", "aria-hidden": "true" }), this.input, this.list);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
    L.DomEvent.disableClickPropagation(form).disableScrollPropagation(form);
    deskOf(map).corner("start").prepend(form);
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const text = this.input.value.trim();
    this.asking?.abort();
    if (!text) return this.close();
    this.asking = new AbortController();
    try {
      const answer = await getJson<unknown>(searchAddress(text), this.asking.signal);
      this.show(text, (answer as { items: SearchHit[] }).items);
    } catch (error) {
      showError(error);
    }
  }

  private show(text: string, hits: SearchHit[]): void {
    this.hits = hits;
    this.active = -1;
    const none = h("li", { class: "no-hit" }, `没有找到“${text}”。可以只写小区名或路名再试。`);
    fill(this.list, ...(hits.length ? hits.map((hit, i) => this.row(hit, i)) : [none]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  private row(hit: SearchHit, index: number): HTMLElement {
    const row = h("li", { role: "option", id: `hit-${index}`, "aria-selected": "false" }, h("strong", {}, hit.title), h("small", {}, `${hit.kind_chinese}　${hit.detail}`));
    row.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.choose(hit);
    });
    return row;
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.close();
    if (!step || !this.hits.length) return;
    event.preventDefault();
    this.active = (this.active + step + this.hits.length) % this.hits.length;
    [...this.list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === this.active)));
    this.input.setAttribute("aria-activedescendant", `hit-${this.active}`);
  }

  private submit(event: Event): void {
    event.preventDefault();
    window.clearTimeout(this.timer);
    const chosen = this.hits[Math.max(0, this.active)];
    if (chosen && !this.list.hidden) this.choose(chosen);
    else void this.ask().then(() => this.hits[0] && this.choose(this.hits[0]));
  }

  private choose(hit: SearchHit): void {
    this.input.value = hit.title;
    this.input.blur();
    this.close();
    this.map.setView([hit.lat, hit.lon], Math.max(this.map.getZoom(), zoomFor(hit.kind)), { animate: true });
    askPlace(this.map, placeOf(hit));
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

/** Put the search box into the left corner. */
export function searchBox(map: L.Map): void {
  new SearchBox(map);
}
