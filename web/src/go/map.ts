// The area on a map, from what the phone keeps: streets, buildings, grids, the position and its circle.

import { GroundTiles } from "../basemap/ground_tiles";
import type { Ground } from "../basemap/paint";
import { Studio } from "../basemap/studio";
import { Labels } from "../map/labels";
import { showError } from "../shared/notices";
import type { Places, Unit } from "./places";

const NEAR_TAP_M = 12;

let held: { places: Places; studio: Studio } | undefined;

/** The painter of an area: kept from map to map, let go with the area. */
function studioOf(places: Places): Studio {
  if (held?.places === places) return held.studio;
  held?.studio.close();
  const studio = new Studio();
  const { ground, estates, buildings } = places.area;
  for (const [layer, collection] of Object.entries({ ...ground, estates, buildings }))
    if (collection) studio.tell({ kind: "ground", layer: layer as keyof Ground, collection }).catch(showError);
  held = { places, studio };
  return studio;
}

export interface PhoneMap {
  showPosition(lon: number, lat: number, accuracy_m: number | null): void;
  showBuilding(unit: Unit): void;
  remove(): void;
}

function ringsOf(unit: Unit): L.LatLngExpression[][] {
  return unit.rings.map((ring) =>
    Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i + 1], ring[2 * i]] as [number, number]),
  );
}

/** Put a map into an element; a tap on or beside a building chooses it. */
export function phoneMap(host: HTMLElement, places: Places, choose: (unit: Unit) => void, miss: () => void): PhoneMap {
  const [west, south, east, north] = places.area.box ?? [73.5, 18, 135.1, 53.6];
  const map = L.map(host, { attributionControl: false, zoomControl: false, maxZoom: 20, minZoom: 12, zoomSnap: 0.5, preferCanvas: true, fadeAnimation: false });
  L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds([[south, west], [north, east]], { animate: false });
  new GroundTiles(studioOf(places), false).addTo(map);
  new Labels(studioOf(places)).addTo(map);
  const outlines = places.all("grid").map((grid) => L.polyline(ringsOf(grid), { color: "#14507d", weight: 1.6, opacity: 0.75, interactive: false }));
  L.layerGroup(outlines).addTo(map);
  const marks = L.layerGroup().addTo(map);
  const chosen = L.layerGroup().addTo(map);
  const showBuilding = (unit: Unit): void => {
    chosen.clearLayers();
    L.polygon(ringsOf(unit), { color: "#c8102e", weight: 3, fillColor: "#c8102e", fillOpacity: 0.3, interactive: false }).addTo(chosen);
    const label = String(unit.facts.title ?? unit.name);
    L.tooltip({ permanent: true, direction: "top", className: "go-map-label" })
      .setLatLng([places.middle(unit)[1], places.middle(unit)[0]])
      .setContent(document.createTextNode(label) as unknown as HTMLElement)
      .addTo(chosen);
  };
  map.on("click", ({ latlng }: L.LeafletMouseEvent) => {
    const unit = places.nearestBuilding(latlng.lng, latlng.lat, NEAR_TAP_M);
    if (!unit) return miss();
    showBuilding(unit);
    choose(unit);
  });
  return {
    showPosition(lon, lat, accuracy_m): void {
      marks.clearLayers();
      if (accuracy_m) L.circle([lat, lon], { radius: accuracy_m, color: "#1a73c8", weight: 1.5, fillOpacity: 0.14, interactive: false }).addTo(marks);
      L.circleMarker([lat, lon], { radius: 8, color: "#fff", weight: 3, fillColor: "#1a73c8", fillOpacity: 1, interactive: false }).addTo(marks);
      map.setView([lat, lon], accuracy_m && accuracy_m > 60 ? 17 : 18, { animate: false });
    },
    showBuilding(unit): void {
      showBuilding(unit);
      const [lon, lat] = places.middle(unit);
      map.setView([lat, lon], 18, { animate: false });
    },
    remove: () => void map.stop().remove(),
  };
}
