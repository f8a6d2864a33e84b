// The ground as Leaflet tiles; what is on them comes from the painter.

import { densityOf } from "../map/view";
import { type Order, type Studio, put } from "./studio";

const SIZE = 512;
const AFTER_NAMES = 1;

/** Canvas tiles of the ground; `repaint()` after the ground has grown. */
export class GroundTiles extends L.GridLayer {
  private readonly orders = new WeakMap<HTMLElement, Order>();

  constructor(
    private readonly studio: Studio,
    private readonly isOverTiles: boolean,
  ) {
    super({ tileSize: SIZE, pane: "tilePane", updateWhenZooming: false, keepBuffer: 1, className: "ground" });
    this.on("tileunload", ({ tile }) => this.orders.get(tile)?.cancel());
  }

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement("canvas");
    this.paint(canvas, coords).then(() => done(undefined, canvas), (error: Error) => done(error, canvas));
    return canvas;
  }

  /** Paint every tile anew, each standing as it was until then. */
  async repaint(): Promise<void> {
    const tiles = Object.values((this as any)._tiles as Record<string, { el: HTMLCanvasElement; coords: L.Coords }>);
    await Promise.all(tiles.map(({ el, coords }) => this.paint(el, coords)));
  }

  private async paint(canvas: HTMLCanvasElement, coords: L.Coords): Promise<void> {
    const scale = 2 ** coords.z;
    const view = { left: (coords.x * SIZE) / scale, top: (coords.y * SIZE) / scale, scale, zoom: coords.z, width: SIZE, height: SIZE, density: densityOf(window) };
    const order = this.studio.order({ kind: "tile", view, isOverTiles: this.isOverTiles }, AFTER_NAMES);
    this.orders.set(canvas, order);
    const picture = await order.picture;
    if (picture) put(canvas, picture);
  }
}
