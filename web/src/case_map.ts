// The map of cases: points gathered on a canvas, density, hot spots, the concerns of buildings, and a time slider.

import { basemap } from "./basemap/basemap";
import { caseDesk, caseLayer } from "./cases/map_desk";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { shiftedTiles } from "./map/shifted_tiles";
import { furniture } from "./panels/furniture";

Object.assign(window, { wangge: { openMap, basemap, shiftedTiles, fetchedLayer, caseLayer, caseDesk, furniture } });
