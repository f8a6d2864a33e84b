// The ground as Leaflet tiles, painted in the browser from shapes at hand.

import { type Ground, paintGround } from "./paint";

/** Canvas tiles of the ground; `redraw()` after the ground has grown. */
export class GroundTiles extends L.GridLayer {
  constructor(
    private readonly ground: Ground,
    private readonly isOverTiles: boolean,
  ) {
    super({ tileSize: 512, pane: "tilePane", updateWhenZooming: false, keepBuffer: 1, className: "ground" });
  }

  override createTile(coords: L.Coords): HTMLElement {
    const size = 512;
    const density = Math.min(2, Math.max(1, window.devicePixelRatio || 1));
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size * density;
    const pen = canvas.getContext("2d");
    if (!pen) return canvas;
    pen.scale(density, density);
    const scale = 2 ** coords.z;
    const [left, top] = [(coords.x * size) / scale, (coords.y * size) / scale];
    paintGround(pen, this.ground, { left, top, scale, zoom: coords.z, width: size, height: size }, this.isOverTiles);
    return canvas;
  }
}
