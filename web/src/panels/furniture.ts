// Scale, zoom buttons, whole-view button, attribution and the position under the pointer.

import { h } from "../shared/dom";
import { deskOf } from "../map/desk";

function wholeView(map: L.Map): L.Control {
  const Whole = L.Control.extend({
    onAdd: () => {
      const button = h("button", { type: "button", class: "map-button", title: "显示全境", "aria-label": "显示全境", onclick: () => deskOf(map).showWhole() }, "全");
      L.DomEvent.disableClickPropagation(button);
      return button;
    },
  });
  return new Whole({ position: "bottomright" });
}

/** Add what every map carries around its edge. */
export function furniture(map: L.Map, settings: { attribution: string }): void {
  wholeView(map).addTo(map);
  L.control.zoom({ position: "bottomright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 120 }).addTo(map);
  const position = h("span", { class: "position", "aria-hidden": "true" });
  const foot = h("div", { class: "attribution" }, position, h("span", {}, settings.attribution));
  deskOf(map).corner("foot").append(foot);
  map.on("mousemove", (event: L.LeafletMouseEvent) => {
    position.textContent = `东经 ${event.latlng.lng.toFixed(5)}° 北纬 ${event.latlng.lat.toFixed(5)}°`;
  });
}
