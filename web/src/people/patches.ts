// The patches (块) of a community: groups of estates with one leader, across grids.

import type { Feature, FeatureCollection } from "geojson";
import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import type { Page } from "./answers";

interface Patch {
  id: number;
  name: string;
  members: { unit_id: number; kind: string; name: string }[];
}

async function estatesOf(communityId: number): Promise<{ id: number; name: string }[]> {
  const { path } = await getJson<{ path: string }>(`/api/v1/units/${communityId}`);
  const { features } = await getJson<FeatureCollection>(`/api/v1/estates?within=${path}&limit=1000&detail=point`);
  return features.map(({ id, properties }) => ({ id: Number(id), name: String(properties?.name) }));
}

interface Wish {
  name: string;
  members: number[];
}

/** Ask for a name and the estates; buildings that are members already may leave. */
async function askPatch(communityId: number, title: string, verb: string, former: Patch | undefined, send: (wish: Wish) => Promise<unknown>, done: () => void): Promise<void> {
  const estates = await estatesOf(communityId);
  const there = new Set(former?.members.map((member) => member.unit_id));
  const buildings = (former?.members ?? []).filter((member) => member.kind !== "estate").map((member) => ({ id: member.unit_id, name: member.name }));
  const name = h("input", { name: "name", required: true, maxlength: 60, placeholder: "如：东块" });
  name.value = former?.name ?? "";
  const boxes = [...estates, ...buildings].map((estate) => h("label", { class: "check" }, h("input", { type: "checkbox", name: "member", value: estate.id, checked: there.has(estate.id) }), estate.name));
  const go = h("button", { type: "submit", class: "button primary" }, verb);
  const form = h("form", { class: "dialog-body" },
    h("label", {}, "块的名称", name),
    h("fieldset", {}, h("legend", {}, "所含小区（可跨网格）"), ...(boxes.length ? boxes : [h("p", { class: "muted" }, "此社区没有小区。")])),
    go);
  const dialog = openDialog(title, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    send({ name: name.value, members: new FormData(form).getAll("member").map(Number) })
      .then(() => {
        dialog.close();
        done();
      })
      .catch((error: unknown) => {
        go.disabled = false;
        showError(error);
      });
  });
}

async function makePatch(communityId: number, communityName: string, done: () => void): Promise<void> {
  const send = async (wish: Wish): Promise<void> => {
    await sendJson("POST", "/api/v1/patches", { community_id: communityId, ...wish });
    notice("已设块，请任命块长");
  };
  await askPatch(communityId, `${communityName}：设块`, "设块", undefined, send, done);
}

/** Change what a patch is made of, or its name; from today on. */
export async function changePatchDialog(patchId: number, done: () => void): Promise<void> {
  const { path } = await getJson<{ path: string }>(`/api/v1/units/${patchId}`);
  const communityId = Number(path.split(".").at(-2));
  const { items } = await getJson<Page<Patch>>(`/api/v1/patches?within=${communityId}&limit=1000`);
  const former = items.find((patch) => patch.id === patchId);
  const send = async (wish: Wish): Promise<void> => {
    await sendJson("PUT", `/api/v1/patches/${patchId}`, wish);
    notice("已调整，自今日起");
  };
  await askPatch(communityId, `${former?.name ?? "块"}：调整`, "保存", former, send, done);
}

/** The patches on the map: what their members cover, dashed; choosing one shows who leads it. */
export class PatchShapes {
  private shapes: L.GeoJSON | undefined;

  constructor(
    private readonly map: L.Map,
    private readonly choose: (unitId: number) => void,
  ) {}

  async draw(): Promise<void> {
    const found = await getJson<FeatureCollection>("/api/v1/patches/shapes");
    this.shapes?.remove();
    this.shapes = L.geoJSON(found, {
      style: { color: "#7a3fa0", weight: 3, dashArray: "8 5", fillColor: "#7a3fa0", fillOpacity: 0.12 },
      onEachFeature: (feature, layer) => {
        const text = `${feature.properties?.name}（块，${feature.properties?.members} 处）`;
        layer.bindTooltip(() => h("span", {}, text) as unknown as HTMLElement, { sticky: true, direction: "top", offset: [0, -6] });
        layer.on("click", () => this.choose(Number(feature.id)));
      },
    }).addTo(this.map);
  }

  /** Show a patch whole. */
  flyTo(unitId: number): void {
    this.shapes?.eachLayer((layer) => {
      if (Number((layer as L.Layer & { feature?: Feature }).feature?.id) === unitId) this.map.fitBounds((layer as L.Polygon).getBounds().pad(0.4));
    });
  }
}

/** End a patch; the service refuses while somebody stands at it. */
export function endPatchDialog(patchId: number, name: string, done: () => void): void {
  const form = h("form", { class: "dialog-body" }, h("p", {}, "撤销后，所含小区不再由块长负责；小区、楼栋和网格不变。"), h("button", { type: "submit", class: "button primary" }, "撤销此块"));
  const dialog = openDialog(`${name}：撤销`, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendJson("POST", `/api/v1/patches/${patchId}/end`)
      .then(() => {
        dialog.close();
        notice("已撤销");
        done();
      })
      .catch(showError);
  });
}

/** List the patches of a community; choosing one shows who leads it. */
export async function showPatches(host: Element, community: { id: number; name: string }, mayAppoint: boolean, choose: (unitId: number) => void, again: () => void): Promise<void> {
  const { items } = await getJson<Page<Patch>>(`/api/v1/patches?within=${community.id}&limit=1000`);
  const rows = items.map((patch) =>
    h("tr", { "data-unit": patch.id, tabindex: 0, onclick: () => choose(patch.id), onkeydown: (event: Event) => (event as KeyboardEvent).key === "Enter" && choose(patch.id) }, h("td", {}, patch.name), h("td", {}, patch.members.map(({ name }) => name).join("、"))));
  const make = h("button", { type: "button", class: "button", onclick: () => void makePatch(community.id, community.name, again).catch(showError) }, "设块");
  if (!rows.length && !mayAppoint) return;
  fill(host,
    h("h3", {}, "块", mayAppoint && make),
    rows.length ? h("div", { class: "table-frame" }, h("table", {}, h("tbody", {}, ...rows))) : h("p", { class: "muted small" }, "还没有设块。块由一名块长带领若干小区，可跨网格。"));
}
