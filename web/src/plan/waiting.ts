// Strokes that the server has not acknowledged, kept on this machine too: a closed page loses none.

import type { CellMove, Wish } from "./wire";

/** A stroke with the version it was drawn on; the key makes sending it again harmless. */
export interface Waiting {
  wish: Wish;
  key: string;
  moves: CellMove[];
  version: number;
}

const PREFIX = "wangge.strokes";

/** The waiting strokes of one plan and one user, in the order they were drawn. */
export class WaitingStrokes {
  list: Waiting[] = [];
  private readonly place: string;

  constructor(planId: number, userId: number | null) {
    this.place = `${PREFIX}.${planId}.${userId ?? 0}`;
  }

  /** Take up what an earlier page left. */
  restore(): void {
    try {
      const kept = JSON.parse(window.localStorage.getItem(this.place) ?? "[]") as Waiting[];
      const known = new Set(this.list.map(({ key }) => key));
      this.list.unshift(...kept.filter(({ key }) => !known.has(key)));
    } catch {
      window.localStorage.removeItem(this.place);
    }
  }

  push(stroke: Waiting): void {
    this.list.push(stroke);
    this.keep();
  }

  remove(key: string | null): void {
    const left = this.list.filter((stroke) => stroke.key !== key);
    if (left.length === this.list.length) return;
    this.list = left;
    this.keep();
  }

  has(key: string | null): boolean {
    return this.list.some((stroke) => stroke.key === key);
  }

  keep(): void {
    try {
      if (this.list.length) window.localStorage.setItem(this.place, JSON.stringify(this.list));
      else window.localStorage.removeItem(this.place);
    } catch {
      // A full or forbidden store costs only what a closed page would have kept.
    }
  }
}

/** Note one's own stroke among those that can be taken back or done again. */
export function remember(past: Waiting[], future: Waiting[], stroke: Waiting): void {
  const [from, to] = stroke.wish.kind === "redo" ? [future, past] : [past, future];
  if (stroke.wish.kind === "undo" || stroke.wish.kind === "redo") {
    const turned = from.pop();
    if (turned) to.push(turned);
  } else {
    past.push(stroke);
    future.length = 0;
  }
}
