// What a stroke would do, beside the pointer: households of the grids it touches, before it is let go.

import { fill, h } from "../shared/dom";
import { figure } from "../shared/words";
import { shortGridName } from "../map/names";
import type { Board } from "./board";
import type { PlanModel } from "./model";
import type { Hand } from "./tools";

const MOST = 4;

/** A small card that follows the hand. */
export class StrokeBadge {
  readonly element = h("div", { class: "stroke-badge", hidden: true, "aria-hidden": "true" });

  constructor(
    private readonly model: PlanModel,
    private readonly hand: Hand,
    private readonly board: Board,
  ) {}

  draw(): void {
    const moves = this.board.preview;
    const { pointer } = this.hand;
    this.element.hidden = !moves.length || !pointer;
    if (!moves.length || !pointer) return;
    const touched = [...new Set(moves.flatMap((move) => [move.to_grid_id, move.from_grid_id]))].slice(0, MOST);
    const [now, then] = [this.model.figures(), this.model.figures(moves)];
    const lines = touched.map((id) => {
      const grid = id === null ? undefined : this.model.grids.get(id);
      const [before, after] = [now.get(id)?.households ?? 0, then.get(id)?.households ?? 0];
      const isOut = grid !== undefined && !this.model.inBand(grid, after);
      return h("div", { class: isOut ? "out" : undefined }, h("span", {}, grid ? shortGridName(grid.name) : "未划入"), h("b", {}, `${isOut ? "！" : ""}${figure(before)} → ${figure(after)}`));
    });
    fill(this.element, ...lines);
    // Beside the hand, never over the table that it explains.
    const panel = document.querySelector(".plan-panel")?.getBoundingClientRect();
    const edge = panel && panel.left > window.innerWidth / 3 ? panel.left : window.innerWidth;
    const isRight = pointer.x + 210 > edge;
    this.element.style.left = isRight ? "" : `${pointer.x + 18}px`;
    this.element.style.right = isRight ? `${window.innerWidth - pointer.x + 18}px` : "";
    this.element.style.top = `${Math.max(8, pointer.y - 14)}px`;
  }
}
