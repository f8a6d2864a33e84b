// The series of like cases by week: whether complaints fell after the case was solved.

import { fill, h } from "../shared/dom";
import type { TheCase, Week } from "./wire";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, FOOT, HEAD] = [340, 124, 20, 18];

function svg(tag: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

const day = (text: string): string => `${Number(text.slice(5, 7))}/${Number(text.slice(8, 10))}`;

/** Which week a moment lies in; -1: none shown. */
function weekOf(weeks: Week[], moment: string | null): number {
  if (!moment) return -1;
  const at = Date.parse(moment);
  return weeks.findIndex((week) => at >= Date.parse(`${week.monday}T00:00:00+08:00`) && at < Date.parse(`${week.monday}T00:00:00+08:00`) + 7 * 86_400_000);
}

/** "办结前 4 周 14 件，办结后 3 周 2 件" with equal spans, as far as they go. */
export function compare(weeks: Week[], solved: number): string {
  if (solved < 1) return "";
  const after = weeks.slice(solved + 1);
  const span = Math.min(4, after.length, solved);
  if (!span) return "";
  const sum = (list: Week[]): number => list.reduce((total, week) => total + week.cases, 0);
  const before = sum(weeks.slice(solved - span, solved));
  return `办结前 ${span} 周 ${before} 件，办结后 ${span} 周 ${sum(after.slice(0, span))} 件`;
}

/** Draw the weeks as bars, with the week of the solution marked. */
export function drawTrend(host: Element, weeks: Week[], the: TheCase): void {
  const most = Math.max(4, ...weeks.map((week) => week.cases));
  const step = WIDTH / weeks.length;
  const solved = weekOf(weeks, the.solved_at);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "每周同类诉求件数" });
  weeks.forEach((week, i) => {
    const height = ((HEIGHT - FOOT - HEAD) * week.cases) / most;
    const x = i * step + step * 0.18;
    chart.append(svg("rect", { x, y: HEIGHT - FOOT - height, width: step * 0.64, height: Math.max(height, 1), rx: 2, class: solved >= 0 && i > solved ? "after" : "before" }));
    if (week.cases) chart.append(svg("text", { x: x + step * 0.32, y: HEIGHT - FOOT - height - 3, class: "count" }, String(week.cases)));
    if (i % 2 === 0) chart.append(svg("text", { x: x + step * 0.32, y: HEIGHT - 5, class: "week" }, day(week.monday)));
  });
  if (solved >= 0) {
    const x = (solved + 1) * step;
    chart.append(svg("line", { x1: x, x2: x, y1: 4, y2: HEIGHT - FOOT, class: "solved" }), svg("text", { x: x - 4, y: 12, class: "solved-word" }, "办结"));
  }
  const where = the.grid_id === null ? "本社区" : "本网格";
  fill(host, h("h2", {}, "同类诉求走势"), h("p", { class: "muted small" }, `${where}“${the.category_chinese}”每周登记件数`), chart as unknown as HTMLElement,
    h("p", { class: "trend-words", "data-trend": weeks.map((week) => week.cases).join(",") }, compare(weeks, solved)));
}
