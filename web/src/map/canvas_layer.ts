// A canvas over the map that moves and grows with it as a picture until it has been drawn anew.

import { fromWorld } from "../shared/geo";
import { inTurn } from "./turns";
import { type View, densityOf } from "./view";

/** What is drawn on one canvas of a pane; a subclass draws it whole in `redraw`, at once or later. */
export abstract class CanvasLayer extends L.Layer {
  protected readonly canvas: HTMLCanvasElement;
  private drawn: View | undefined;
  private waiting = 0;

  /** `margin` is the share of the screen drawn beyond each edge, so that a short drag shows no bare ground. */
  constructor(
    className: string,
    private readonly pane: { name: string; zIndex: number; isTouched?: boolean },
    private readonly margin = 0,
  ) {
    super();
    this.canvas = L.DomUtil.create("canvas", `${className} leaflet-zoom-animated`);
  }

  override onAdd(map: L.Map): this {
    const pane = map.getPane(this.pane.name) ?? map.createPane(this.pane.name);
    pane.style.zIndex = String(this.pane.zIndex);
    if (this.pane.isTouched === false) pane.style.pointerEvents = "none";
    pane.append(this.canvas);
    this.soon();
    return this;
  }

  override onRemove(): this {
    this.canvas.remove();
    return this;
  }

  override getEvents(): { [name: string]: (event: any) => void } {
    return {
      moveend: () => this.settleAfterMove(),
      viewreset: () => (this.place(), this.redraw()),
      resize: () => this.redraw(),
      zoomanim: ({ center, zoom }: { center: L.LatLng; zoom: number }) => this.follow(center, zoom),
    };
  }

  /** After a zoom the picture of before serves until this canvas has its turn; after a drag there is bare ground to fill. */
  private settleAfterMove(): void {
    if (this.drawn && this.drawn.zoom !== this._map.getZoom()) inTurn(this, () => this._map && this.redraw());
    else this.redraw();
  }

  /** Draw everything anew. */
  protected abstract redraw(): void;

  /** Draw anew at the next frame, once however often it is asked. */
  soon(): void {
    if (this.waiting || !this._map) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      if (this._map) this.redraw();
    });
  }

  /** What the canvas should show now. */
  protected view(): View {
    const map = this._map;
    const size = map.getSize();
    const beyond = size.multiplyBy(this.margin).round();
    const zoom = map.getZoom();
    const scale = 2 ** zoom;
    const corner = (map.getPixelBounds().min ?? L.point(0, 0)).subtract(beyond);
    return { left: corner.x / scale, top: corner.y / scale, scale, zoom, width: size.x + 2 * beyond.x, height: size.y + 2 * beyond.y, density: densityOf(window) };
  }

  /** Put the canvas in its place for a view; false while the map is zooming, which ends with another drawing. */
  protected settle(view: View): boolean {
    if (!this._map || (this._map as any)._animatingZoom) return false;
    [this.canvas.style.width, this.canvas.style.height] = [`${view.width}px`, `${view.height}px`];
    this.drawn = view;
    this.place();
    return true;
  }

  /** The empty canvas in its place, with a pen that counts in screen pixels. */
  protected begin(view: View): CanvasRenderingContext2D | null {
    if (!this.settle(view)) return null;
    const [width, height] = [Math.round(view.width * view.density), Math.round(view.height * view.density)];
    if (this.canvas.width !== width || this.canvas.height !== height) [this.canvas.width, this.canvas.height] = [width, height];
    const pen = this.canvas.getContext("2d");
    pen?.setTransform(view.density, 0, 0, view.density, 0, 0);
    pen?.clearRect(0, 0, view.width, view.height);
    return pen;
  }

  private place(): void {
    if (!this.drawn) return;
    const at = this._map.latLngToLayerPoint(fromWorld(this.drawn.left, this.drawn.top));
    L.DomUtil.setTransform(this.canvas, at, this._map.getZoomScale(this._map.getZoom(), this.drawn.zoom));
  }

  private follow(center: L.LatLng, zoom: number): void {
    if (!this.drawn) return;
    const at = (this._map as any)._latLngToNewLayerPoint(L.latLng(fromWorld(this.drawn.left, this.drawn.top)), zoom, center) as L.Point;
    L.DomUtil.setTransform(this.canvas, at, this._map.getZoomScale(zoom, this.drawn.zoom));
  }
}
