// Dialogs: a title, a way out, and what is asked.

import { h } from "./dom";

/** Open a dialog with a title; it is removed when closed. */
export function openDialog(title: string, ...content: (Node | null)[]): HTMLDialogElement {
  const dialog = h("dialog", { class: "dialog", "aria-label": title });
  const close = h("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => dialog.close() }, "×");
  dialog.append(h("header", {}, h("h2", {}, title), close), ...content.filter((node) => node !== null));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
