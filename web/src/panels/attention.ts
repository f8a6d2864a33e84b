// «待调整»: grids out of the band and homes in no grid, one click from the place and from a draft to mend them.

import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { showError } from "../shared/notices";
import { figure } from "../shared/words";
import { deskOf } from "../map/desk";

interface AttentionItem {
  kind: "out_of_band" | "unassigned";
  name: string;
  community_name: string;
  households: number;
  building_count: number;
  grid_id: number | null;
  min_households?: number; // of the grid's community, where out of the band
  max_households?: number;
  lon: number;
  lat: number;
}

interface Summary {
  plan: { id: number; name: string; state: string } | null;
  band: { min_households: number; max_households: number; is_same_everywhere: boolean };
  totals: Record<string, number>;
  attention: AttentionItem[];
}

function say(item: AttentionItem, { band }: Summary): string {
  if (item.kind === "unassigned") return `${item.building_count} 栋 ${figure(item.households)} 户尚未划入网格`;
  const { min_households: least = band.min_households, max_households: most = band.max_households } = item;
  const over = item.households - most;
  return over > 0
    ? `${figure(item.households)} 户，超出上限 ${over} 户`
    : `${figure(item.households)} 户，低于下限 ${least - item.households} 户`;
}

function row(map: L.Map, item: AttentionItem, summary: Summary): HTMLElement {
  return h(
    "button",
    { type: "button", class: "attention-row", onclick: () => map.flyTo([item.lat, item.lon], 17, { duration: 0.6 }) },
    h("span", { class: `mark ${item.kind}`, "aria-hidden": "true" }, item.kind === "unassigned" ? "＋" : "！"),
    h("span", { class: "attention-words" }, h("strong", {}, item.name), h("small", {}, say(item, summary))),
  );
}

/** Open a draft on the plan in force and go to its editor. */
async function openDraft(): Promise<void> {
  const name = `网格调整草案 ${new Date().toLocaleDateString("zh-CN")}`;
  const plan = await sendJson<{ id: number }>("POST", "/api/v1/plans", { name });
  window.location.assign(`/plans/${plan.id}`);
}

function totalsLine(totals: Record<string, number>): HTMLElement {
  const entry = (value: number | undefined, unit: string): Node | null =>
    value === undefined ? null : h("span", {}, h("b", {}, figure(value)), unit);
  return h("div", { class: "totals" }, entry(totals.communities, "个社区（村）"), entry(totals.grids, "个网格"), entry(totals.households, "户"), entry(totals.residents, "人"));
}

function draw(map: L.Map, host: HTMLElement, summary: Summary, mayDraft: boolean): void {
  const out = summary.attention.filter((item) => item.kind === "out_of_band");
  const unassigned = summary.attention.filter((item) => item.kind === "unassigned");
  const list = h("div", { class: "attention-list", id: "attention-list", hidden: true });
  const pill = h(
    "button",
    { type: "button", class: "pill", "aria-expanded": "false", "aria-controls": "attention-list", "data-attention": out.length },
    h("span", { class: `pill-count${out.length ? "" : " none"}` }, out.length ? `待调整 ${out.length} 个` : "网格均在户数区间内"),
    unassigned.length > 0 && h("span", { class: "pill-more" }, `未划入 ${figure(unassigned.reduce((sum, item) => sum + item.households, 0))} 户`),
  );
  pill.addEventListener("click", () => {
    list.hidden = !list.hidden;
    pill.setAttribute("aria-expanded", String(!list.hidden));
  });
  const note = `户数区间 ${summary.band.min_households}–${summary.band.max_households} 户${summary.band.is_same_everywhere ? "" : "（另有规定的社区除外）"}，按常住户计`;
  fill(list, h("p", { class: "muted small" }, note), ...[...out, ...unassigned].map((item) => row(map, item, summary)));
  if (mayDraft && summary.plan && summary.attention.length)
    list.append(h("button", { type: "button", class: "button primary wide", "data-open-draft": true, onclick: () => void openDraft().catch(showError) }, "新建调整草案"));
  fill(host, h("div", { class: "attention" }, totalsLine(summary.totals), pill), list);
}

/** Show the badge at the top of the map. */
export function attention(map: L.Map, settings: { address: string; mayDraft: boolean }): void {
  const host = h("div", { class: "attention-frame" });
  L.DomEvent.disableClickPropagation(host).disableScrollPropagation(host);
  deskOf(map).corner("top").append(host);
  getJson<Summary>(settings.address)
    .then((summary) => draw(map, host, summary, settings.mayDraft))
    .catch(showError);
}
