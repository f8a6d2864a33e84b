// A table whose rows may be edited, added and taken out; cells are text, a number, a choice, a tick, words, lines or numbers.

import { h } from "../shared/dom";

export type Row = Record<string, unknown>;

export interface Column {
  name: string;
  title: string;
  kind: "text" | "number" | "choice" | "words" | "lines" | "numbers" | "tick";
  choices?: Array<[string, string]>;
  isNarrow?: boolean;
}

type Cell = { element: HTMLElement; value: () => unknown };

const SEPARATORS = /[、,，;；\s]+/;

function split(text: string): string[] {
  return text.split(SEPARATORS).filter(Boolean);
}

function numberOr(text: string): number | string {
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

function spelledOut(value: unknown): string {
  return Array.isArray(value) ? value.join("、") : String(value ?? "");
}

function cellOf(column: Column, value: unknown): Cell {
  if (column.kind === "tick") {
    const box = h("input", { type: "checkbox", "aria-label": column.title });
    box.checked = value === true;
    return { element: box, value: () => box.checked };
  }
  if (column.kind === "choice") {
    const select = h("select", { "aria-label": column.title }, ...(column.choices ?? []).map(([key, text]) => h("option", { value: key }, text)));
    select.value = String(value ?? "");
    return { element: select, value: () => select.value };
  }
  if (column.kind === "lines") {
    const area = h("textarea", { rows: Math.max(1, Array.isArray(value) ? value.length : 1), "aria-label": column.title });
    area.value = Array.isArray(value) ? value.join("\n") : "";
    return { element: area, value: () => area.value.split(/[\n、]/).map((line) => line.trim()).filter(Boolean) };
  }
  const field = h("input", { type: "text", "aria-label": column.title });
  field.value = spelledOut(value);
  const read: Record<string, () => unknown> = {
    text: () => field.value.trim(),
    number: () => (field.value.trim() === "" ? undefined : numberOr(field.value.trim())), // what is no number is left to the server, which names it
    words: () => split(field.value),
    numbers: () => split(field.value).map(Number),
  };
  return { element: field, value: read[column.kind] };
}

/** What a cell says where it cannot be edited. */
function saidOf(column: Column, value: unknown): string {
  if (column.kind === "tick") return value === true ? "是" : "";
  return column.kind === "choice" ? (column.choices?.find(([key]) => key === String(value ?? ""))?.[1] ?? "") : spelledOut(value);
}

export class RowTable {
  readonly element: HTMLElement;
  private readonly body = h("tbody");
  private readonly cells = new Map<HTMLElement, Cell[]>();

  constructor(
    private readonly columns: Column[],
    rows: Row[],
    private readonly isEditable: boolean,
  ) {
    const heads = columns.map(({ title }) => h("th", { scope: "col" }, title));
    this.element = h("div", { class: "rows", tabindex: "0" }, h("table", {}, h("thead", {}, h("tr", {}, ...heads, isEditable && h("th", {}))), this.body));
    rows.forEach((row) => this.append(row));
  }

  /** An empty row at the end, ready to be written. */
  add(): void {
    const row = this.append({});
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("input")?.focus();
  }

  rows(): Row[] {
    return [...this.body.children].map((row) => {
      const cells = this.cells.get(row as HTMLElement) ?? [];
      return Object.fromEntries(this.columns.map(({ name }, place) => [name, cells[place].value()]));
    });
  }

  private append(row: Row): HTMLElement {
    const cells = this.isEditable ? this.columns.map((column) => cellOf(column, row[column.name])) : [];
    const entries = this.columns.map((column, place) =>
      h("td", { class: column.kind === "tick" ? "tick" : column.isNarrow ? "narrow" : "" }, this.isEditable ? cells[place].element : saidOf(column, row[column.name])));
    const line = h("tr", {}, ...entries);
    if (this.isEditable) line.append(h("td", { class: "tick" }, h("button", { type: "button", class: "close", "aria-label": "删去这一行", onclick: () => { this.cells.delete(line); line.remove(); } }, "×")));
    this.cells.set(line, cells);
    this.body.append(line);
    return line;
  }
}
