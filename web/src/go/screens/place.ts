// The first screen: where am I, or what is written here; one step to the answer, one more to file.

import { fill, h } from "../../shared/dom";
import { getJson } from "../../shared/http";
import { newDraft } from "../drafts";
import { type PhoneMap, phoneMap } from "../map";
import { may, office } from "../office";
import { type Place, distance_m } from "../places";
import { locate } from "../position";
import type { Spot } from "../records";
import { type Hit, search } from "../search";
import { progress } from "../sync";
import { peopleCard, placeCard } from "./place_card";

const POOR_M = 60;

/** The place that a spot means, as far as the phone knows. */
export function placeOf(spot: Spot): Place | null {
  if (!office.places) return null;
  if (spot.building_id !== null) return office.places.ofBuilding(spot.building_id, spot.stairwell);
  return office.places.at(spot.lon, spot.lat, spot.accuracy_m);
}

/** What a place is called in a list. */
export function nameOf(place: Place | null): string {
  if (!place) return "";
  const building = place.building ? String(place.building.facts.title ?? place.building.name) : "";
  const stairwell = place.stairwell ? `${place.stairwell}单元` : "";
  return building ? building + stairwell : (place.estate?.name ?? place.community?.name ?? "");
}

/** A spot for a building of the area. */
export function spotOfBuilding(id: number, stairwell: number | null, by: Spot["by"]): Spot | null {
  const place = office.places?.ofBuilding(id, stairwell);
  if (!place) return null;
  return { by, lon: place.lon, lat: place.lat, accuracy_m: null, building_id: id, stairwell, text: nameOf(place) };
}

function openCasesNear(spot: Spot): HTMLElement | null {
  const near = office.cases.filter(
    (one) => !one.is_closed && one.lon !== null && one.lat !== null && distance_m(spot.lon, spot.lat, one.lon, one.lat) <= 50,
  );
  if (!near.length) return null;
  const items = near.slice(0, 4).map((one) => h("li", {}, h("b", {}, one.title), h("small", {}, `${one.number} · ${one.state_chinese}`)));
  return h("section", { class: "go-card" }, h("h2", {}, "50 米内未办结"), h("ul", { class: "go-list" }, ...items));
}

function hitButton(hit: Hit, choose: (spot: Spot) => void): HTMLElement {
  const pick = (): void => {
    const [lon, lat] = (office.places as NonNullable<typeof office.places>).middle(hit.unit);
    const isBuilding = hit.unit.kind === "building";
    choose({
      by: "address", lon, lat, accuracy_m: null, text: hit.title,
      building_id: isBuilding ? hit.unit.id : null, stairwell: isBuilding ? hit.stairwell : null,
    });
  };
  return h("li", {}, h("button", { type: "button", onclick: pick }, h("b", {}, hit.title), h("small", {}, hit.detail)));
}

/** A box that finds addresses of the area as one types, without signal. */
export function searchBox(choose: (spot: Spot) => void): HTMLElement {
  const list = h("ul", { class: "go-hits", "data-hits": true });
  const taken = (spot: Spot): void => {
    fill(list);
    input.blur();
    choose(spot);
  };
  const find = (event: Event): void => {
    const text = (event.target as HTMLInputElement).value.trim();
    const hits = text && office.places ? search(office.places, text) : [];
    fill(list, ...hits.map((hit) => hitButton(hit, taken)));
    if (text && !hits.length) fill(list, h("li", { class: "go-soft" }, "片区里没有找到，请换个写法或在地图上选楼；不在本街道的，可登记转办"));
  };
  const input = h("input", {
    type: "search", inputmode: "search", placeholder: "地址：3号楼2单元、拼音首字母…", "aria-label": "输入地址", autocomplete: "off", oninput: find,
  });
  return h("div", { class: "go-search" }, input, list);
}

