// The homes on the map, each in the colour of its walking time; H3 cells in their place where asked for.

import type { Feature, FeatureCollection } from "geojson";
import { pathCanvas } from "../map/path_canvas";
import { h } from "../shared/dom";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { figure } from "../shared/words";
import { partsOf, placeOf } from "./colours";
import type { CoverageState, Home } from "./state";

const CELL_FILL = 0.62;

/** A pane of its own; homes lie over the borders, whose canvas would otherwise take their clicks. */
export function pane(map: L.Map, name: string, order: string): string {
  if (!map.getPane(name)) map.createPane(name).style.zIndex = order;
  return name;
}

/** Seconds as people say them: 7.5 分钟, rounded up to a tenth as in the report. */
export function spelled(seconds: number | null): string {
  return seconds === null ? "测算范围内不可达" : `${(Math.ceil(seconds / 6) / 10).toFixed(1)} 分钟`;
}

/** Draws homes and cells; repaints when the choice or the trial changes. */
export class HomesLayer {
  private readonly renderer: L.Canvas;
  private readonly cellRenderer: L.Canvas;
  private homes: L.GeoJSON | undefined;
  private cells: L.GeoJSON | undefined;
  private byFeature = new Map<Feature, Home>();
  private cellsOf = "";
  private showsCells = false;

  constructor(
    private readonly map: L.Map,
    private readonly state: CoverageState,
    private readonly picked: (home: Home) => void,
    private readonly isPointing: () => boolean,
  ) {
    this.renderer = pathCanvas({ pane: pane(map, "homes", "415"), tolerance: 3 });
    this.cellRenderer = pathCanvas({ pane: pane(map, "cells", "402") });
    state.listen((what) => {
      if (what === "loaded") this.rebuild();
      else this.repaint();
      if (what !== "tried" && this.showsCells) void this.drawCells();
    });
  }

  /** Put cells under the homes, or take them away. */
  showCells(isShown: boolean): void {
    this.showsCells = isShown;
    if (isShown) void this.drawCells();
    else this.cells?.remove();
  }

  private rebuild(): void {
    this.homes?.remove();
    this.byFeature = new Map(this.state.homes.map((home) => [home.feature, home]));
    const collection: FeatureCollection = { type: "FeatureCollection", features: this.state.homes.map((home) => home.feature) };
    this.homes = L.geoJSON(collection, {
      renderer: this.renderer,
      style: (feature) => this.style(feature as Feature),
      onEachFeature: (feature, layer) => {
        const home = this.byFeature.get(feature) as Home;
        layer.on("click", (event: L.LeafletMouseEvent) => {
          if (this.isPointing()) return; // the click is a tool's, and goes on to the map
          L.DomEvent.stopPropagation(event);
          this.picked(home);
        });
        layer.bindTooltip(() => this.tip(home), { sticky: true, direction: "top", offset: [0, -6] });
      },
    } as L.GeoJSONOptions).addTo(this.map);
  }

  private style(feature: Feature): L.PathOptions {
    const home = this.byFeature.get(feature);
    const minutes = this.state.item()?.minutes ?? [];
    const part = home && partsOf(minutes)[placeOf(home, this.state.choice.item, minutes)];
    const colour = part?.colour ?? "#999";
    return { color: colour, weight: 0.8, opacity: 1, fillColor: colour, fillOpacity: 1 };
  }

  private repaint(): void {
    this.homes?.setStyle((feature) => this.style(feature as Feature));
  }

  private tip(home: Home): HTMLElement {
    const { item } = this.state.choice;
    const time = home.status[item] === "unreachable" ? "步行不可达" : spelled(home.seconds[item]);
    return h("span", {}, `${home.estateName}${home.name}　${figure(home.households)} 户　${time}`);
  }

  private async drawCells(): Promise<void> {
    const { item } = this.state.choice;
    const wanted = `${this.state.address("/cells")}&item=${encodeURIComponent(item)}`;
    try {
      if (this.cellsOf !== wanted) {
        const collection = await getJson<FeatureCollection>(wanted);
        this.cells?.remove();
        this.cells = L.geoJSON(collection, { renderer: this.cellRenderer, interactive: false, style: (f) => this.cellStyle(f as Feature) } as L.GeoJSONOptions);
        this.cellsOf = wanted;
      }
      if (this.showsCells) this.cells?.addTo(this.map);
    } catch (error) {
      showError(error);
    }
  }

  private cellStyle(feature: Feature): L.PathOptions {
    const { covered_households: covered = 0, households = 0 } = feature.properties ?? {};
    const share = households ? covered / households : 0;
    // Share covered from red (nobody) through pale to blue (all); cells index homes, they do not replace them.
    const colour = share >= 0.999 ? "#3f8fc4" : share >= 0.75 ? "#a6cfe8" : share >= 0.5 ? "#fdd49e" : share > 0 ? "#fc8d59" : "#d7301f";
    return { color: "#fff", weight: 0.6, opacity: 0.6, fillColor: colour, fillOpacity: CELL_FILL * 0.75 };
  }
}
