// The desk at the left: the loads, or the duties of one unit.

import { fill, h } from "../shared/dom";
import { getJson } from "../shared/http";
import { showError } from "../shared/notices";
import { CONTACT_CHINESE, type Duties, type Load, type Officeholder, type Page, type Post, numbered } from "./answers";
import { absenceDialog, appointDialog, endDialog, fillDialog, personDialog, returnDialog, revealDialog, substituteDialog } from "./dialogs";
import { Loads } from "./loads";
import { PatchShapes, changePatchDialog, endPatchDialog, showPatches } from "./patches";

const AT_ONCE = 1000;

function link(text: string, act: () => void | Promise<void>): HTMLElement {
  return h("button", { type: "button", class: "link-button", onclick: () => void Promise.resolve(act()).catch(showError) }, text);
}

/** Who holds a post, and who acts today where that is another. */
function holderLine(post: Post): Node {
  if (post.is_vacant) return h("span", { class: "vacant" }, "空缺");
  const holder = numbered(post.officeholder_number ?? 0);
  if (!post.is_substitute) return h("span", {}, holder);
  const acting = post.acting_number === null ? "无人代行" : `${numbered(post.acting_number)}代行`;
  return h("span", {}, holder, h("span", { class: `tag ${post.acting_number === null ? "warn" : ""}` }, `今日${acting}`));
}

class DutiesDesk {
  private readonly loads: Loads;
  private readonly patches: PatchShapes;

  constructor(
    private readonly host: Element,
    map: L.Map,
    private readonly rights: string[],
    private readonly address: string,
  ) {
    const choose = (unitId: number): void => void this.show(unitId).catch(showError);
    this.loads = new Loads(map, choose);
    this.patches = new PatchShapes(map, choose);
  }

  private get mayAppoint(): boolean {
    return this.rights.includes("appoint");
  }

  async open(): Promise<void> {
    const asked = Number(new URLSearchParams(window.location.search).get("unit"));
    await this.readLoads();
    await this.loads.draw(this.address);
    await this.patches.draw();
    await (asked ? this.show(asked) : this.showLoads());
  }

  private async readLoads(): Promise<void> {
    const { items } = await getJson<Page<Load>>(`/api/v1/duties/loads?limit=${AT_ONCE}`);
    this.loads.update(items);
  }

  private showLoads(): void {
    window.history.replaceState(null, "", window.location.pathname);
    fill(this.host, this.loads.table());
  }

  private async show(unitId: number): Promise<void> {
    const duties = await getJson<Duties>(`/api/v1/duties/units/${unitId}`);
    window.history.replaceState(null, "", `?unit=${unitId}`);
    this.loads.flyTo(unitId);
    this.patches.flyTo(unitId);
    const again = (): void => void Promise.all([this.readLoads(), this.patches.draw(), this.show(unitId)]).catch(showError);
    const below = h("div", {});
    fill(this.host,
      h("div", { class: "crumbs" }, link("← 全部网格", () => this.showLoads())),
      h("h2", {}, duties.unit_name, this.mayAppoint && h("button", { type: "button", class: "button", onclick: () => void appointDialog(duties, undefined, again).catch(showError) }, "任命")),
      h("div", { class: "duties" },
        ...duties.posts.map((post) => this.card(post, duties.officeholders.find(({ id }) => id === post.officeholder_id), again)),
        ...duties.wanting.map(({ role, role_chinese, missing }) => h("article", { class: "duty vacant-post" }, h("h3", {}, role_chinese), h("span", { class: "vacant" }, `缺 ${missing} 人，尚未设岗`), this.mayAppoint && h("div", { class: "duty-buttons" }, link("任命", () => appointDialog(duties, role, again))))),
        !duties.posts.length && !duties.wanting.length && h("p", { class: "muted" }, "此处没有设岗。")),
      below);
    this.host.closest(".import-desk")?.scrollTo({ top: 0 });
    if (duties.unit_kind === "grid") await this.showBelow(unitId, below);
    if (duties.unit_kind === "community") await showPatches(below, { id: unitId, name: duties.unit_name }, this.mayAppoint, (patchId) => void this.show(patchId).catch(showError), again);
    if (duties.unit_kind === "patch" && this.mayAppoint) fill(below, h("div", { class: "duty-buttons" }, link("调整所含小区", () => changePatchDialog(unitId, again)), link("撤销此块", () => endPatchDialog(unitId, duties.unit_name, () => { this.showLoads(); void this.patches.draw().catch(showError); }))));
  }

  private card(post: Post, person: Officeholder | undefined, again: () => void): HTMLElement {
    const contacts = person?.contacts.map(({ kind, masked }) => `${CONTACT_CHINESE[kind] ?? kind} ${masked}`).join("　");
    const buttons = [
      this.mayAppoint && link(post.is_vacant ? "补任" : "换人", () => fillDialog(post, again)),
      this.mayAppoint && !post.is_vacant && link("B 角", () => substituteDialog(post, again)),
      this.mayAppoint && !post.is_vacant && (post.is_substitute ? link("返岗", () => returnDialog(post, again)) : link("登记代行", () => absenceDialog(post, again))),
      this.mayAppoint && person && link("联系方式", () => personDialog(person, again)),
      person?.contacts.length ? this.rights.includes("reveal_contacts") && link("查看联系方式", () => revealDialog(person)) : null,
      this.mayAppoint && link(post.is_vacant ? "撤岗" : "离任", () => endDialog(post, again)),
    ];
    return h("article", { class: `duty ${post.is_vacant ? "vacant-post" : ""}` },
      h("h3", {}, post.role_chinese),
      h("span", { class: "muted small" }, post.from_date ? `自 ${post.from_date}` : ""),
      h("div", { class: "duty-who" }, holderLine(post)),
      h("span", { class: "muted small" }, post.substitute_number === null ? "" : `B 角 ${numbered(post.substitute_number)}`),
      contacts ? h("div", { class: "small muted" }, contacts) : null,
      h("div", { class: "duty-buttons" }, ...buttons));
  }

  /** The buildings of a grid and their leaders. */
  private async showBelow(unitId: number, below: Element): Promise<void> {
    const { items } = await getJson<Page<Post>>(`/api/v1/posts?within=${unitId}&limit=${AT_ONCE}`);
    const rows = items.filter((post) => post.unit_id !== unitId).map((post) =>
      h("tr", { "data-unit": post.unit_id, tabindex: 0, onclick: () => void this.show(post.unit_id).catch(showError) }, h("td", {}, post.unit_name), h("td", {}, post.role_chinese), h("td", {}, holderLine(post))));
    if (rows.length) fill(below, h("h3", {}, "楼栋岗位"), h("div", { class: "table-frame" }, h("table", {}, h("tbody", {}, ...rows))));
  }
}

/** Open the desk beside the map. */
export function openDuties(map: L.Map, settings: { address: string }): void {
  const host = document.querySelector("[data-loads]");
  if (!host) return;
  getJson<{ rights: string[] }>("/api/v1/me")
    .then(({ rights }) => new DutiesDesk(host, map, rights, settings.address).open())
    .catch(showError);
}
