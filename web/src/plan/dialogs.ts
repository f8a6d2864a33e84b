// The editor's dialogs of what a plan would do: its consequences, and proposals for another.

import { fill, h } from "../shared/dom";
import { followJob } from "../shared/jobs";
import { openDialog } from "../shared/dialog";
import { figure } from "../shared/words";
import { type Consequences, askProposals, readConsequences } from "./wire";

function figuresLine(entries: [string, number][]): HTMLElement {
  return h("div", { class: "figures" }, ...entries.map(([word, value]) => h("div", {}, h("b", {}, figure(value)), h("span", {}, word))));
}

function table(heads: string[], rows: (string | number)[][]): HTMLElement {
  const isNumber = (value: string | number): boolean => typeof value === "number";
  return h("div", { class: "table-frame" },
    h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((head, i) => h("th", { class: rows[0] && isNumber(rows[0][i]) ? "number" : undefined }, head)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((value) => h("td", { class: isNumber(value) ? "number" : undefined }, isNumber(value) ? figure(value as number) : value)))))));
}

/** What would change hands. */
export function consequencesContent(answer: Consequences): HTMLElement {
  const nothing = answer.transfers.length === 0 && answer.posts.length === 0;
  return h("div", { class: "dialog-body" },
    figuresLine([["户", answer.households], ["人", answer.residents], ["栋", answer.buildings], ["件在办诉求", answer.open_cases], ["个服务点", answer.service_points]]),
    nothing && h("p", { class: "muted" }, "与执行中的方案相比没有变化。"),
    answer.transfers.length > 0 && h("h3", {}, "划转"),
    answer.transfers.length > 0 && table(["从", "到", "户", "栋", "在办诉求"],
      answer.transfers.map((t) => [t.from_grid_name ?? "未划入", t.to_grid_name ?? "未划入", t.households, Array.isArray(t.buildings) ? (t.buildings as unknown[]).length : t.buildings, t.open_cases])),
    answer.posts.length > 0 && h("h3", {}, "涉及的岗位"),
    answer.posts.length > 0 && table(["网格", "岗位", "负责人", "增户", "减户", "增诉求", "减诉求"],
      answer.posts.map((p) => [p.grid_name, `${p.role_chinese}${p.is_ended ? "（撤销）" : ""}`, p.officeholder_number === null ? "空缺" : `负责人 ${String(p.officeholder_number).padStart(3, "0")}`, p.gained_households, p.lost_households, p.gained_open_cases, p.lost_open_cases])));
}

export async function showConsequences(planId: number): Promise<void> {
  openDialog("影响清单", consequencesContent(await readConsequences(planId)));
}

/** Ask for a proposal and hand on the new plan's id when it has arrived. */
export function proposalDialog(
  planId: number, communities: [number, string][], chosen: number | undefined, grid: { id: number; name: string } | undefined, arrived: (newPlanId: number) => void,
): void {
  const where = h("select", { "aria-label": "范围" }, h("option", { value: "problems" }, "有问题的社区"), h("option", { value: "all" }, "全街道"), grid && h("option", { value: "grid" }, `只重划 ${grid.name}`), ...communities.map(([id, name]) => h("option", { value: id, selected: id === chosen }, name)));
  const weight = h("select", { "aria-label": "改动程度" }, h("option", { value: "1" }, "尽量少改动"), h("option", { value: "0.5" }, "适中"), h("option", { value: "0" }, "重新划分"));
  const count = h("input", { type: "number", min: 1, max: 99999, step: 1, "aria-label": "网格数", placeholder: "不填则由系统确定" });
  const state = h("p", { class: "muted", "aria-live": "polite" });
  const bar = h("progress", { max: 1, hidden: true });
  const go = h("button", { type: "submit", class: "button primary" }, "生成建议方案");
  const form = h("form", { class: "dialog-body", method: "dialog" }, h("p", { class: "muted" }, "在后台重新划分，锁定的网格不动。结果是一个新的草案，与当前方案比较后再取用，不会覆盖。"), h("label", {}, "范围", where), h("label", {}, "改动程度", weight), h("label", {}, "所选范围的网格数", count), bar, state, go);
  const dialog = openDialog("建议方案", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    bar.hidden = false;
    bar.removeAttribute("value");
    const isCommunity = !["problems", "all", "grid"].includes(where.value);
    const community_ids = where.value === "all" ? communities.map(([id]) => id) : isCommunity ? [Number(where.value)] : [];
    const grid_ids = where.value === "grid" && grid ? [grid.id] : [];
    askProposals(planId, { community_ids, grid_ids, existing_weight_share: Number(weight.value), grids: count.value ? Number(count.value) : null })
      .then(({ job_id }) => followJob(job_id, (job) => {
        fill(state, job.step || "正在排队…");
        if (job.total) bar.value = job.done / job.total;
      }))
      .then((job) => {
        const newPlan = job.result?.plan_id;
        if (typeof newPlan !== "number") throw new Error(job.problem?.chinese ?? "没有得到建议方案");
        dialog.close();
        arrived(newPlan);
      })
      .catch((error: unknown) => {
        go.disabled = false;
        bar.hidden = true;
        fill(state, error instanceof Error ? error.message : "没有得到建议方案");
      });
  });
}
