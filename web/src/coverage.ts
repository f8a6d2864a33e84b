// The page of the service circle: who cannot walk there, where the gaps are, and what one gate or point would change.

import { basemap } from "./basemap/basemap";
import type { Gap } from "./coverage/answers";
import { Chooser } from "./coverage/chooser";
import { FacilityCard } from "./coverage/facility_card";
import { HomeCard } from "./coverage/home_card";
import { HomesLayer } from "./coverage/homes";
import { Ledger } from "./coverage/ledger";
import { ReportBox } from "./coverage/report_box";
import { Side } from "./coverage/side";
import { CoverageState } from "./coverage/state";
import { Trials } from "./coverage/trials";
import { Units } from "./coverage/units";
import { deskOf } from "./map/desk";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { shiftedTiles } from "./map/shifted_tiles";
import { furniture } from "./panels/furniture";
import { showError } from "./shared/notices";

interface CoverageSettings {
  maySite: boolean;
  mayReport: boolean;
  mayConfirm: boolean;
  maySeeRuns: boolean;
}

/** Put the panels beside the map and read the first answer. */
function coverageDesk(map: L.Map, settings: CoverageSettings): void {
  const state = new CoverageState();
  const asked = new URLSearchParams(window.location.search);
  for (const name of ["item", "profile", "template"] as const) state.choice[name] = asked.get(name) ?? state.choice[name];
  state.choice.minutes = Number(asked.get("minutes") ?? state.choice.minutes);
  const card = new HomeCard(map, state);
  const trials = new Trials(map, state, settings.maySite);
  const facility = new FacilityCard(state, settings.mayConfirm, (feature) => trials.toggleFacility(feature));
  const homes = new HomesLayer(map, state, (home) => { facility.close(); card.show(home); }, () => trials.isPointing);
  trials.picked = (feature) => { card.close(); facility.show(feature); };
  const chooser = new Chooser(state, (isShown) => homes.showCells(isShown), trials.element, settings.maySeeRuns);
  trials.recorded = () => void chooser.offerDates();
  const goTo = (gap: Gap): void => void map.flyTo([gap.lat, gap.lon], Math.max(map.getZoom(), 16.5), { duration: 0.5 });
  const ledger = new Ledger(state, goTo, (gap) => {
    goTo(gap);
    trials.remedy(gap);
  }, settings.maySite);
  const units = new Units(state, (home) => map.flyToBounds(L.geoJSON(home.feature).getBounds(), { maxZoom: 16.5, duration: 0.5 }));
  const side = new Side([["问题台账", ledger.element], ["分单位", units.element]]);
  if (settings.mayReport) side.element.append(new ReportBox(state).element);
  coverEdges(map);
  state.listen((what) => what === "chosen" && remember(state));
  for (const [corner, element] of [["start", chooser.element], ["end", side.element], ["top", card.element], ["top", facility.element]] as const) {
    L.DomEvent.disableClickPropagation(element).disableScrollPropagation(element);
    deskOf(map).corner(corner).append(element);
  }
  state.load().catch(showError);
}

/** The panels lie over the map's sides: the whole place is shown between them. */
function coverEdges(map: L.Map): void {
  const desk = deskOf(map);
  const width = window.innerWidth;
  if (width >= 800) Object.assign(desk.covered, width <= 1100 ? { left: 324, right: 284 } : { left: 362, right: 344 });
  desk.showWhole(false);
}

/** Keep the choice in the address, so that it can be sent to a colleague. */
function remember(state: CoverageState): void {
  const { item, minutes, profile, template } = state.choice;
  const query = new URLSearchParams({ item, minutes: String(minutes), profile, template });
  window.history.replaceState(null, "", `?${query}`);
}

Object.assign(window, { wangge: { openMap, basemap, shiftedTiles, fetchedLayer, coverageDesk, furniture } });
