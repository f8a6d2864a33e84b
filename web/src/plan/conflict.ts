// A stroke and somebody else's met on the same cells: the planner says what becomes of it, and nothing is lost meanwhile.

import { h } from "../shared/dom";
import { openDialog } from "../shared/dialog";
import { figure } from "../shared/words";
import type { Board } from "./board";
import type { Clash, Decision, PlanModel } from "./model";

function nameOf(model: PlanModel, gridId: number | null): string {
  return gridId === null ? "不划入任何网格" : (model.grids.get(gridId)?.name ?? "已不在方案中的网格");
}

/** What the two wanted, cell by cell summed up: where it lies now, and how many households. */
function byGrid(model: PlanModel, cells: number[], gridOf: (cell: number) => number | null): [string, number, number][] {
  const sums = new Map<string, [number, number]>();
  for (const id of cells) {
    const name = nameOf(model, gridOf(id));
    const [count, households] = sums.get(name) ?? [0, 0];
    sums.set(name, [count + 1, households + (model.cells.byId.get(id)?.households ?? 0)]);
  }
  return [...sums].map(([name, [count, households]]) => [name, count, households]);
}

/** Ask what becomes of a refused stroke; its cells are hatched on the map meanwhile. */
export function askAboutClash(model: PlanModel, board: Board, { stroke, by, cells }: Clash): Promise<Decision> {
  const { wish, moves } = stroke;
  const wanted = new Map(moves.map((move) => [move.cell_id, move.to_grid_id]));
  const disputed = cells.filter((id) => model.cells.byId.has(id));
  const free = moves.length - disputed.length;
  const mayShare = (wish.kind === "assign" || wish.kind === "new_grid") && free > 0;
  // The plan as the server has it, without this stroke: what the other planner has made of the cells.
  const theirs = byGrid(model, disputed, (id) => model.acknowledgedGridOf(id));
  const mine = byGrid(model, disputed, (id) => wanted.get(id) ?? (wish.kind === "assign" ? wish.grid_id : null));
  board.compared = moves.filter((move) => disputed.includes(move.cell_id));
  board.soon();
  const list = (title: string, rows: [string, number, number][]): HTMLElement =>
    h("div", {}, h("h3", {}, title), h("ul", {}, ...rows.map(([name, count, households]) => h("li", {}, `${count} 个地块（${figure(households)} 户）：${name}`))));
  return new Promise((resolve) => {
    let decision: Decision | undefined;
    const choose = (value: Decision) => () => { decision = value; dialog.close(); };
    const button = (text: string, value: Decision, isPrimary = false): HTMLElement =>
      h("button", { type: "button", class: `button${isPrimary ? " primary" : ""}`, "data-decision": value, onclick: choose(value) }, text);
    const body = h("div", { class: "dialog-body" },
      h("p", {}, h("b", {}, by), ` 刚修改了您这一步涉及的 ${disputed.length} 个地块。您的修改还在本机，尚未提交；图上紫色斜线处为有冲突的地块。`),
      list(`${by} 改为`, theirs), disputed.length && moves.length ? list("您要改为", mine) : null);
    const foot = h("footer", { class: "dialog-buttons" },
      mayShare && button(`只提交其余 ${free} 个地块`, "rest", true),
      button("按我的改（覆盖对方）", "mine", !mayShare),
      button("放弃这一步", "drop"));
    const dialog = openDialog("与他人的修改有冲突", body, foot);
    dialog.dataset.dialog = "clash";
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.querySelector("header .close")?.remove();
    dialog.addEventListener("close", () => {
      board.compared = [];
      board.soon();
      resolve(decision ?? "drop");
    });
  });
}
