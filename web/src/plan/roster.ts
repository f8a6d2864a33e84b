// Estates opened into their buildings: put whole estates or single buildings into the chosen grid, by name and keyboard.

import { fill, h } from "../shared/dom";
import { openDialog } from "../shared/dialog";
import { notice } from "../shared/notices";
import { figure } from "../shared/words";
import type { Cell } from "./cells";
import type { PlanModel } from "./model";

function gridName(model: PlanModel, cell: Cell): string {
  const grid = model.gridOf(cell.id);
  return grid === null ? "未划入" : (model.grids.get(grid)?.name ?? "—").replace(model.grids.get(grid)?.community_name ?? "", "");
}

/** Open the estates of the community of the chosen grid. */
export function rosterDialog(model: PlanModel, gridId: number | null): void {
  const grid = gridId === null ? undefined : model.grids.get(gridId);
  if (!grid) return notice("请先选取要划入的网格");
  const tally = h("p", { class: "muted", "aria-live": "polite" }, "勾选小区或楼栋，再划入。");
  const estates = model.cells.estatesOf(grid.community_id);
  const sections = estates.map(([id, name]) => estate(model, model.cells.ofEstate(id), name));
  const body = h("form", { class: "dialog-body roster" }, h("p", {}, "划入：", h("b", {}, grid.name)),
    ...(sections.length ? sections : [h("p", { class: "muted" }, "该社区没有登记小区。")]), tally,
    h("button", { type: "submit", class: "button primary" }, "划入所选楼栋"));
  const dialog = openDialog("小区与楼栋", body);
  dialog.classList.add("aside");
  const chosen = (): Cell[] => [...body.querySelectorAll<HTMLInputElement>("input[name=cell]:checked")].flatMap(({ value }) => model.cells.byId.get(Number(value)) ?? []);
  body.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.name === "estate") box.closest("details")?.querySelectorAll<HTMLInputElement>("input[name=cell]").forEach((one) => { one.checked = box.checked; });
    const cells = chosen();
    fill(tally, `已选 ${cells.length} 栋 ${figure(cells.reduce((sum, cell) => sum + cell.households, 0))} 户`);
  });
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const moves = chosen().filter((cell) => model.mayMove(cell.id, grid.grid_id))
      .map((cell) => ({ cell_id: cell.id, from_grid_id: model.gridOf(cell.id), to_grid_id: grid.grid_id }));
    dialog.close();
    if (!moves.length) return notice("所选楼栋已在该网格，或所在网格已锁定");
    model.wish({ kind: "assign", grid_id: grid.grid_id, cell_ids: moves.map((move) => move.cell_id) }, moves);
  });
}

function estate(model: PlanModel, homes: Cell[], name: string): HTMLElement {
  const households = homes.reduce((sum, cell) => sum + cell.households, 0);
  const all = h("input", { type: "checkbox", name: "estate", "aria-label": `${name}全部楼栋`, onclick: (event) => event.stopPropagation() });
  const places = new Set(homes.map((cell) => gridName(model, cell)));
  return h("details", {}, h("summary", {}, all, h("b", {}, name), h("span", { class: "muted small" }, ` ${homes.length} 栋 ${figure(households)} 户，在${[...places].join("、")}`)),
    h("div", { class: "roster-homes" }, ...homes.map((cell) =>
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "cell", value: cell.id }), `${cell.buildingName ?? "楼栋"}（${figure(cell.households)} 户）`, h("span", { class: "muted small" }, gridName(model, cell))))));
}
