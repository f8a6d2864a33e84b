// The basemap from the place's own data, as Leaflet tiles painted in the browser.

import type { FeatureCollection } from "geojson";
import { deskOf } from "../map/desk";
import { type Shape, shapesOf } from "../shared/geo";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { GroundTiles } from "./ground_tiles";
import { type Ground, inDrawingOrder } from "./paint";
import { streetLabels, areaLabels, buildingLabels } from "./names";

interface BasemapSettings {
  address: string;
  isOverTiles: boolean;
}

async function fetchShapes(address: string): Promise<Shape[]> {
  return shapesOf(await getJson<FeatureCollection>(address));
}

/** Put the ground under the map: water and green first, then streets, then buildings, as they arrive. */
export function basemap(map: L.Map, settings: BasemapSettings): void {
  const ground: Ground = { green: [], water: [], estates: [], streets: [], buildings: [] };
  const tiles = new GroundTiles(ground, settings.isOverTiles).addTo(map);
  const desk = deskOf(map);
  const take = async (layer: keyof Ground): Promise<void> => {
    const shapes = await fetchShapes(`${settings.address}/${layer}`);
    ground[layer] = layer === "streets" ? inDrawingOrder(shapes) : shapes;
    if (layer === "streets") desk.labels.offer("streets", streetLabels(shapes));
    if (layer === "buildings") desk.labels.offer("buildings", buildingLabels(shapes));
    if (layer === "water" || layer === "green" || layer === "estates") desk.labels.offer(layer, areaLabels(shapes, layer));
  };
  // One repaint for what is small, one for what is large.
  const rest = (["estates", "buildings"] as const).map(take);
  Promise.all((["water", "green", "streets"] as const).map(take))
    .then(() => tiles.redraw())
    .then(() => Promise.all(rest))
    .then(() => tiles.redraw())
    .then(() => map.fire("wangge:ground"))
    .catch(showError);
}
