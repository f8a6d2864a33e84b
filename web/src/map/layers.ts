// The fetched layers: grids, communities, estates, buildings, points, coverage cells; each drawn when first shown.

import type { Feature, FeatureCollection, Point } from "geojson";
import { PointsLayer, columnsOf } from "../cases/points_layer";
import { type Shape, labelPoint, shapeOf } from "../shared/geo";
import { h, swatch } from "../shared/dom";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { type Desk, type LayerEntry, deskOf } from "./desk";
import type { Label } from "./lettering";
import { communityLabels, gridLabels, pointLabels } from "./names";
import { pathCanvas } from "./path_canvas";
import { pointMarker, pointLegend } from "./points";

interface LayerSettings {
  kind: string;
  name: string;
  group: string;
  address: string;
  show: boolean;
  colours?: string[];
  category?: string;
}

/** How one kind of layer is drawn. */
interface Drawing {
  options: (settings: LayerSettings, map: L.Map) => L.GeoJSONOptions;
  labels?: (features: Feature[]) => Label[];
  legend?: (settings: LayerSettings) => Node | null;
  make?: (features: Feature[], map: L.Map) => L.Layer; // where GeoJSON's own layers would be too many
  isGround?: boolean; // painted by the basemap; the entry only shows or hides its names
}

const GRID_EDGE = "#33506b";

export function gridStyle(properties: Record<string, any>, colours: string[]): L.PathOptions {
  const isOut = properties.in_band === false;
  return {
    color: isOut ? "#b3261e" : GRID_EDGE,
    weight: isOut ? 2.6 : 1.4,
    opacity: isOut ? 1 : 0.75,
    dashArray: isOut ? "7 4" : undefined,
    fillColor: colours[Number(properties.colour ?? 0) % colours.length],
    fillOpacity: FILL_FAR,
  };
}

const FILL_FAR = 0.36;

/** Grids pale as one comes near, so that streets and houses show through. */
export function fillOpacityAt(zoom: number): number {
  return zoom < 15 ? FILL_FAR : zoom < 16.5 ? 0.26 : zoom < 18 ? 0.15 : 0.09;
}

function gridTip(properties: Record<string, any>): string {
  const state = properties.in_band === false ? `（不在户数区间 ${properties.min_households}–${properties.max_households} 内）` : "";
  return `${properties.name}　${properties.households ?? 0} 户${state}`;
}

/** A tip that follows the pointer; text is set as text, never as markup. */
function tip(layer: L.Layer, text: string): void {
  layer.bindTooltip(h("span", {}, text) as unknown as HTMLElement, { sticky: true, direction: "top", offset: [0, -6] });
}

function areas(style: L.PathOptions, pane: string): Drawing["options"] {
  return (_settings, map) => ({ interactive: false, pane: paneOf(map, pane), style: () => style });
}

/** A pane between the ground and the names. */
function paneOf(map: L.Map, name: string): string {
  if (!map.getPane(name)) {
    const order: Record<string, string> = { coverage: "380", grids: "400", borders: "410", points: "460" };
    map.createPane(name).style.zIndex = order[name] ?? "400";
  }
  return name;
}

const coverageStyle = (settings: LayerSettings) => (feature?: Feature) => {
  const tier = Number(feature?.properties?.tier ?? 0);
  const colours = settings.colours ?? ["#888"];
  const colour = colours[tier > 0 ? Math.min(tier, colours.length - 1) - 1 : colours.length - 1];
  return { color: "#fff", weight: 0.5, opacity: 0.5, fillColor: colour, fillOpacity: 0.62 };
};

const DRAWINGS: Record<string, Drawing> = {
  grids: {
    options: (settings, map) => ({
      pane: paneOf(map, "grids"),
      style: (feature) => gridStyle(feature?.properties ?? {}, settings.colours ?? ["#7ad"]),
      onEachFeature: (feature, layer) => {
        tip(layer, gridTip(feature.properties ?? {}));
        layer.on({
          mouseover: () => (layer as L.Path).setStyle({ fillOpacity: fillOpacityAt(map.getZoom()) + 0.2 }),
          mouseout: () => (layer as L.Path).setStyle({ fillOpacity: fillOpacityAt(map.getZoom()) }),
        });
      },
    }),
    labels: gridLabels,
    legend: (settings) =>
      h("div", { class: "legend" },
        h("div", {}, ...(settings.colours ?? []).map((colour) => swatch(colour)), h("span", {}, "相邻异色，仅作区分")),
        h("div", {}, h("span", { class: "swatch out", "aria-hidden": "true" }), h("span", {}, "户数不在区间内"))),
  },
  communities: {
    options: areas({ color: "#7b2d3b", weight: 2.4, opacity: 0.9, dashArray: "9 4 2 4", fill: false }, "borders"),
    labels: communityLabels,
    legend: () => h("div", { class: "legend" }, h("div", {}, h("span", { class: "swatch border", "aria-hidden": "true" }), h("span", {}, "社区、村界线"))),
  },
  estates: {
    options: areas({ color: "#a4652b", weight: 1.4, opacity: 0.9, fillColor: "#e3a25f", fillOpacity: 0.14 }, "borders"),
  },
  grids_bare: { options: areas({ color: GRID_EDGE, weight: 1.2, opacity: 0.7, fill: false }, "borders"), labels: gridLabels },
  buildings: { options: () => ({}), isGround: true },
  gates: { options: pointOptions },
  service_points: { options: pointOptions, labels: pointLabels, legend: () => pointLegend("service_points") },
  facilities: { options: pointOptions, legend: () => pointLegend("facilities") },
  cases: { options: pointOptions, make: casePoints, legend: () => pointLegend("cases") },
  coverage: {
    options: (settings, map) => ({
      pane: paneOf(map, "coverage"),
      style: coverageStyle(settings) as L.StyleFunction,
      onEachFeature: (feature, layer) => tip(layer, coverageTip(settings, feature.properties ?? {})),
    }),
    legend: coverageLegend,
  },
};

