// The right panel: the ledger and the units side by side behind two tabs.

import { h } from "../shared/dom";

/** Panels of which one is shown. */
export class Side {
  readonly element = h("aside", { class: "panel coverage-ledger", "aria-label": "台账与分单位" });
  private readonly tabs: HTMLButtonElement[];

  constructor(private readonly pages: Array<[string, HTMLElement]>) {
    this.tabs = pages.map(([text], place) => h("button", { type: "button", role: "tab", onclick: () => this.show(place) }, text));
    this.element.append(h("div", { class: "side-tabs", role: "tablist" }, ...this.tabs), ...pages.map(([, page]) => page));
    this.show(0);
  }

  private show(shown: number): void {
    this.tabs.forEach((tab, place) => tab.setAttribute("aria-selected", String(place === shown)));
    this.pages.forEach(([, page], place) => (page.hidden = place !== shown));
  }
}
