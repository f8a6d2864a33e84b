// Where a draft's matter is: a spot of the area, or an address in words that lies in another sub-district.

import { fill, h } from "../../shared/dom";
import { office } from "../office";
import type { Draft, Spot } from "../records";
import { nameOf, placeOf, searchBox } from "./place";

function placeWords(spot: Spot): string {
  const accuracy = spot.by === "position" && spot.accuracy_m ? `（定位，误差约 ${Math.ceil(spot.accuracy_m)} 米）` : "";
  return (nameOf(placeOf(spot)) || spot.text || `${spot.lon.toFixed(5)}, ${spot.lat.toFixed(5)}`) + accuracy;
}

function spotWords(spot: Spot | null): HTMLElement[] {
  if (!spot) return [h("p", { class: "go-warn" }, "还没有地点")];
  const words = h("p", { class: "go-where", "data-where": true }, placeWords(spot));
  return placeOf(spot)?.isOutside ? [words, h("p", { class: "go-soft" }, "这里不在您的片区内。确属其他街道的，请勾选“地点不在本街道”并写明地址。")] : [words];
}

/** Ask where it is; ``changed`` is told after each change. */
export function draftPlace(draft: Draft, changed: () => void): HTMLElement {
  const place = h("div", { class: "go-form" });
  const written = h("textarea", { rows: 2, maxlength: 200, "aria-label": "外街道的地址", placeholder: "街道或路名、门牌号、小区楼栋", "data-far-address": true });
  const tick = h("input", { type: "checkbox", checked: draft.elsewhere !== undefined, "data-elsewhere": true });
  written.value = draft.elsewhere ?? "";
  const keepWords = (): void => {
    draft.elsewhere = tick.checked ? written.value : undefined;
    changed();
  };
  const onMap = (): void => {
    office.choosesFor = "draft";
    office.go("map");
  };
  const take = (spot: Spot): void => {
    draft.spot = spot;
    changed();
    show(false);
  };
  const here = (isOpen: boolean): (HTMLElement | null)[] => [
    ...spotWords(draft.spot),
    isOpen ? searchBox(take) : null,
    h("div", { class: "go-pair" },
      isOpen ? null : h("button", { type: "button", class: "go-big", onclick: () => show(true) }, "更换地址"),
      h("button", { type: "button", class: "go-big", onclick: onMap }, "地图选楼"),
    ),
  ];
  const far = (): HTMLElement[] => [
    h("label", { class: "go-field" }, "书面地址", written),
    h("p", { class: "go-soft" }, "登记后转所在街道办理，不在本街道的地图上显示。"),
  ];
  const show = (isOpen: boolean): void =>
    fill(place, ...(tick.checked ? far() : here(isOpen)), h("label", { class: "go-switch" }, tick, "地点不在本街道"));
  written.addEventListener("input", keepWords);
  tick.addEventListener("change", () => {
    keepWords();
    show(!draft.spot);
    if (tick.checked) written.focus();
  });
  show(!draft.spot);
  return place;
}
