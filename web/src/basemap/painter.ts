// Paints the ground and the names from what it was given. It runs in a worker, so that a map never stands still while
// streets and houses are painted; and in the page itself where no worker can paint (see studio.ts).

import type { FeatureCollection } from "geojson";
import { type Label, type NameSources, writeNames } from "../map/lettering";
import type { Pen, View } from "../map/view";
import { shapesOf } from "../shared/geo";
import { getJson } from "../shared/http";
import { areaLabels, buildingLabels, streetLabels } from "./names";
import { type Ground, inDrawingOrder, paintGround } from "./paint";

/** What is told to a painter or ordered from it. */
export type Request =
  | { kind: "fetch"; layer: keyof Ground; address: string }
  | { kind: "ground"; layer: keyof Ground; collection: FeatureCollection }
  | { kind: "names"; source: string; labels: Label[] }
  | { kind: "show"; source: string; isShown: boolean }
  | { kind: "tile"; view: View; isOverTiles: boolean }
  | { kind: "lettering"; view: View };

export type Canvas = HTMLCanvasElement | OffscreenCanvas;

/** Holds shapes and names; every request is answered by a canvas or by nothing. */
export class Painter {
  private readonly ground: Ground = { green: [], water: [], estates: [], streets: [], buildings: [] };
  private readonly names: NameSources = { labels: new Map(), hidden: new Set() };

  constructor(private readonly newCanvas: (width: number, height: number) => Canvas) {}

  async answer(request: Request): Promise<Canvas | undefined> {
    if (request.kind === "fetch") this.take(request.layer, await getJson<FeatureCollection>(request.address));
    else if (request.kind === "ground") this.take(request.layer, request.collection);
    else if (request.kind === "names") this.names.labels.set(request.source, request.labels);
    else if (request.kind === "show") this.names.hidden[request.isShown ? "delete" : "add"](request.source);
    else if (request.kind === "tile") return this.paint(request.view, (pen) => paintGround(pen, this.ground, request.view, request.isOverTiles));
    else return this.paint(request.view, (pen) => writeNames(pen, this.names, request.view));
    return undefined;
  }

  private take(layer: keyof Ground, collection: FeatureCollection): void {
    const shapes = shapesOf(collection);
    this.ground[layer] = layer === "streets" ? inDrawingOrder(shapes) : shapes;
    this.names.labels.set(layer, layer === "streets" ? streetLabels(shapes) : layer === "buildings" ? buildingLabels(shapes) : areaLabels(shapes, layer));
  }

  private paint(view: View, act: (pen: Pen) => void): Canvas {
    const canvas = this.newCanvas(Math.round(view.width * view.density), Math.round(view.height * view.density));
    const pen = canvas.getContext("2d") as Pen | null;
    if (!pen) throw new Error("浏览器没有给出画布");
    pen.scale(view.density, view.density);
    act(pen);
    return canvas;
  }
}
