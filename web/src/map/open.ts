// Makes the Leaflet map of a page, with corners for panels outside Leaflet's own.

import { h } from "../shared/dom";
import { setDesk } from "./desk";
import { Labels } from "./labels";

/** Open a map that shows the box (west, south, east, north) whole. */
export function openMap(id: string, box: [number, number, number, number], options: L.MapOptions): L.Map {
  const [west, south, east, north] = box;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const map = L.map(id, {
    ...options,
    renderer: L.canvas({ padding: 0.4, tolerance: 4 }),
    zoomSnap: 0.5,
    zoomDelta: 1,
    wheelPxPerZoomLevel: 100,
    minZoom: 4,
    maxZoom: 20,
    maxBounds: bounds.pad(1.2),
    maxBoundsViscosity: 0.6,
  });
  map.fitBounds(bounds, { animate: false, padding: [8, 8] });
  const labels = new Labels().addTo(map);
  const frame = map.getContainer().parentElement ?? document.body;
  const corners = new Map(
    (["start", "end", "top", "foot"] as const).map((name) => {
      const corner = h("div", { class: `corner corner-${name}` });
      frame.append(corner);
      return [name, corner];
    }),
  );
  setDesk(map, { entries: [], labels, corner: (name) => corners.get(name) as HTMLElement });
  return map;
}
