// The page of people: the load of grids on the map, and who answers for the unit chosen.

import { basemap } from "./basemap/basemap";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { shiftedTiles } from "./map/shifted_tiles";
import { furniture } from "./panels/furniture";
import { openDuties } from "./people/desk";

Object.assign(window, { wangge: { openMap, basemap, shiftedTiles, fetchedLayer, duties: openDuties, furniture } });
