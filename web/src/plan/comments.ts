// What communities say of the plan, pinned to a grid or to the whole; planners settle it.

import { fill, h } from "../shared/dom";
import { openDialog } from "../shared/dialog";
import { showError } from "../shared/notices";
import type { PlanModel } from "./model";
import { type Comment, readComments, sendComment, settleComment } from "./wire";

const OPEN_STATES = ["draft", "comments", "in_review", "approved", "filed"];

export interface CommentRights {
  maySettle: boolean;
  active: number | null; // the grid chosen on the map
  go: (gridId: number) => void;
  changed: (comments: Comment[]) => void;
}

/** Open comments, by the grid they are pinned to. */
export function openByGrid(comments: Comment[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { grid_id, is_resolved } of comments) if (grid_id !== null && !is_resolved) counts.set(grid_id, (counts.get(grid_id) ?? 0) + 1);
  return counts;
}

/** The dialog of all comments, and a form for one's own. */
export async function commentsDialog(model: PlanModel, rights: CommentRights): Promise<void> {
  let { items } = await readComments(model.planId);
  const list = h("div", { class: "comments", "aria-live": "polite" });
  const grids = [...model.grids.values()].sort((a, b) => a.community_id - b.community_id || a.number - b.number);
  const pin = h("select", { name: "grid", "aria-label": "意见针对" }, h("option", { value: "" }, "整个方案"),
    ...grids.map((grid) => h("option", { value: grid.grid_id, selected: grid.grid_id === rights.active }, grid.name)));
  const text = h("textarea", { name: "text", rows: 3, maxlength: 2000, required: true, placeholder: "写明希望怎样调整、为什么" });
  const show = (): void => {
    fill(list, ...(items.length ? items.map((comment) => entry(comment)) : [h("p", { class: "muted" }, "还没有意见。")]));
    rights.changed(items);
  };
  const replace = (fresh: Comment): void => {
    items = items.some(({ id }) => id === fresh.id) ? items.map((old) => (old.id === fresh.id ? fresh : old)) : [...items, fresh];
    show();
  };
  const entry = (comment: Comment): HTMLElement => {
    const grid = comment.grid_id === null ? undefined : model.grids.get(comment.grid_id);
    const place = comment.grid_id === null ? "整个方案" : (grid?.name ?? "已不在方案中的网格");
    return h("article", { class: comment.is_resolved ? "settled" : undefined, "data-comment": comment.id },
      h("header", {},
        grid ? h("button", { type: "button", class: "link", onclick: () => { dialog.close(); rights.go(grid.grid_id); } }, place) : h("b", {}, place),
        h("span", { class: "muted small" }, `${comment.by ?? "—"}　${new Date(comment.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })}`),
        comment.is_resolved ? h("span", { class: "tag good" }, "已处理")
          : rights.maySettle && h("button", { type: "button", class: "button small", onclick: () => void settleComment(model.planId, comment.id).then(replace).catch(showError) }, "标为已处理")),
      h("p", {}, comment.text));
  };
  const form = OPEN_STATES.includes(model.head.state)
    ? h("form", { class: "comment-form" }, h("label", {}, "针对", pin), h("label", {}, "意见", text), h("button", { type: "submit", class: "button primary" }, "提交意见"))
    : null;
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    sendComment(model.planId, text.value, pin.value ? Number(pin.value) : null).then((made) => { text.value = ""; replace(made); }).catch(showError);
  });
  const dialog = openDialog("社区意见", h("div", { class: "dialog-body" }, list, form));
  dialog.dataset.dialog = "comments";
  show();
}
