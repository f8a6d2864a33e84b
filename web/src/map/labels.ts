// Names on the map: one canvas over the ground, written by the painter.

import { type Order, type Studio, put } from "../basemap/studio";
import { showError } from "../shared/notices";
import { CanvasLayer } from "./canvas_layer";
import type { Label } from "./lettering";

const FIRST = 0; // before the tiles: names are read at once

/** The layer of names; sources are offered by name and may be replaced or hidden. */
export class Labels extends CanvasLayer {
  private order: Order | undefined;

  constructor(private readonly studio: Studio) {
    super("labels", { name: "labels", zIndex: 450, isTouched: false });
  }

  /** Give (or replace) the names of one source. */
  offer(source: string, labels: Label[]): void {
    this.studio.tell({ kind: "names", source, labels }).catch(showError);
    this.soon();
  }

  /** Show or hide one source. */
  show(source: string, isShown: boolean): void {
    this.studio.tell({ kind: "show", source, isShown }).catch(showError);
    this.soon();
  }

  protected override redraw(): void {
    this.order?.cancel();
    const view = this.view();
    const order = (this.order = this.studio.order({ kind: "lettering", view }, FIRST));
    const write = async (): Promise<void> => {
      const picture = await order.picture;
      if (picture && order === this.order && this.settle(view)) put(this.canvas, picture);
    };
    write().catch(showError);
  }
}