/** Cases are many: one canvas paints them, gathered by zoom. */
function casePoints(features: Feature[], map: L.Map): L.Layer {
  const places = features.map((feature) => (feature.geometry as Point).coordinates);
  const kinds = features.map((feature) => (feature.properties?.is_closed ? 2 : 0));
  const layer = new PointsLayer(([first]) => map.fire("wangge:point", { kind: "cases", feature: features[first] }));
  layer.offer(columnsOf(places.map(([lon]) => lon), places.map(([, lat]) => lat), kinds));
  return layer;
}

function pointOptions(settings: LayerSettings, map: L.Map): L.GeoJSONOptions {
  paneOf(map, "points");
  return {
    pointToLayer: (feature, place) => pointMarker(settings.kind, feature, place),
    onEachFeature: (feature, layer) => {
      layer.on("click", () => map.fire("wangge:point", { kind: settings.kind, feature }));
    },
  };
}

function coverageTip(settings: LayerSettings, properties: Record<string, any>): string {
  const seconds = properties.walk_s as number | null;
  const reach = seconds === null || seconds === undefined ? "步行不可达" : `步行约 ${Math.ceil(seconds / 60)} 分钟`;
  return `${settings.name}：${reach}　${properties.households ?? 0} 户`;
}

function coverageLegend(settings: LayerSettings): Node {
  const colours = settings.colours ?? [];
  const words = ["5 分钟内", "10 分钟内", "15 分钟内", "15 分钟以外"];
  return h("div", { class: "legend" }, ...colours.map((colour, i) => h("div", {}, swatch(colour), h("span", {}, words[i] ?? ""))));
}

/** The features of one layer, fetched once, when it is first shown. */
class FetchedLayer extends L.LayerGroup {
  private state: "idle" | "asked" | "here" = "idle";

  constructor(
    private readonly settings: LayerSettings,
    private readonly drawing: Drawing,
  ) {
    super();
  }

  override onAdd(map: L.Map): this {
    super.onAdd(map);
    const desk = deskOf(map);
    desk.labels.show(this.source(), true);
    if (this.state === "idle") void this.fetch(map, desk);
    return this;
  }

  override onRemove(map: L.Map): this {
    deskOf(map).labels.show(this.source(), false);
    return super.onRemove(map);
  }

  private source(): string {
    return this.drawing.isGround ? this.settings.kind : `layer:${this.settings.name}`;
  }

  private async fetch(map: L.Map, desk: Desk): Promise<void> {
    if (this.drawing.isGround) return;
    this.state = "asked";
    try {
      const collection = await getJson<FeatureCollection>(this.settings.address);
      const options = this.drawing.options(this.settings, map);
      const made = this.drawing.make?.(collection.features, map);
      const drawn = made ? undefined : L.geoJSON(collection, { ...options, ...withRenderer(map, options) } as L.GeoJSONOptions);
      this.addLayer((made ?? drawn) as L.Layer);
      if (drawn && this.settings.kind === "grids") {
        const pale = (): unknown => drawn.setStyle({ fillOpacity: fillOpacityAt(map.getZoom()) });
        map.on("zoomend", pale);
        pale();
      }
      if (this.drawing.labels) desk.labels.offer(this.source(), this.drawing.labels(collection.features));
      this.state = "here";
      map.fire("wangge:layer", { kind: this.settings.kind, collection });
    } catch (error) {
      this.state = "idle";
      showError(error);
    }
  }
}

const renderers = new WeakMap<L.Map, Map<string, L.Renderer>>();

/** One canvas per pane: Leaflet's default renderer draws all panes' shapes into one. */
function withRenderer(map: L.Map, options: L.GeoJSONOptions): { renderer?: L.Renderer } {
  const pane = (options as { pane?: string }).pane;
  if (!pane) return {};
  const known = renderers.get(map) ?? new Map<string, L.Renderer>();
  renderers.set(map, known);
  const renderer = known.get(pane) ?? pathCanvas({ pane, tolerance: 3 });
  known.set(pane, renderer);
  return { renderer };
}

/** Make a layer of `kind`, list it in the panel's entries, and show it if it is on at first. */
export function fetchedLayer(map: L.Map, settings: LayerSettings): L.Layer {
  const drawing = DRAWINGS[settings.kind];
  const layer = new FetchedLayer(settings, drawing);
  const entry: LayerEntry = {
    kind: settings.kind,
    name: settings.name,
    group: settings.group,
    layer,
    isExclusive: settings.kind === "coverage",
    legend: () => drawing.legend?.(settings) ?? null,
    setShown: (isShown) => void (isShown ? map.addLayer(layer) : map.removeLayer(layer)),
    isShown: () => map.hasLayer(layer),
  };
  deskOf(map).entries.push(entry);
  if (settings.show) map.addLayer(layer);
  return layer;
}

/** Shapes of features for those who need where they are. */
export function placed(features: Feature[]): [Shape, number, number][] {
  return features.map((feature) => {
    const shape = shapeOf(feature);
    return [shape, ...labelPoint(shape)] as [Shape, number, number];
  });
}
