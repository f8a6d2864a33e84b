// What if: open or close a gate, add a point and drag it, close or move a facility, let the service propose sites.

import type { Feature, Point } from "geojson";
import { fill, h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import type { Change, Gap, Siting } from "./answers";
import { Scenarios } from "./scenarios";
import type { CoverageState } from "./state";

function mark(kind: string, text: string, title: string): L.DivIcon {
  return L.divIcon({ html: h("span", { class: `trial-mark ${kind}`, title }, text), className: "badge-frame", iconSize: [24, 24] });
}

export class Trials {
  readonly element = h("section", { class: "trials", "aria-label": "试一试" });
  private readonly list = h("ol", { class: "trial-list" });
  private readonly gates = L.layerGroup();
  private readonly points = L.layerGroup();
  private isPlacing = false;
  private readonly add = h("button", { type: "button", class: "button", onclick: () => this.startPlacing() }, "新增点位");
  private readonly propose = h("button", { type: "button", class: "button quiet", onclick: () => void this.site() }, "选址建议");
  private readonly clear = h("button", { type: "button", class: "button quiet", onclick: () => this.attempt([]) }, "清除试算");

  constructor(
    private readonly map: L.Map,
    private readonly state: CoverageState,
    maySite: boolean,
  ) {
    this.gates.addTo(map);
    this.points.addTo(map);
    this.element.append(
      h("h3", {}, "试一试（不改动数据）"),
      h("p", { class: "muted small" }, "放大后点“门”可试开、试关出入口；新增的点位和已有设施都可拖动，点设施可试关。"),
      h("div", { class: "trial-buttons" }, this.add, maySite && this.propose, this.clear),
      this.list,
    );
    if (maySite) this.element.append(new Scenarios(state, (changes) => this.attempt(changes)).element);
    map.on("click", (event: L.LeafletMouseEvent) => this.place(event.latlng));
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

  private startPlacing(): void {
    this.isPlacing = !this.isPlacing;
    this.map.getContainer().classList.toggle("placing", this.isPlacing);
    this.add.textContent = this.isPlacing ? "请点地图……" : "新增点位";
  }

  private place(at: L.LatLng): void {
    if (!this.isPlacing) return;
    this.startPlacing();
    const category = this.state.item()?.category;
    this.attempt([...this.state.changes, { kind: "add_facility", category, lon: at.lng, lat: at.lat }]);
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

  private toggleFacility(feature: Feature): void {
    const code = String(feature.properties?.code);
    const rest = this.without(["close_facility"], code);
    this.attempt(rest.length < this.state.changes.length ? rest : [...rest, { kind: "close_facility", code }]);
  }

  private moveFacility(feature: Feature, at: L.LatLng): void {
    const code = String(feature.properties?.code);
    this.attempt([...this.without(["move_facility"], code), { kind: "move_facility", code, lon: at.lng, lat: at.lat }]);
  }

  private draw(): void {
    this.drawGates();
    this.drawPoints();
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
    };
    return words[change.kind];
  }

  private drawGates(): void {
    this.gates.clearLayers();
    for (const feature of this.state.gates.features) {
      const [lon, lat] = (feature.geometry as Point).coordinates;
      const { code, name = "", estate_name: estate = "", is_open: isOpen } = feature.properties ?? {};
      const tried = this.state.changes.find((change) => change.code === code && change.kind.endsWith("gate"));
      const isNowOpen = tried ? tried.kind === "open_gate" : isOpen !== false;
      const kind = `gate ${isNowOpen ? "is-open" : "is-shut"}${tried ? " tried" : ""}`;
      const title = `${estate}${name}（${isNowOpen ? "开放" : "关闭"}）：点击试${isNowOpen ? "关" : "开"}`;
      L.marker([lat, lon], { icon: mark(kind, isNowOpen ? "门" : "×", title), alt: title, keyboard: true })
        .on("click", () => this.toggleGate(feature))
        .addTo(this.gates);
    }
  }

  private drawPoints(): void {
    this.points.clearLayers();
    const item = this.state.item();
    if (!item) return;
    const letter = item.chinese.slice(0, 1);
    for (const feature of this.state.facilities.features) {
      if (!String(feature.properties?.item ?? "").split(";").includes(item.item)) continue;
      this.drawFacility(feature, letter);
    }
    this.state.changes.forEach((change, place) => {
      if (change.kind !== "add_facility" || change.category !== item.category) return;
      const marker = L.marker([change.lat as number, change.lon as number], { icon: mark("added", letter, "拖动可移动"), draggable: true, zIndexOffset: 1000 });
      marker.on("dragend", () => {
        const at = marker.getLatLng();
        this.attempt(this.state.changes.map((old, i) => (i === place ? { ...old, lon: at.lng, lat: at.lat } : old)));
      });
      marker.addTo(this.points);
    });
  }

  private drawFacility(feature: Feature, letter: string): void {
    const { code, name = "", used } = feature.properties ?? {};
    const isShut = this.state.changes.some((change) => change.kind === "close_facility" && change.code === code);
    const moved = this.state.changes.find((change) => change.kind === "move_facility" && change.code === code);
    const [lon, lat] = moved ? [moved.lon as number, moved.lat as number] : (feature.geometry as Point).coordinates;
    const kind = `facility${isShut ? " is-shut tried" : moved ? " tried" : ""}${used === false ? " unused" : ""}`;
    const marker = L.marker([lat, lon], { icon: mark(kind, isShut ? "×" : letter, `${name}：点击试关，拖动试移`), draggable: true, alt: String(name) });
    marker.on("click", () => this.toggleFacility(feature));
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
      const answer = await sendJson<Siting>("POST", "/api/v1/coverage/siting", { profile, template, item, minutes, k: 3 });
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
