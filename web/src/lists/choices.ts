// Select boxes of plans, communities and estates, as the papers' dialogs ask for them.

import { h } from "../shared/dom";
import { getJson } from "../shared/http";

interface Named {
  id: number;
  properties: { name: string; code: string };
}

/** A select box with a name for readers of the page. */
export function choice(label: string, options: [string, string][]): HTMLSelectElement {
  return h("select", { "aria-label": label }, ...options.map(([value, text]) => h("option", { value }, text)));
}

/** A field under its label. */
export function labelled(text: string, field: HTMLElement): HTMLLabelElement {
  return h("label", {}, text, field);
}

/** The plans one may see, that in force first. */
export async function planChoice(planId?: number): Promise<HTMLSelectElement> {
  const { items } = await getJson<{ items: { id: number; name: string; state_chinese: string }[] }>("/api/v1/plans");
  const select = choice("方案", [["", "执行中的方案"], ...items.map((plan): [string, string] => [String(plan.id), `${plan.name}（${plan.state_chinese}）`])]);
  if (planId) select.value = String(planId);
  return select;
}

async function named(noun: string): Promise<Named[]> {
  const found: Named[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await getJson<{ features: Named[]; next_cursor?: string | null }>(`/api/v1/${noun}?detail=point&limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    found.push(...page.features);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

/** The whole place, or one of its communities by code. */
export async function placeChoice(): Promise<HTMLSelectElement> {
  const communities = await named("communities");
  return choice("范围", [["", "全街道"], ...communities.map(({ properties }): [string, string] => [properties.code, properties.name])]);
}

/** One estate: by code, or by id for the notice board. */
export async function estateChoice(by: "code" | "id" = "code"): Promise<HTMLSelectElement> {
  const estates = (await named("estates")).sort((a, b) => a.properties.name.localeCompare(b.properties.name, "zh-CN"));
  return choice("小区", estates.map((estate): [string, string] => [by === "id" ? String(estate.id) : estate.properties.code, estate.properties.name]));
}
