// The page of the service circle: who cannot walk there, where the gaps are, and what one gate or point would change.

import { basemap } from "./basemap/basemap";
import type { Gap } from "./coverage/answers";
import { Chooser } from "./coverage/chooser";
import { HomeCard } from "./coverage/home_card";
import { HomesLayer } from "./coverage/homes";
import { Ledger } from "./coverage/ledger";
import { ReportBox } from "./coverage/report_box";
import { CoverageState } from "./coverage/state";
import { Trials } from "./coverage/trials";
import { deskOf } from "./map/desk";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { shiftedTiles } from "./map/shifted_tiles";
import { furniture } from "./panels/furniture";
import { showError } from "./shared/notices";

interface CoverageSettings {
  maySite: boolean;
  mayReport: boolean;
}

/** Put the panels beside the map and read the first answer. */
function coverageDesk(map: L.Map, settings: CoverageSettings): void {
  const state = new CoverageState();
  const asked = new URLSearchParams(window.location.search);
  for (const name of ["item", "profile", "template"] as const) state.choice[name] = asked.get(name) ?? state.choice[name];
  state.choice.minutes = Number(asked.get("minutes") ?? state.choice.minutes);
  const card = new HomeCard(map, state);
  const homes = new HomesLayer(map, state, (home) => card.show(home));
  const trials = new Trials(map, state, settings.maySite);
  const chooser = new Chooser(state, (isShown) => homes.showCells(isShown), trials.element);
  const goTo = (gap: Gap): void => void map.flyTo([gap.lat, gap.lon], Math.max(map.getZoom(), 16.5), { duration: 0.5 });
  const ledger = new Ledger(state, goTo, (gap) => {
    goTo(gap);
    trials.remedy(gap);
  });
  if (settings.mayReport) ledger.element.append(new ReportBox(state).element);
  state.listen((what) => what === "chosen" && remember(state));
  for (const [corner, element] of [["start", chooser.element], ["end", ledger.element], ["top", card.element]] as const) {
    L.DomEvent.disableClickPropagation(element).disableScrollPropagation(element);
    deskOf(map).corner(corner).append(element);
  }
  state.load().catch(showError);
}

/** Keep the choice in the address, so that it can be sent to a colleague. */
function remember(state: CoverageState): void {
  const { item, minutes, profile, template } = state.choice;
  const query = new URLSearchParams({ item, minutes: String(minutes), profile, template });
  window.history.replaceState(null, "", `?${query}`);
}

Object.assign(window, { wangge: { openMap, basemap, shiftedTiles, fetchedLayer, coverageDesk, furniture } });
