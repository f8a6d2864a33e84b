// Makes the Leaflet map of a page, with corners for panels outside Leaflet's own.

import { Studio } from "../basemap/studio";
import { h } from "../shared/dom";
import { setDesk } from "./desk";
import { Labels } from "./labels";
import { pathCanvas } from "./path_canvas";

/** Open a map that shows the box (west, south, east, north) whole. */
export function openMap(id: string | HTMLElement, box: [number, number, number, number], options: L.MapOptions): L.Map {
  const [west, south, east, north] = box;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const map = L.map(id, {
    ...options,
    renderer: pathCanvas({ tolerance: 4 }),
    zoomSnap: 0.5,
    zoomDelta: 1,
    wheelPxPerZoomLevel: 100,
    minZoom: 4,
    maxZoom: 20,
    maxBounds: bounds.pad(1.2),
    maxBoundsViscosity: 0.6,
    fadeAnimation: false, // a tile that fades in is laid together anew at every frame
  });
  const covered = { left: 0, right: 0, bottom: 0 };
  const showWhole = (isAnimated = true): void => {
    map.fitBounds(bounds, {
      animate: isAnimated,
      paddingTopLeft: [8 + covered.left, 8],
      paddingBottomRight: [8 + covered.right, 8 + covered.bottom],
    });
  };
  showWhole(false);
  const noteZoom = (): void => {
    map.getContainer().dataset.distance = map.getZoom() < 15 ? "far" : map.getZoom() < 16.5 ? "middle" : "near";
  };
  map.on("zoomend", noteZoom);
  noteZoom();
  const studio = new Studio();
  map.on("unload", () => studio.close());
  const labels = new Labels(studio).addTo(map);
  const frame = map.getContainer().parentElement ?? document.body;
  const corners = new Map(
    (["start", "end", "top", "foot"] as const).map((name) => {
      const corner = h("div", { class: `corner corner-${name}` });
      frame.append(corner);
      return [name, corner];
    }),
  );
  setDesk(map, { entries: [], labels, studio, covered, showWhole, corner: (name) => corners.get(name) as HTMLElement });
  return map;
}
