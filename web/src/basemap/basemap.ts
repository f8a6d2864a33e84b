// The basemap from the place's own data, as Leaflet tiles painted in the browser.

import { deskOf } from "../map/desk";
import { showError } from "../shared/notices";
import { GroundTiles } from "./ground_tiles";
import type { Ground } from "./paint";

interface BasemapSettings {
  address: string;
  isOverTiles: boolean;
}

/** Put the ground under the map: water and green first, then streets, then buildings, as they arrive. */
export function basemap(map: L.Map, settings: BasemapSettings): void {
  const { studio, labels } = deskOf(map);
  const tiles = new GroundTiles(studio, settings.isOverTiles).addTo(map);
  const take = (layer: keyof Ground): Promise<void> => studio.tell({ kind: "fetch", layer, address: `${settings.address}/${layer}` });
  const show = (): Promise<void> => (labels.soon(), tiles.repaint());
  // One repaint for what is small, one for what is large.
  const rest = (["estates", "buildings"] as const).map(take);
  Promise.all((["water", "green", "streets"] as const).map(take))
    .then(show)
    .then(() => Promise.all(rest))
    .then(show)
    .then(() => map.fire("wangge:ground"))
    .catch(showError);
}
