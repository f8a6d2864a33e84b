// The map on which the place of a case is chosen by a click.

import { basemap } from "../basemap/basemap";
import { fetchedLayer } from "../map/layers";
import { openMap } from "../map/open";
import { pinAt } from "../map/pin";
import { h } from "../shared/dom";

/** What the page says of its ground: the box shown at first, and where the layers are fetched. */
export interface GroundSettings {
  box: [number, number, number, number];
  layers: string;
}

const CLOSE_ZOOM = 17.5;

/** A map that is made when it is first shown; each click hands over its place. */
export class PlaceMap {
  readonly element = h("div", { class: "place-map", hidden: true });
  private map: L.Map | undefined;
  private pin: L.Marker | undefined;

  constructor(
    private readonly settings: GroundSettings,
    private readonly choose: (lon: number, lat: number) => void,
  ) {}

  get isShown(): boolean {
    return !this.element.hidden;
  }

  show(isShown: boolean): void {
    this.element.hidden = !isShown;
    if (isShown) this.map ??= this.make();
    else this.map?.stop();
  }

  /** Put the pin on a place, and come near it. */
  mark(lon: number, lat: number): void {
    this.pin?.remove();
    if (!this.map) return;
    this.pin = pinAt(lon, lat).addTo(this.map);
    if (!this.map.getBounds().contains([lat, lon]) || this.map.getZoom() < CLOSE_ZOOM - 1) this.map.setView([lat, lon], CLOSE_ZOOM, { animate: false });
  }

  unmark(): void {
    this.pin?.remove();
  }

  private make(): L.Map {
    const frame = h("div", { class: "place-map-ground", role: "application", "aria-label": "在地图上点选地点" });
    this.element.append(frame);
    const map = openMap(frame, this.settings.box, { attributionControl: false, zoomControl: false, preferCanvas: true });
    L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    basemap(map, { address: this.settings.layers, isOverTiles: false });
    fetchedLayer(map, { kind: "grids_bare", name: "现行网格", group: "参考图层", address: `${this.settings.layers}/grids`, show: true });
    map.on("click", ({ latlng }: L.LeafletMouseEvent) => this.choose(latlng.lng, latlng.lat));
    return map;
  }
}
