// The editions there are: what one would change, from when it applies, or that it is given up.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { followJob } from "../shared/jobs";
import { showError } from "../shared/notices";
import { figure } from "../shared/words";
import { type Edition, type Effects, changesChinese } from "./answers";

/** Read the editions and list them, the newest first. */
export async function showEditions(host: Element): Promise<void> {
  const { items } = await getJson<{ items: Edition[] }>("/api/v1/imports");
  if (!items.length) return fill(host, h("p", { class: "empty muted" }, "还没有导入过数据"));
  const again = (): void => void showEditions(host).catch(showError);
  const rows = items.map((edition): HTMLElement =>
    h("tr", {}, h("td", {}, edition.id), h("td", {}, edition.layers.join("、")), h("td", { title: edition.file_name }, edition.source), h("td", {}, figure(edition.rows)),
      h("td", {}, h("span", { class: `tag ${edition.state === "active" ? "good" : "grey"}` }, edition.state_chinese)),
      h("td", {}, edition.state === "loaded" ? h("button", { type: "button", class: "button", onclick: () => void decide(edition, again).catch(showError) }, "核对启用") : (edition.from_date ?? ""))));
  const current = items.find(({ state }) => state === "active");
  const told = h("div", { "aria-live": "polite" });
  const renewal = current ? h("p", {}, h("button", { type: "button", class: "button", title: "楼栋或社区边界更新后，现行方案的单元格可能不再相符", onclick: () => void renew(current.territory, told).catch(showError) }, "按现行楼栋重划单元格并起草方案")) : null;
  fill(host, renewal, told, h("table", {}, h("thead", {}, h("tr", {}, ...["版次", "图层", "来源", "条数", "状态", "启用"].map((title) => h("th", {}, title)))), h("tbody", {}, ...rows)));
}

/** Have the cells cut anew from what is in force, and a draft begun upon them. */
async function renew(territory: string, host: Element): Promise<void> {
  const name = `${new Date().getFullYear()}年新楼栋方案`;
  fill(host, h("p", { class: "muted small" }, "正在重划单元格…"));
  const { job_id } = await sendJson<{ job_id: number }>("POST", "/api/v1/imports/renewals", { territory, name });
  const job = await followJob(job_id, ({ step, done, total }) => fill(host, h("p", { class: "muted small" }, step ? `${step}${total ? ` ${done}/${total}` : "…"}` : "排队等候…")));
  if (job.state !== "finished") return fill(host, h("p", { class: "form-error" }, job.problem?.chinese ?? "没有完成，请重试"));
  const made = job.result as { plan_id: number; unplaced_buildings: number };
  fill(host, h("p", {}, `已按新楼栋起草方案，${figure(made.unplaced_buildings)} 栋楼待归入网格：`, h("a", { href: `/plans/${made.plan_id}` }, "打开方案")));
}

function adjustments(effects: Effects): Node {
  const out = effects.grids.filter((grid) => grid.falls_out);
  const list = out.map((grid) => h("li", {}, `${grid.name}：${figure(grid.households_before)} 户 → ${figure(grid.households_after)} 户`));
  return h("div", {}, h("h3", {}, `待调整网格 ${out.length} 个`), out.length ? h("ul", { class: "problems-list" }, ...list) : h("p", { class: "muted" }, "没有网格因此超出户数区间"));
}

function cellChanges({ cells }: Effects): Node | null {
  if (!cells) return null;
  const told: [string, string[], number][] = [["新增楼栋还没有单元格", cells.without_cell, cells.without_cell_total], ["楼栋已不在，单元格将空出", cells.emptied, cells.emptied_total], ["楼栋移出了原单元格", cells.moved, cells.moved_total]];
  const lines = told.filter(([, , total]) => total).map(([what, codes, total]) => h("li", {}, `${what}：${figure(total)} 栋（${codes.slice(0, 8).join("、")}${total > 8 ? " 等" : ""}）`));
  if (cells.cut_cells) lines.push(h("li", {}, `社区边界切开的单元格：${figure(cells.cut_cells)} 个`));
  return h("div", {}, h("h3", {}, "对现行方案单元格的影响"), lines.length ? h("ul", { class: "problems-list" }, ...lines) : h("p", { class: "muted" }, "单元格不受影响"), lines.length ? h("p", { class: "muted small" }, "启用后请点“按现行楼栋重划单元格并起草方案”：网格照旧，新楼栋待归入。") : null);
}

/** Show what an edition changes, and let a person bring it into force or give it up. */
async function decide(edition: Edition, again: () => void): Promise<void> {
  const effects = await getJson<Effects>(`/api/v1/imports/${edition.id}/effects`);
  const from = h("input", { type: "date", name: "from_date" });
  const done = (path: string, body?: unknown): void =>
    void sendJson("POST", `/api/v1/imports/${edition.id}/${path}`, body)
      .then(() => {
        dialog.close();
        again();
      })
      .catch(showError);
  const unplaced = effects.unplaced_buildings ? h("p", {}, `有 ${figure(effects.unplaced_buildings)} 栋楼不在任何网格中。`) : null;
  const body = h("div", { class: "dialog-body" }, h("p", {}, changesChinese(effects.changes)), h("p", {}, `户数有变化的网格 ${effects.grids.length} 个。`), adjustments(effects), unplaced, cellChanges(effects),
    h("label", {}, "启用日期（不填为今天）", from),
    h("div", { class: "dialog-buttons" },
      h("button", { type: "button", class: "button primary", onclick: () => done("activate", from.value ? { from_date: from.value } : {}) }, "启用"),
      h("button", { type: "button", class: "button", onclick: () => done("drop") }, "放弃此版次")));
  const dialog = openDialog(`版次 ${edition.id}：启用后的变化`, body);
}
