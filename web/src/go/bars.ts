// Bars under the header: what the person has to know or may do, each until it is settled.

import { fill, h } from "../shared/dom";

interface Bar {
  words: string;
  action?: string;
  act?: () => void;
}

const bars = new Map<string, Bar>();

function redraw(): void {
  const host = document.querySelector("[data-bars]");
  if (!host) return;
  fill(host, ...[...bars].map(([name, { words, action, act }]) =>
    h("div", { class: "go-bar", "data-bar": name }, h("span", {}, words), action && act ? h("button", { type: "button", onclick: act }, action) : null),
  ));
}

export function setBar(name: string, words: string, action?: string, act?: () => void): void {
  if (!words) bars.delete(name);
  else bars.set(name, { words, action, act });
  redraw();
}
