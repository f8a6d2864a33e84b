// Short messages at the foot of the page.

import { h } from "./dom";

/** Show a sentence for a while; errors stay until closed. */
export function notice(text: string, kind: "info" | "error" = "info"): void {
  const host = document.getElementById("notices");
  if (!host) return;
  const box = h("div", { class: `notice ${kind}`, role: kind === "error" ? "alert" : "status" }, text);
  box.append(h("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => box.remove() }, "×"));
  host.append(box);
  if (kind === "info") window.setTimeout(() => box.remove(), 4000);
}

/** Show what went wrong, in the server's own words where it has some. */
export function showError(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  notice(error instanceof Error ? error.message : "操作没有完成，请稍后再试", "error");
}
