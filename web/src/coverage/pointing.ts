// Takes places from the map by mouse: one point, or the two ends of a path with a line that follows the pointer.

import { pane } from "./homes";

type Taken = (places: L.LatLng[]) => void;

/** One thing is pointed at after another; Escape gives up. */
export class Pointing {
  private wanted = 0;
  private places: L.LatLng[] = [];
  private taken: Taken | undefined;
  private ended: (() => void) | undefined;
  private readonly line: L.Polyline;

  constructor(private readonly map: L.Map) {
    this.line = L.polyline([], { color: "#e07b00", weight: 4, dashArray: "6 6", interactive: false, renderer: L.svg({ pane: pane(map, "route", "418") }) });
    map.on("click", (event: L.LeafletMouseEvent) => this.take(event.latlng));
    map.on("mousemove", (event: L.LeafletMouseEvent) => {
      if (this.wanted && this.places.length) this.line.setLatLngs([...this.places, event.latlng]);
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.stop());
  }

  /** Whether the next click on the map is meant for this. */
  get isOn(): boolean {
    return this.wanted > 0;
  }

  /** Ask for so many places; `ended` is called when they are there or somebody gave up. */
  start(count: number, taken: Taken, ended: () => void): void {
    this.stop();
    [this.wanted, this.taken, this.ended] = [count, taken, ended];
    this.map.getContainer().classList.add("placing");
    this.line.setLatLngs([]).addTo(this.map);
  }

  stop(): void {
    if (!this.wanted) return;
    const ended = this.ended;
    [this.wanted, this.places, this.taken, this.ended] = [0, [], undefined, undefined];
    this.map.getContainer().classList.remove("placing");
    this.line.remove();
    ended?.();
  }

  private take(at: L.LatLng): void {
    if (!this.wanted) return;
    this.places.push(at);
    if (this.places.length < this.wanted) return;
    const [places, taken] = [this.places, this.taken];
    this.stop();
    taken?.(places);
  }
}
