// The part of the world that a canvas shows.

export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** World point (x, y) stands at ((x - left) * scale, (y - top) * scale) of the canvas, in screen pixels. */
export interface View {
  left: number; // world pixels at zoom 0
  top: number;
  scale: number;
  zoom: number;
  width: number; // screen pixels
  height: number;
  density: number; // canvas pixels to a screen pixel
}

/** Canvas pixels to a screen pixel: enough for sharp lines, never so many that painting is slow. */
export function densityOf(window_: Window): number {
  return Math.min(2, Math.max(1, window_.devicePixelRatio || 1));
}
