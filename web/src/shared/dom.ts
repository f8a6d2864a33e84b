// Builds elements without markup text, so that no name from the data is ever read as HTML.

type Child = Node | string | number | null | undefined | false;
type Handler = (event: Event) => void;

/** Make an element; keys starting with "on" are listeners, `true` writes a bare attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | Handler | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(node));
  return element;
}

function node(child: Child): Node | string {
  return typeof child === "number" ? String(child) : (child as Node | string);
}

/** Replace what an element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((c) => c !== null && c !== undefined && c !== false).map(node));
}

/** A small square of colour for legends. */
export function swatch(colour: string, shape: "square" | "dot" | "line" = "square"): HTMLElement {
  const mark = h("span", { class: `swatch ${shape}`, "aria-hidden": "true" });
  mark.style.setProperty("--swatch", colour);
  return mark;
}
