// The page of imports: the desk beside the map, and the editions there are.

import { basemap } from "./basemap/basemap";
import { openDesk } from "./imports/desk";
import { showEditions } from "./imports/editions";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { shiftedTiles } from "./map/shifted_tiles";
import { furniture } from "./panels/furniture";

function importDesk(map: L.Map): void {
  const host = document.querySelector("[data-editions]") as Element;
  openDesk(map, () => showEditions(host));
}

Object.assign(window, { wangge: { openMap, basemap, shiftedTiles, fetchedLayer, importDesk, furniture } });
