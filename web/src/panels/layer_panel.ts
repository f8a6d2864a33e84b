// The layer panel: what is shown, by group, each entry with its legend; coverage categories one at a time.

import { fill, h } from "../shared/dom";
import { type Desk, type LayerEntry, deskOf } from "../map/desk";

function toggle(entry: LayerEntry, change: (isOn: boolean) => void): HTMLElement {
  const input = h("input", {
    type: entry.isExclusive ? "radio" : "checkbox",
    name: entry.isExclusive ? `group-${entry.group}` : entry.name,
    "data-layer": entry.isExclusive ? `${entry.kind}:${entry.name}` : entry.kind,
  });
  input.checked = entry.isShown();
  const legend = h("div", { class: "legend-slot" });
  const showLegend = (): void => fill(legend, input.checked ? entry.legend() : null);
  input.addEventListener("change", () => {
    change(input.checked);
    showLegend();
  });
  showLegend();
  return h("div", { class: "layer-entry" }, h("label", {}, input, h("span", {}, entry.name)), legend);
}

function exclusiveGroup(entries: LayerEntry[], legendHost: HTMLElement): HTMLElement {
  const group = h("div", { class: "chips", role: "radiogroup" });
  const choose = (chosen: LayerEntry | null): void => {
    entries.forEach((entry) => entry.setShown(entry === chosen));
    fill(legendHost, chosen?.legend() ?? null);
  };
  const option = (entry: LayerEntry | null): HTMLElement => {
    const input = h("input", {
      type: "radio",
      name: `group-${entries[0].group}`,
      "data-layer": entry ? `${entry.kind}:${entry.name}` : "none",
      onchange: () => choose(entry),
    });
    input.checked = entry === null;
    return h("label", { class: "chip" }, input, h("span", {}, entry?.name ?? "不显示"));
  };
  group.append(option(null), ...entries.map(option));
  return group;
}

function groupBox(title: string, entries: LayerEntry[]): HTMLElement {
  const box = h("section", { class: "layer-group" }, h("h3", {}, title));
  if (entries[0].isExclusive) {
    const legend = h("div", { class: "legend-slot" });
    box.append(exclusiveGroup(entries, legend), legend);
  } else {
    box.append(...entries.map((entry) => toggle(entry, (isOn) => entry.setShown(isOn))));
  }
  return box;
}

function groups(desk: Desk): Map<string, LayerEntry[]> {
  const found = new Map<string, LayerEntry[]>();
  for (const entry of desk.entries) found.set(entry.group, [...(found.get(entry.group) ?? []), entry]);
  return found;
}

/** Put the panel into the right corner; on narrow screens it opens from a button. */
export function layerPanel(map: L.Map): void {
  const desk = deskOf(map);
  const body = h("div", { class: "panel-body", id: "layer-panel-body" });
  for (const [title, entries] of groups(desk)) body.append(groupBox(title, entries));
  const button = h("button", { type: "button", class: "panel-head", "aria-controls": "layer-panel-body" }, h("span", { class: "icon layers", "aria-hidden": "true" }), "图层与图例");
  const panel = h("aside", { class: "panel layer-panel", "aria-label": "图层与图例" }, button, body);
  const open = (isOpen: boolean): void => {
    panel.classList.toggle("closed", !isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
  };
  button.addEventListener("click", () => open(panel.classList.contains("closed")));
  const isWide = window.matchMedia("(min-width: 800px)").matches;
  open(isWide);
  if (isWide) desk.covered.right = 262;
  desk.showWhole(false);
  L.DomEvent.disableClickPropagation(panel).disableScrollPropagation(panel);
  desk.corner("end").append(panel);
}
