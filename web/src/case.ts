// One case: what it is, where it stands, what happened, who was called, and what the viewer may do about it.

import { basemap } from "./basemap/basemap";
import { askMove } from "./cases/moves";
import { showPhotos } from "./cases/photos";
import { drawTrend } from "./cases/trend";
import { type CalledDepartment, type CaseMove, type Desk, type Me, type Step, type TimelineEvent, type Week, moment } from "./cases/wire";
import { fetchedLayer } from "./map/layers";
import { openMap } from "./map/open";
import { pinAt } from "./map/pin";
import { shiftedTiles } from "./map/shifted_tiles";
import { fill, h } from "./shared/dom";
import { getJson } from "./shared/http";
import { showError } from "./shared/notices";

const PATHS: Record<string, [string, string][]> = {
  whistle: [["reported", "上报"], ["judging", "研判"], ["called", "部门报到"], ["in_progress", "办理"], ["solved", "办结"], ["closed", "回访结案"]],
  discuss: [["reported", "网格提事"], ["discussing", "居民议事"], ["decided", "社区决事"], ["in_progress", "办理"], ["solved", "办结"], ["closed", "回访结案"]],
  refer: [["reported", "登记"], ["referred", "转办"], ["in_progress", "办理"], ["solved", "办结"], ["closed", "回访结案"]],
  repair: [["reported", "登记"], ["accepted", "受理"], ["in_progress", "办理"], ["solved", "办结"], ["closed", "回访结案"]],
};
const QUIET = new Set(["comment", "merge", "prioritise", "reclassify", "refer", "return_task", "reopen"]);

/** Which way the case went, by what happened to it. */
function pathOf(events: TimelineEvent[]): [string, string][] {
  const met = new Set(events.flatMap((event) => [event.kind, event.to_state]));
  return PATHS[met.has("whistle") ? "whistle" : met.has("discuss") ? "discuss" : met.has("referred") ? "refer" : "repair"];
}

/** The way of the case, with what is behind it, where it stands, and what is to come. */
function pathBar(desk: Desk): HTMLElement {
  const { state, state_chinese, is_closed } = desk.case;
  if (state === "returned" || state === "merged") return h("p", { class: "path-end" }, state_chinese);
  const path = pathOf(desk.timeline);
  const met = new Set(desk.timeline.map((event) => event.to_state));
  const here = path.some(([name]) => name === state) ? state : "reported"; // accepted stands in no path but the plain one
  return h("ol", { class: "path" }, ...path.map(([name, word]) =>
    h("li", { class: name === here ? "here" : met.has(name) || is_closed ? "done" : "", "aria-current": name === here ? "step" : undefined }, word)));
}

function facts(desk: Desk): HTMLElement {
  const the = desk.case;
  const row = (word: string, value: Node | string | null): Node | null => (value ? h("div", {}, h("dt", {}, word), h("dd", {}, value)) : null);
  const due = the.due_at && h("span", { class: the.is_overdue ? "late" : "" }, moment(the.due_at), the.is_overdue ? "（已超时）" : "", !the.is_due_sure && h("small", { class: "muted" }, "　该年放假安排未公布，按周末推算"));
  return h("dl", { class: "facts" },
    row("类别", the.category_chinese), row("来源", the.source_chinese), row("办理方式", the.route_chinese), row("所在", the.unit_name), row("地址", the.address !== the.unit_name ? the.address : ""),
    row("登记", moment(the.opened_at)), row("时限", due || "不限时"), row("优先级", the.priority === 1 ? "1（最急）" : String(the.priority)),
    row("办结", the.solved_at ? moment(the.solved_at) : ""), row("满意度", the.satisfaction ? `${"★".repeat(the.satisfaction)}${"☆".repeat(5 - the.satisfaction)}` : ""),
    ...Object.entries(the.answers).map(([question, answer]) => row(question, String(answer))));
}

function whistleBox(called: CalledDepartment[]): HTMLElement | null {
  if (!called.length) return null;
  const here = called.filter((one) => one.is_here).length;
  return h("section", { class: "case-card whistle", "data-whistle": `${here}/${called.length}` }, h("h2", {}, `部门报到 ${here}/${called.length}`),
    h("ul", {}, ...called.map((one) => h("li", { class: one.is_here ? "is-here" : "" }, h("span", { class: "mark", "aria-hidden": "true" }, one.is_here ? "✓" : "…"),
      h("span", {}, h("strong", {}, one.chinese), h("small", { class: "muted" }, `　${one.duty}`), h("br"),
        one.is_here ? h("small", {}, `${moment(one.checked_in_at)} 报到${one.note ? `：${one.note}` : ""}`) : h("small", { class: "late" }, "尚未报到"))))));
}

function stepsBox(steps: Step[], limitAt: string | null): HTMLElement | null {
  if (!steps.length) return null;
  return h("section", { class: "case-card" }, h("h2", {}, "专有步骤"),
    h("ol", { class: "own-steps" }, ...steps.map((step) => h("li", { class: step.is_done ? "done" : step.is_next ? "next" : "" },
      h("strong", {}, step.chinese), step.parties.length > 0 && h("small", { class: "muted" }, `　${step.parties.join("、")}`),
      step.code === "notice" && limitAt && h("small", {}, `　限期至 ${moment(limitAt)}`), step.hindrance && h("small", { class: "late" }, `　${step.hindrance}`)))));
}

