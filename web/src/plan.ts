// What the plan page's Folium plugins call.

import { basemap } from "./basemap/basemap";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { shiftedTiles } from "./map/shifted_tiles";
import { furniture } from "./panels/furniture";
import { planEditor } from "./plan/editor";

Object.assign(window, { wangge: { openMap, basemap, shiftedTiles, fetchedLayer, furniture, planEditor } });
