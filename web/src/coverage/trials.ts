// What if: open, shut or add a gate, add a point, a path or a footbridge, close or move a facility, propose sites.

import type { Feature, Point } from "geojson";
import { fill, h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { Change, Gap, Siting } from "./answers";
import { pane } from "./homes";
import { Pointing } from "./pointing";
import { Scenarios } from "./scenarios";
import type { CoverageState } from "./state";

function mark(kind: string, text: string, title: string): L.DivIcon {
  return L.divIcon({ html: h("span", { class: `trial-mark ${kind}`, title }, text), className: "badge-frame", iconSize: [24, 24] });
}

/** A tool: what it is called, what is asked for once it is chosen, how many places it takes, and the change made of them. */
interface Tool {
  text: string;
  hint: string;
  places: number;
  change: (places: L.LatLng[], category: string | undefined) => Change;
}

const PATH = (is_footbridge: boolean) => ([from, to]: L.LatLng[]): Change => ({ kind: "add_path", lon: from.lng, lat: from.lat, to_lon: to.lng, to_lat: to.lat, is_footbridge });
const TOOLS: Tool[] = [
  { text: "＋点位", hint: "请在地图上点设施的位置", places: 1, change: ([at], category) => ({ kind: "add_facility", category, lon: at.lng, lat: at.lat }) },
  { text: "＋出入口", hint: "请点封闭小区的围墙", places: 1, change: ([at]) => ({ kind: "add_gate", lon: at.lng, lat: at.lat }) },
  { text: "＋步道", hint: "请依次点步道的两端，两端应靠近道路", places: 2, change: PATH(false) },
  { text: "＋天桥", hint: "请依次点天桥的两端，可跨过围墙、河道和铁路", places: 2, change: PATH(true) },
];

export class Trials {
  readonly element = h("section", { class: "trials", "aria-label": "试一试" });
  /** Told when a facility's mark is clicked. */
  picked: (feature: Feature) => void = () => undefined;
  /** Told when a measurement was kept. */
  recorded: () => void = () => undefined;
  private readonly list = h("ol", { class: "trial-list" });
  private readonly gates = L.layerGroup();
  private readonly points = L.layerGroup();
  private readonly drawn: L.LayerGroup;
  private readonly pathRenderer: L.Renderer;
  private readonly pointing: Pointing;
  private readonly hint = h("p", { class: "muted small", role: "status" });
  private readonly tools = TOOLS.map((tool) => h("button", { type: "button", class: "button", "aria-pressed": "false", onclick: () => this.start(tool) }, tool.text));
  private readonly count = h("select", { "aria-label": "新增几处" }, ...[1, 2, 3, 5, 10].map((k) => h("option", { value: String(k) }, `${k} 处`)));
  private readonly objective = h("select", { "aria-label": "选址目标" }, h("option", { value: "coverage" }, "覆盖最多"), h("option", { value: "time" }, "步行最短"));
  private readonly limited = h("input", { type: "checkbox" });
  private readonly propose = h("button", { type: "button", class: "button quiet", onclick: () => void this.site() }, "选址建议");
  private readonly clear = h("button", { type: "button", class: "button quiet", onclick: () => this.attempt([]) }, "清除试算");

  constructor(
    private readonly map: L.Map,
    private readonly state: CoverageState,
    maySite: boolean,
  ) {
    this.gates.addTo(map);
    this.points.addTo(map);
    this.drawn = L.layerGroup().addTo(map);
    this.pathRenderer = L.svg({ pane: pane(map, "route", "418") });
    this.pointing = new Pointing(map);
    this.element.append(
      h("h3", {}, "试一试（不改动数据）"),
      h("div", { class: "trial-buttons tools" }, ...this.tools),
      this.hint,
      ...(maySite ? [h("div", { class: "trial-buttons siting" }, this.count, this.objective, h("label", { class: "small", title: "已有设施至多服务其容量所列的户数" }, this.limited, " 计容量"))] : []),
      h("div", { class: "trial-buttons" }, maySite && this.propose, this.clear),
      this.list,
    );
    this.count.value = "3";
    this.rest();
    if (maySite) this.element.append(new Scenarios(state, (changes) => this.attempt(changes), () => this.recorded()).element);
    map.on("zoomend", () => this.showMarks());
    state.listen(() => this.draw());
  }

  private attempt(changes: Change[]): void {
    this.element.classList.add("busy");
    this.state
      .attempt(changes)
      .catch((error: unknown) => {
        showError(error);
        this.state.changes = changes.slice(0, -1);
        this.draw();
      })
      .finally(() => this.element.classList.remove("busy"));
  }

  /** Whether the next click on the map belongs to a tool. */
  get isPointing(): boolean {
    return this.pointing.isOn;
  }

  private start(tool: Tool): void {
    const button = this.tools[TOOLS.indexOf(tool)];
    if (button.getAttribute("aria-pressed") === "true") return this.pointing.stop();
    this.pointing.start(
      tool.places,
      (places) => this.attempt([...this.state.changes, tool.change(places, this.state.item()?.category)]),
      () => this.rest(),
    );
    button.setAttribute("aria-pressed", "true");
    this.hint.textContent = `${tool.hint}；按 Esc 取消。`;
  }

  private rest(): void {
    this.tools.forEach((button) => button.setAttribute("aria-pressed", "false"));
    this.hint.textContent = "放大后点“门”可试开、试关出入口，沿围墙拖动可试移；新增的点位和已有设施都可拖动，点设施可看详情、试停用。";
  }

  /** Try what the ledger says would close a gap: the gate nearest to the remedy's place, or a new point there. */
  remedy(gap: Gap): void {
    const [lon, lat] = [gap.remedy_lon, gap.remedy_lat];
    if (lon === null || lat === null) return;
    if (gap.remedy !== "open_gate") {
      const category = this.state.opening?.items.find(({ item }) => item === gap.item)?.category;
      this.attempt([...this.state.changes, { kind: "add_facility", category, lon, lat }]);
      return;
    }
    const away = (feature: Feature): number => {
      const [x, y] = (feature.geometry as Point).coordinates;
      return Math.hypot(x - lon, y - lat);
    };
    const shut = this.state.gates.features.filter((feature) => feature.properties?.is_open === false);
    const gate = shut.sort((a, b) => away(a) - away(b))[0];
    if (gate) this.attempt([...this.without(["open_gate", "close_gate"], gate.properties?.code), { kind: "open_gate", code: gate.properties?.code }]);
  }

  private without(kinds: string[], code: string): Change[] {
    return this.state.changes.filter((change) => !(kinds.includes(change.kind) && change.code === code));
  }

  private toggleGate(feature: Feature): void {
    const { code, is_open: isOpen } = feature.properties ?? {};
    const rest = this.without(["open_gate", "close_gate"], code);
    const isTried = rest.length < this.state.changes.length;
    this.attempt(isTried ? rest : [...rest, { kind: isOpen === false ? "open_gate" : "close_gate", code }]);
  }

  /** Close a facility in thought, or take that back. */
  toggleFacility(feature: Feature): void {
    const code = String(feature.properties?.code);
    const rest = this.without(["close_facility"], code);
    this.attempt(rest.length < this.state.changes.length ? rest : [...rest, { kind: "close_facility", code }]);
  }

  private moveFacility(feature: Feature, at: L.LatLng): void {
    const code = String(feature.properties?.code);
    this.attempt([...this.without(["move_facility"], code), { kind: "move_facility", code, lon: at.lng, lat: at.lat }]);
  }

  private draw(): void {
    this.element.hidden = this.state.isKept;
    if (this.state.isKept) this.pointing.stop();
    this.drawGates();
    this.drawPoints();
    this.drawNew();
    this.showMarks();
    const entries = this.state.changes.map((change, place) =>
      h("li", {}, this.words(change), h("button", { type: "button", class: "close", "aria-label": "撤销这一条", onclick: () => this.attempt(this.state.changes.filter((_, i) => i !== place)) }, "×")));
    fill(this.list, ...entries);
    this.clear.disabled = !this.state.changes.length;
  }

  private words(change: Change): string {
    const gate = this.state.gates.features.find((feature) => feature.properties?.code === change.code);
    const facility = this.state.facilities.features.find((feature) => feature.properties?.code === change.code);
    const name = String((gate ?? facility)?.properties?.name ?? change.code ?? "");
    const item = this.state.opening?.items.find((candidate) => candidate.category === change.category);
    const words: Record<Change["kind"], string> = {
      open_gate: `开放${gate?.properties?.estate_name ?? ""}${name}`,
      close_gate: `关闭${gate?.properties?.estate_name ?? ""}${name}`,
      close_facility: `停用${name}`,
      move_facility: `移动${name}`,
      add_facility: `新增一处${item?.chinese ?? ""}设施`,
      add_gate: "新增一个出入口",
      move_gate: `移动${gate?.properties?.estate_name ?? ""}${name}`,
      add_path: change.is_footbridge ? "新增一座天桥" : "新增一条步道",
    };
    return words[change.kind];
  }

  private moveGate(feature: Feature, at: L.LatLng): void {
    const code = String(feature.properties?.code);
    this.attempt([...this.without(["move_gate"], code), { kind: "move_gate", code, lon: at.lng, lat: at.lat }]);
  }

  private drawGates(): void {
    this.gates.clearLayers();
    for (const feature of this.state.gates.features) {
      const moved = this.state.changes.find((change) => change.kind === "move_gate" && change.code === feature.properties?.code);
      const [lon, lat] = moved ? [moved.lon as number, moved.lat as number] : (feature.geometry as Point).coordinates;
      const { code, name = "", estate_name: estate = "", is_open: isOpen } = feature.properties ?? {};
      const tried = this.state.changes.find((change) => change.code === code && ["open_gate", "close_gate"].includes(change.kind));
      const isNowOpen = tried ? tried.kind === "open_gate" : isOpen !== false;
      const kind = `gate ${isNowOpen ? "is-open" : "is-shut"}${tried || moved ? " tried" : ""}`;
      const title = `${estate}${name}（${isNowOpen ? "开放" : "关闭"}）：点击试${isNowOpen ? "关" : "开"}，沿围墙拖动试移`;
      const marker = L.marker([lat, lon], { icon: mark(kind, isNowOpen ? "门" : "×", title), alt: title, keyboard: true, draggable: true });
      marker.on("click", () => this.toggleGate(feature));
      marker.on("dragend", () => this.moveGate(feature, marker.getLatLng()));
      marker.addTo(this.gates);
    }
  }

  /** New gates and paths, as they are being tried. */
  private drawNew(): void {
    this.drawn.clearLayers();
    this.state.changes.forEach((change, place) => {
      if (change.kind === "add_gate") {
        const marker = L.marker([change.lat as number, change.lon as number], { icon: mark("gate is-open tried", "门", "新增的出入口，可拖动"), draggable: true, zIndexOffset: 1000 });
        marker.on("dragend", () => this.moveNew(place, marker.getLatLng()));
        marker.addTo(this.drawn);
      }
      if (change.kind === "add_path") {
        const ends: L.LatLngExpression[] = [[change.lat as number, change.lon as number], [change.to_lat as number, change.to_lon as number]];
        L.polyline(ends, { color: "#e07b00", weight: 6, opacity: 0.95, dashArray: change.is_footbridge ? undefined : "2 8", lineCap: "round", interactive: false, renderer: this.pathRenderer }).addTo(this.drawn);
      }
    });
  }

  private moveNew(place: number, at: L.LatLng): void {
    this.attempt(this.state.changes.map((old, i) => (i === place ? { ...old, lon: at.lng, lat: at.lat } : old)));
  }

  private drawPoints(): void {
    this.points.clearLayers();
    const item = this.state.item();
    if (!item) return;
    const letter = item.chinese.slice(0, 1);
    for (const feature of this.state.facilities.features) {
      const { item: items = "", category, used } = feature.properties ?? {};
      // What its community calls closed or misplaced counts for nothing, and is shown so that it can be put right.
      if (!String(items).split(";").includes(item.item) && !(used === false && category === item.category)) continue;
      this.drawFacility(feature, letter);
    }
    this.state.changes.forEach((change, place) => {
      if (change.kind !== "add_facility" || change.category !== item.category) return;
      const marker = L.marker([change.lat as number, change.lon as number], { icon: mark("added", letter, "拖动可移动"), draggable: true, zIndexOffset: 1000 });
      marker.on("dragend", () => this.moveNew(place, marker.getLatLng()));
      marker.addTo(this.points);
    });
  }

  private drawFacility(feature: Feature, letter: string): void {
    const { code, name = "", used } = feature.properties ?? {};
    const isShut = this.state.changes.some((change) => change.kind === "close_facility" && change.code === code);
    const moved = this.state.changes.find((change) => change.kind === "move_facility" && change.code === code);
    const [lon, lat] = moved ? [moved.lon as number, moved.lat as number] : (feature.geometry as Point).coordinates;
    const kind = `facility${isShut ? " is-shut tried" : moved ? " tried" : ""}${used === false ? " unused" : ""}`;
    const isFixed = this.state.isKept || used === false;
    const marker = L.marker([lat, lon], { icon: mark(kind, isShut ? "×" : letter, `${name}：点击看详情${isFixed ? "" : "，拖动试移"}`), draggable: !isFixed, alt: String(name) });
    marker.on("click", () => this.picked(feature));
    marker.on("dragend", () => this.moveFacility(feature, marker.getLatLng()));
    marker.addTo(this.points);
  }

  /** Gates only from near: from afar they would hide the homes. */
  private showMarks(): void {
    const container = this.map.getContainer();
    container.classList.toggle("far", this.map.getZoom() < 15.5);
    container.classList.toggle("very-far", this.map.getZoom() < 14);
  }

  private async site(): Promise<void> {
    const { profile, template, item, minutes } = this.state.choice;
    this.propose.disabled = true;
    this.propose.textContent = "正在比较各路口……";
    try {
      const answer = await sendJson<Siting>("POST", "/api/v1/coverage/siting", { profile, template, item, minutes, k: Number(this.count.value), objective: this.objective.value, respect_capacity: this.limited.checked });
      if (!answer.sites.length) {
        notice("没有能再增加覆盖户数的位置");
        return;
      }
      const category = this.state.item()?.category;
      const added = answer.sites.map(({ lon, lat }): Change => ({ kind: "add_facility", category, lon, lat }));
      const proven = answer.status === "optimal" ? "已证明为最优" : answer.gap_share === null ? "" : `距最优至多 ${(answer.gap_share * 100).toFixed(1)}%`;
      notice(`建议 ${answer.sites.length} 处，共可多覆盖 ${figure(answer.households_gained)} 户${proven ? `，${proven}` : ""}`);
      this.attempt([...this.state.changes, ...added]);
    } catch (error) {
      showError(error);
    } finally {
      this.propose.disabled = false;
      this.propose.textContent = "选址建议";
    }
  }
}