function timeline(events: TimelineEvent[]): HTMLElement {
  const rows = [...events].reverse().map((event) =>
    h("li", { "data-event": event.kind }, h("time", {}, moment(event.made_at)),
      h("div", {}, h("strong", {}, event.kind_chinese), event.from_state !== event.to_state && event.to_state_chinese && h("span", { class: "tag" }, event.to_state_chinese),
        event.made_by_name && h("span", { class: "muted" }, `　${event.made_by_name}`),
        ...event.told.map((text) => h("p", { class: "told" }, text)), event.note && h("p", { class: "event-note" }, event.note))));
  return h("section", { class: "case-card" }, h("h2", {}, "经过"), h("ol", { class: "timeline" }, ...rows));
}

/** The page of one case over a small map. */
class CaseSheet {
  private readonly host = document.querySelector("[data-case-sheet]") as HTMLElement;
  private readonly side = document.querySelector("[data-case-side]") as HTMLElement;
  private readonly photos = h("section", { class: "case-card" });
  private readonly trend = h("section", { class: "case-card trend" });
  private isPlaced = false;

  constructor(private readonly map: L.Map, private readonly caseId: number, private readonly me: Me) {
    this.side.append(this.photos, this.trend);
    // Others work on the case too: whoever comes back to the page sees where it stands now.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !document.querySelector("dialog")) void this.load();
    });
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      const desk = await getJson<Desk>(`/api/v1/cases/${this.caseId}/desk`);
      this.show(desk);
      this.place(desk);
      if (desk.case.is_dispute) fill(this.photos, h("p", { class: "muted small" }, "家庭、邻里矛盾只落到社区：不保存地点，不收照片，不上图，不计入图表。"));
      else await this.showPhotos(desk);
      const weeks = await getJson<Week[]>(`/api/v1/cases/${this.caseId}/trend`);
      this.trend.hidden = weeks.length === 0;
      if (weeks.length) drawTrend(this.trend, weeks, desk.case);
    } catch (error) {
      if (!this.host.querySelector("h1")) fill(this.host, h("p", { class: "empty muted" }, error instanceof Error ? error.message : "没有读到这件诉求"));
      showError(error);
    }
  }

  private showPhotos(desk: Desk): Promise<void> {
    const { rights } = this.me;
    const mayAdd = rights.includes("file_cases");
    // Who handles cases but may do nothing here has filed it from outside: they follow it.
    const mayBlur = mayAdd && (desk.case.moves.length > 0 || !rights.includes("handle_cases"));
    return showPhotos(this.photos, this.caseId, mayAdd, mayBlur, () => void this.load());
  }

  private show(desk: Desk): void {
    const the = desk.case;
    document.title = `${the.number} ${the.title} · 网格地图`;
    const button = (move: CaseMove): HTMLElement =>
      h("button", { type: "button", class: `button${QUIET.has(move.move) ? "" : " primary"}`, "data-move": move.move, title: move.hindrance || undefined, disabled: Boolean(move.hindrance), onclick: () => askMove(move, desk, this.me.role, () => void this.load()) }, move.chinese);
    const [first, rest] = [the.moves.filter((move) => !QUIET.has(move.move)), the.moves.filter((move) => QUIET.has(move.move))];
    const hindered = the.moves.filter((move) => move.hindrance);
    fill(this.host,
      h("header", { class: "case-head" }, h("p", { class: "muted" }, h("a", { href: "/cases" }, "诉求"), ` / ${the.number}`), h("h1", {}, the.title,
        h("span", { class: `tag ${the.is_overdue ? "warn" : the.is_closed ? "grey" : the.state === "solved" ? "good" : ""}`, "data-state": the.state }, the.state_chinese))),
      pathBar(desk),
      the.moves.length > 0 && h("section", { class: "moves", "aria-label": "可办理" }, ...first.map(button), h("span", { class: "gap" }), ...rest.map(button)),
      ...hindered.map((move) => h("p", { class: "muted small" }, `“${move.chinese}”：${move.hindrance}`)),
      h("section", { class: "case-card" }, the.description && h("p", { class: "case-words" }, the.description), facts(desk)),
      stepsBox(desk.steps, desk.limit_at), whistleBox(desk.called), timeline(desk.timeline));
  }

  private place(desk: Desk): void {
    const { lon, lat } = desk.case;
    const frame = this.map.getContainer().parentElement as HTMLElement;
    if (lon === null || lat === null) {
      frame.hidden = true;
      return;
    }
    if (this.isPlaced) return;
    this.isPlaced = true;
    pinAt(lon, lat).addTo(this.map);
    this.map.setView([lat, lon], 17, { animate: false });
  }
}

/** Show the case beside its map. */
function caseSheet(map: L.Map, settings: { caseId: number }): void {
  getJson<Me>("/api/v1/me").then((me) => new CaseSheet(map, settings.caseId, me)).catch(showError);
}

Object.assign(window, { wangge: { openMap, basemap, shiftedTiles, fetchedLayer, caseSheet } });
