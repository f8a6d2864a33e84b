// The tools as buttons, with their keys; brush size, unit and source beside them.

import { fill, h } from "../shared/dom";
import type { PlanModel } from "./model";
import type { Hand, Source, ToolName, UnitName } from "./tools";

interface ToolEntry {
  tool: ToolName;
  key: string;
  name: string;
  icon: string;
}

const TOOLS: ToolEntry[] = [
  { tool: "pan", key: "v", name: "移动", icon: "M12 3v18M3 12h18M12 3l-3 3M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 12l3 3M21 12l-3-3M21 12l-3 3" },
  { tool: "pick", key: "i", name: "选取", icon: "M5 3l14 8-6 2-3 6z" },
  { tool: "click", key: "c", name: "点选", icon: "M12 4v4M12 16v4M4 12h4M16 12h4M9 9h6v6H9z" },
  { tool: "brush", key: "b", name: "画笔", icon: "M19 4c-5 2-9 6-11 10l3 3c4-2 7-6 8-13zM8 14c-3 0-3 4-6 5 3 2 8 1 8-3z" },
  { tool: "erase", key: "e", name: "橡皮", icon: "M8 19h12M5 15l9-10 6 5-8 9H8z" },
  { tool: "border", key: "d", name: "拖边界", icon: "M12 3v18M7 8l-4 4 4 4M17 8l4 4-4 4" },
  { tool: "rectangle", key: "r", name: "框选", icon: "M4 6h16v12H4z" },
  { tool: "lasso", key: "l", name: "套索", icon: "M12 4c5 0 9 2.4 9 6s-4 6-9 6c-2 0-4-.3-5.500-1M7 15c-3 0-4-2-4-5 0-3.600 4-6 9-6M7 15c2 1 1 4-2 5" },
  { tool: "split", key: "s", name: "画线拆分", icon: "M4 20L20 4M6 5h5v5M18 19h-5v-5" },
];
const UNITS: [UnitName, string][] = [["estate", "按小区"], ["building", "按楼栋"], ["cell", "按单元格"]];

function icon(path: string): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(namespace, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** The column of tools at the left. */
export class Toolbar {
  readonly element = h("div", { class: "panel toolbar", role: "toolbar", "aria-label": "调整工具" });
  private readonly buttons = new Map<ToolName, HTMLButtonElement>();
  private readonly options = h("div", { class: "tool-options" });
  private source: HTMLSelectElement | undefined;
  private sourceName: HTMLOptionElement | undefined;

  constructor(
    private readonly hand: Hand,
    private readonly model: PlanModel,
    private readonly commands: Record<string, () => void> = {},
  ) {
    for (const entry of TOOLS) this.element.append(this.button(entry));
    this.element.append(h("hr"), this.action("撤销", "Ctrl+Z", "undo", "M9 7L4 12l5 5M4 12h10c4 0 6 2 6 6"), this.action("重做", "Ctrl+Y", "redo", "M15 7l5 5-5 5M20 12H10c-4 0-6 2-6 6"));
    this.buildOptions();
    window.addEventListener("keydown", (event) => this.key(event));
    hand.addEventListener("change", () => this.mark());
    this.mark();
  }

  /** Options of the chosen tool, for the corner beside the tools. */
  get optionsElement(): HTMLElement {
    return this.options;
  }

  private button({ tool, name, key, icon: path }: ToolEntry): HTMLButtonElement {
    const button = h("button", { type: "button", title: `${name}（${key.toUpperCase()}）`, "aria-label": name, "data-tool": tool, onclick: () => this.hand.set({ tool }) });
    button.append(icon(path), h("span", {}, name));
    this.buttons.set(tool, button);
    return button;
  }

  private action(name: string, keys: string, kind: "undo" | "redo", path: string): HTMLButtonElement {
    const button = h("button", { type: "button", title: `${name}（${keys}）`, "aria-label": name, "data-action": kind, onclick: () => this.model.wish({ kind }) });
    button.append(icon(path), h("span", {}, name));
    return button;
  }

  private buildOptions(): void {
    const unit = h("select", { "aria-label": "一次调整的单位", "data-option": "unit", onchange: () => this.hand.set({ unit: unit.value as UnitName }) },
      ...UNITS.map(([value, name]) => h("option", { value, selected: value === this.hand.state.unit }, name)));
    const source = h("select", { "aria-label": "只从哪里取", "data-option": "source", onchange: () => this.hand.set({ source: this.sourceOf(source.value) }) },
      h("option", { value: "any" }, "从任何网格取"), h("option", { value: "unassigned" }, "只取未划入的"), (this.sourceName = h("option", { value: "active" }, "只取当前网格的")));
    this.source = source;
    const size = h("input", { type: "range", min: 8, max: 120, value: this.hand.state.brushPixels, "aria-label": "画笔大小", oninput: () => this.hand.set({ brushPixels: Number(size.value) }) });
    fill(this.options, unit, source, h("label", { class: "brush-size" }, "画笔", size));
  }

  private sourceOf(value: string): Source {
    if (value === "unassigned") return "unassigned";
    return value === "active" && this.hand.state.target !== null ? this.hand.state.target : "any";
  }

  private key(event: KeyboardEvent): void {
    if ((event.target as Element).closest("input, textarea, select, dialog")) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      const kind = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : undefined;
      if (!kind) return;
      event.preventDefault();
      this.model.wish({ kind });
      return;
    }
    if (event.altKey) return;
    this.commands[key]?.();
    const entry = TOOLS.find((candidate) => candidate.key === key);
    if (entry) this.hand.set({ tool: entry.tool });
    if (key === "[" || key === "]") this.hand.set({ brushPixels: Math.max(8, Math.min(120, this.hand.state.brushPixels + (key === "]" ? 8 : -8))) });
  }

  private mark(): void {
    const { tool, source } = this.hand.state;
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", String(name === tool));
    const strokes = ["click", "brush", "erase", "border", "rectangle", "lasso"].includes(tool);
    this.options.hidden = !strokes;
    this.options.classList.toggle("no-brush", tool !== "brush" && tool !== "erase" && tool !== "border");
    this.options.classList.toggle("no-source", tool === "erase" || tool === "border");
    if (this.source && typeof source !== "number") this.source.value = source;
    if (this.sourceName) this.sourceName.textContent = typeof source === "number" ? `只取 ${this.model.grids.get(source)?.name ?? "一个网格"}` : "只取当前网格的";
  }
}
