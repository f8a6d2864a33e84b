// What the map page's Folium plugins call: one function each, gathered under `wangge`.

import { basemap } from "./basemap/basemap";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { shiftedTiles } from "./map/shifted_tiles";
import { attention } from "./panels/attention";
import { furniture } from "./panels/furniture";
import { layerPanel } from "./panels/layer_panel";
import { placePanel } from "./panels/place_panel";
import { searchBox } from "./panels/search_box";

Object.assign(window, {
  wangge: { openMap, basemap, shiftedTiles, fetchedLayer, layerPanel, placePanel, searchBox, attention, furniture },
});
