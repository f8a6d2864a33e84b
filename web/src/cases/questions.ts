// The extra questions of a category: fields for them, and what was answered.

import { h } from "../shared/dom";

/** One field for each question. */
export function questionFields(questions: string[]): HTMLElement[] {
  return questions.map((text) => h("label", {}, text, h("input", { maxlength: 200, "data-question": text })));
}

/** Answers by their questions; what was left empty is none. */
export function answersIn(host: HTMLElement): Record<string, string> {
  const given = [...host.querySelectorAll<HTMLInputElement>("[data-question]")].map((input): [string, string] => [input.dataset.question ?? "", input.value.trim()]);
  return Object.fromEntries(given.filter(([, answer]) => answer));
}
