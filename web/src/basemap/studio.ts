// Orders pictures from the painter: most wanted first, few at a time, so that what is out of sight again can be called off.

import { type Canvas, Painter, type Request } from "./painter";

export type Picture = ImageBitmap | Canvas;

/** What the worker sends back. */
export interface Answer {
  id: number;
  picture?: ImageBitmap;
  problem?: string;
}

/** A picture on order. */
export interface Order {
  picture: Promise<Picture | undefined>; // nothing where it was called off
  cancel(): void;
}

interface Job {
  request: Request;
  rank: number;
  done: (picture: Picture | undefined) => void;
  failed: (error: Error) => void;
}

const AT_ONCE = 2; // one being painted, one ready to begin

function canPaintAside(): boolean {
  return typeof Worker === "function" && typeof OffscreenCanvas === "function" && "transferToImageBitmap" in OffscreenCanvas.prototype && Boolean(new OffscreenCanvas(1, 1).getContext("2d"));
}

function pageCanvas(width: number, height: number): Canvas {
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** Put a picture on a canvas of its size: handed over where it came from the worker, copied where it did not. */
export function put(canvas: HTMLCanvasElement, picture: Picture): void {
  if (typeof ImageBitmap === "function" && picture instanceof ImageBitmap) return canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(picture);
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
}

/** One painter, in a worker where the browser can. */
export class Studio {
  private readonly queue: Job[] = [];
  private readonly asked = new Map<number, Job>();
  private atWork = 0;
  private last = 0;
  private worker: Worker | null = null;
  private painter: Painter | null = null;
  private told: Request[] | null = []; // until the worker has once answered: what another painter would have to know

  /** `address` of the worker's program; without one the page paints. */
  constructor(address: string | undefined = document.body.dataset.painter) {
    if (address && canPaintAside()) this.paintAside(address);
    else this.paintHere();
  }

  private paintAside(address: string): void {
    this.worker = new Worker(address);
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => this.take(data);
    this.worker.onerror = () => this.told && this.paintHere();
  }

  /** Tell the painter something; resolves once it knows. */
  tell(request: Request): Promise<void> {
    this.told?.push(request);
    return new Promise((done, failed) => this.give({ request, rank: 0, done: () => done(), failed }));
  }

  /** Order a picture; the smallest rank is painted first. */
  order(request: Request, rank: number): Order {
    let job: Job | undefined;
    const picture = new Promise<Picture | undefined>((done, failed) => this.queue.push((job = { request, rank, done, failed })));
    const cancel = (): void => {
      const at = job ? this.queue.indexOf(job) : -1;
      if (at >= 0) this.queue.splice(at, 1)[0].done(undefined);
    };
    this.next();
    return { picture, cancel };
  }

  /** Let the worker go; what was ordered never comes. */
  close(): void {
    this.worker?.terminate();
    this.queue.length = 0;
  }

  private next(): void {
    while (this.atWork < AT_ONCE && this.queue.length) {
      const least = Math.min(...this.queue.map(({ rank }) => rank));
      const [job] = this.queue.splice(this.queue.findIndex(({ rank }) => rank === least), 1);
      this.atWork++;
      const free = <T>(then: (value: T) => void) => (value: T): void => (this.atWork--, then(value), this.next());
      this.give({ ...job, done: free(job.done), failed: free(job.failed) });
    }
  }

  private give(job: Job): void {
    const id = ++this.last;
    if (this.worker) {
      this.asked.set(id, job);
      this.worker.postMessage({ id, request: job.request });
    } else {
      // A task of its own for each, so that the page answers fingers between two tiles.
      window.setTimeout(() => this.painter?.answer(job.request).then(job.done, job.failed), 0);
    }
  }

  private take({ id, picture, problem }: Answer): void {
    const job = this.asked.get(id);
    this.asked.delete(id);
    this.told = null;
    if (problem === undefined) job?.done(picture);
    else job?.failed(new Error(problem));
  }

  private paintHere(): void {
    this.worker?.terminate();
    this.worker = null;
    this.painter = new Painter(pageCanvas);
    const open = [...this.asked.values()];
    this.asked.clear();
    const known = (this.told ?? []).filter((request) => !open.some((job) => job.request === request));
    this.told = null;
    for (const request of known) void this.painter.answer(request);
    open.forEach((job) => this.give(job));
  }
}
