// One place in words: building, grid, who answers, the nearest service point; what to do next below it.

import { h } from "../../shared/dom";
import { LEVEL_CHINESE, walkingTime } from "../../shared/words";
import type { Place } from "../places";

const CERTAINTY = { sure: "确定", likely: "较可能", unsure: "不确定，请核对" };

function row(term: string, ...content: (Node | string | null)[]): HTMLElement {
  return h("div", { class: "go-row" }, h("dt", {}, term), h("dd", {}, ...content));
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function gridRow(place: Place): HTMLElement {
  const name = place.grid?.name ?? "不在任何网格内";
  if (place.certainty === "sure") return row("网格", h("b", { "data-grid": place.grid?.id }, name));
  const others = place.chances
    .slice(0, 3)
    .map(({ grid, share }) => h("li", {}, `${grid?.name ?? "不在网格内"}　${percent(share)}`));
  return row(
    "网格",
    h("b", { "data-grid": place.grid?.id }, name),
    h("span", { class: `go-sure ${place.certainty}` }, CERTAINTY[place.certainty]),
    h("ol", { class: "go-chances" }, ...others),
  );
}

function peopleRows(place: Place): HTMLElement[] {
  return place.people.map((post) =>
    h(
      "li",
      {},
      h("span", { class: "go-role" }, post.role_chinese),
      post.is_vacant ? h("b", { class: "go-vacant" }, "空缺") : h("b", {}, `负责人 ${post.number ?? ""}`),
      h("small", {}, post.unit_name + (post.is_substitute ? " · B角代理" : "")),
    ),
  );
}

function nearRow(place: Place): HTMLElement | null {
  const [point] = place.near;
  if (!point) return null;
  const way =
    point.walk_s !== null
      ? walkingTime(point.walk_s)
      : point.straight_m !== null
        ? `直线约 ${Math.round(point.straight_m / 10) * 10} 米`
        : "步行不能到达";
  return row("服务点", h("b", {}, point.name), h("small", {}, `${LEVEL_CHINESE[point.level] ?? ""} · ${way}`));
}

/** What a place is: its name, grid, community, nearest service point. */
export function placeCard(place: Place): HTMLElement {
  const title = place.building ? String(place.building.facts.title ?? place.building.name) : (place.estate?.name ?? place.community?.name ?? "此处");
  const stairwell = place.stairwell ? `${place.stairwell}单元` : "";
  return h(
    "section",
    { class: "go-card", "data-place": place.building?.id ?? "" },
    h("h1", {}, title + stairwell),
    place.isOutside ? h("p", { class: "go-warn" }, "这里不在您的片区内。联网后登记，由系统按位置归属。") : null,
    h("dl", {}, gridRow(place), row("社区", place.community?.name ?? "—"), nearRow(place)),
  );
}

/** Who answers there, from the door up. */
export function peopleCard(place: Place): HTMLElement | null {
  const people = peopleRows(place);
  return people.length ? h("details", { class: "go-card", open: true, "data-people": true }, h("summary", {}, "谁负责"), h("ul", { class: "go-people" }, ...people)) : null;
}