/** Show the screen; gives what stops its position watch. */
export function showPlace(host: HTMLElement): () => void {
  const { places } = office;
  const head = h("div", { class: "go-answer" });
  const answer = h("div", { class: "go-answer" });
  const mapHost = h("div", { class: "go-map small", hidden: true });
  const words = h("p", { class: "go-soft", role: "status" });
  let [map, stop]: [PhoneMap | null, () => void] = [null, () => undefined];

  const show = (spot: Spot): void => {
    office.spot = spot;
    const place = placeOf(spot);
    if (!place || !places) return;
    mapHost.hidden = false;
    map ??= phoneMap(mapHost, places, (unit) => take(spotOfBuilding(unit.id, null, "map")), () => undefined);
    if (place.building && spot.building_id !== null) map.showBuilding(place.building);
    else map.showPosition(spot.lon, spot.lat, spot.accuracy_m);
    fill(
      head,
      placeCard(place),
      may("file_cases") ? h("button", { type: "button", class: "go-big primary", "data-file": true, onclick: file }, "在这里登记事项") : null,
    );
    fill(answer, peopleCard(place), openCasesNear(spot));
    if (place.isOutside && progress.isOnline) void askServer(spot);
  };
  // Beyond the own area the phone knows nothing, and the service may be asked if there is signal.
  const askServer = async (spot: Spot): Promise<void> => {
    const asked = spot.building_id !== null ? `building=${spot.building_id}` : `lon=${spot.lon}&lat=${spot.lat}`;
    const found = await getJson<{ units: { name: string }[] }>(`/api/v1/locate?${asked}`).catch(() => null);
    if (!found || office.spot !== spot) return;
    const words = found.units.map((unit) => unit.name).reverse().join(" · ");
    answer.append(h("p", { class: "go-card", "data-far": true }, words ? `联网查询：${words}` : "联网查询：不在本街道范围内"));
  };
  const take = (spot: Spot | null): void => {
    if (!spot) return;
    stop();
    words.textContent = "";
    show(spot);
  };
  const start = (): void => {
    stop();
    words.textContent = "正在定位，请稍候…";
    stop = locate(
      ({ coords, isFinal }) => {
        const accuracy_m = coords.accuracy;
        const poor = accuracy_m > POOR_M ? "。精度较差，请在下面地图上点选楼栋核对" : "";
        words.textContent = `${isFinal ? "已定位" : "正在提高精度"}，误差约 ${Math.ceil(accuracy_m)} 米${poor}`;
        show({ by: "position", lon: coords.longitude, lat: coords.latitude, accuracy_m, building_id: null, stairwell: null, text: "" });
      },
      (reason) => void (words.textContent = reason),
    );
  };
  // A draft begun elsewhere stays in the list; this one is of this place.
  const file = (): void => {
    office.draft = null;
    office.go("draft");
  };
  const fileElsewhere = (): void => {
    if (!office.owner) return;
    office.draft = { ...newDraft(office.owner, null), source: "resident", elsewhere: "" };
    office.go("draft");
  };
  const choose = (): void => {
    office.choosesFor = "place";
    office.go("map");
  };
  fill(
    host,
    h("div", { class: "go-start" },
      h("button", { type: "button", class: "go-big primary", "data-locate": true, onclick: start }, "我在这里（定位）"),
      h("button", { type: "button", class: "go-big", "data-choose": true, onclick: choose }, "在地图上选楼"),
      places ? searchBox(take) : null,
      places && may("file_cases") ? h("button", { type: "button", class: "go-link", "data-file-elsewhere": true, onclick: fileElsewhere }, "居民反映的事不在本街道？在这里登记转办") : null,
      words,
    ),
    head,
    answer,
    mapHost,
    places?.area.note ? h("p", { class: "go-soft" }, places.area.note) : null,
  );
  if (!places) fill(head, h("p", { class: "go-card" }, "片区数据正在下载，只需一次，请保持联网稍等片刻。"));
  if (office.spot) show(office.spot);
  return () => {
    stop();
    map?.remove();
  };
}
