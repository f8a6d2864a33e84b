// The pin that marks one place.

import { h } from "../shared/dom";

/** A pin whose point stands on the place; it takes no clicks. */
export function pinAt(lon: number, lat: number): L.Marker {
  const icon = L.divIcon({ html: h("span", { class: "pin" }), className: "pin-frame", iconSize: [26, 34], iconAnchor: [13, 33] });
  return L.marker([lat, lon], { icon, interactive: false, keyboard: false });
}
