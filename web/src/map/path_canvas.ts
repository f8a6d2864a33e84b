// Leaflet's canvas of paths, which after a zoom waits for its turn: grids, borders and homes are not drawn in one frame.

import { inTurn } from "./turns";

const former = L.Canvas.prototype as any;

class PathCanvas extends L.Canvas {
  private isWaiting = false;

  override getEvents(): { [name: string]: (event: any) => void } {
    return { ...former.getEvents.call(this), moveend: () => this.settle() };
  }

  /** Until its turn the canvas stands where the zoom has put it, grown or shrunk as a picture. */
  private settle(): void {
    const self = this as any;
    if (self._zoom === self._map.getZoom()) return self._update();
    this.isWaiting = true;
    inTurn(this, () => {
      this.isWaiting = false;
      if (self._map) self._update();
    });
  }

  /** Paths have their new places already, the canvas has not: what is drawn now would stand beside them. */
  _redraw(): void {
    if (this.isWaiting) (this as any)._redrawRequest = null;
    else former._redraw.call(this);
  }
}

const BEYOND = 0.25; // of the screen at each edge: a short drag shows no bare ground, and a redraw is not three screens

/** A canvas for the paths of one pane. */
export function pathCanvas(options: L.RendererOptions): L.Renderer {
  return new PathCanvas({ padding: BEYOND, ...options });
}
