// Choose a building on the map, where the position is poor or somewhere else.

import { fill, h } from "../../shared/dom";
import { phoneMap } from "../map";
import { office } from "../office";
import { recentPosition } from "../position";
import type { Unit } from "../places";
import { saveDraft } from "../drafts";
import { spotOfBuilding } from "./place";

/** Show the map with a button for what was tapped. */
export function showChooser(host: HTMLElement): () => void {
  const { places } = office;
  const mapHost = h("div", { class: "go-map full" });
  const foot = h("div", { class: "go-foot" });
  let chosen: Unit | null = null;
  let stairwell: number | null = null;

  const back = (): void => office.go(office.choosesFor);
  const use = async (): Promise<void> => {
    const spot = chosen && spotOfBuilding(chosen.id, stairwell, "map");
    if (!spot) return;
    if (office.choosesFor === "draft" && office.draft) {
      office.draft.spot = spot;
      await saveDraft(office.draft);
    } else office.spot = spot;
    back();
  };
  const tell = (unit: Unit | null): void => {
    [chosen, stairwell] = [unit, null];
    const count = Number(unit?.facts.stairwells ?? 0);
    const doors = Array.from({ length: count > 1 && count <= 12 ? count : 0 }, (_, i) =>
      h("label", {}, h("input", { type: "radio", name: "stairwell", value: i + 1, onchange: () => (stairwell = i + 1) }), `${i + 1}单元`),
    );
    fill(
      foot,
      h("p", {}, unit ? h("b", {}, String(unit.facts.title ?? unit.name)) : "请点楼栋，双指可放大"),
      doors.length ? h("div", { class: "go-doors" }, ...doors) : null,
      h("div", { class: "go-pair" },
        h("button", { type: "button", class: "go-big", onclick: back }, "返回"),
        h("button", { type: "button", class: "go-big primary", "data-use": true, disabled: !unit, onclick: () => void use() }, "就是这里"),
      ),
    );
  };
  fill(host, mapHost, foot);
  tell(null);
  if (!places) return () => undefined;
  const map = phoneMap(mapHost, places, tell, () => tell(null));
  const here = recentPosition();
  const spot = office.choosesFor === "draft" ? office.draft?.spot : office.spot;
  if (spot) map.showPosition(spot.lon, spot.lat, spot.accuracy_m);
  else if (here) map.showPosition(here.longitude, here.latitude, here.accuracy);
  return () => map.remove();
}
