// The time slider: a window of days that one pulls or plays along the period shown.

import { h } from "../shared/dom";

const TICK_MS = 90;
const DAY_MS = 86_400_000;

/** Days since 1970 in China → "2026-11-25". */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** A slider over days; tells the window [from, to], both included. */
export class TimeSlider {
  readonly element: HTMLElement;
  private readonly range = h("input", { type: "range", min: 0, max: 1, value: 1, "aria-label": "时间", "data-time": true });
  private readonly width = h("select", { "aria-label": "时间窗" }, ...[[7, "7 天"], [30, "30 天"], [90, "90 天"], [0, "累计"]].map(([value, text]) => h("option", { value }, String(text))));
  private readonly says = h("output", {});
  private readonly play = h("button", { type: "button", class: "button", "data-play": true }, "▶ 播放");
  private timer = 0;
  private first = 0;
  private last = 0;

  constructor(private readonly changed: (from: number, to: number) => void) {
    this.width.value = "0";
    this.element = h("div", { class: "time-slider" }, h("div", { class: "time-row" }, this.play, this.width, this.says), this.range);
    this.range.addEventListener("input", () => this.tell());
    this.width.addEventListener("change", () => this.tell());
    this.play.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
  }

  /** Take other first and last days; all of them are shown. */
  span(first: number, last: number): void {
    this.stop();
    [this.first, this.last] = [first, last];
    [this.range.min, this.range.max, this.range.value] = [String(first), String(last), String(last)];
    this.tell();
  }

  private start(): void {
    if (Number(this.range.value) >= this.last) this.range.value = String(this.first);
    if (this.width.value === "0") this.width.value = "30";
    this.play.textContent = "■ 停";
    const step = Math.max(1, Math.round((this.last - this.first) / 180));
    this.timer = window.setInterval(() => {
      this.range.value = String(Number(this.range.value) + step);
      this.tell();
      if (Number(this.range.value) >= this.last) this.stop();
    }, TICK_MS);
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.play.textContent = "▶ 播放";
  }

  private tell(): void {
    const [to, width] = [Number(this.range.value), Number(this.width.value)];
    const from = width ? Math.max(this.first, to - width + 1) : this.first;
    this.says.textContent = `${dayText(from)} 至 ${dayText(to)}`;
    this.changed(from, to);
  }
}
