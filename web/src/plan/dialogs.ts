// The editor's dialogs: proposals, comparison, consequences, judgement, and the steps to publication.

import { fill, h } from "../shared/dom";
import { followJob } from "../shared/jobs";
import { openDialog } from "../shared/dialog";
import { notice, showError } from "../shared/notices";
import { figure } from "../shared/words";
import { type Consequences, type Difference, type Judgement, type PlanHead, askProposals, readConsequences, readDifference, readJudgement, step } from "./wire";

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

/** A difference as a list; the map shows it hatched. */
export function differenceContent(difference: Difference): HTMLElement {
  const changed = difference.grids.filter((grid) => grid.gained_cells || grid.lost_cells);
  const word = (n: number | null): string => (n === null ? "—" : figure(n));
  return h("div", { class: "dialog-body" },
    figuresLine([["户换网格", difference.moved_households], ["人", difference.moved_residents], ["栋", difference.moved_buildings]]),
    changed.length ? table(["网格", "原户数", "现户数", "增减"], changed.map((g) => [g.name, word(g.before_households), word(g.after_households), (g.after_households ?? 0) - (g.before_households ?? 0)])) : h("p", { class: "muted" }, "两个方案相同。"));
}

/** Ask for a proposal and hand on the new plan's id when it has arrived. */
export function proposalDialog(planId: number, communities: [number, string][], chosen: number | undefined, arrived: (newPlanId: number) => void): void {
  const where = h("select", { "aria-label": "范围" }, h("option", { value: "problems" }, "有问题的社区"), ...communities.map(([id, name]) => h("option", { value: id, selected: id === chosen }, name)));
  const weight = h("select", { "aria-label": "改动程度" }, h("option", { value: "1" }, "尽量少改动"), h("option", { value: "0.5" }, "适中"), h("option", { value: "0" }, "重新划分"));
  const state = h("p", { class: "muted", "aria-live": "polite" });
  const bar = h("progress", { max: 1, hidden: true });
  const go = h("button", { type: "submit", class: "button primary" }, "生成建议方案");
  const form = h("form", { class: "dialog-body", method: "dialog" }, h("p", { class: "muted" }, "在后台重新划分，锁定的网格不动。结果是一个新的草案，与当前方案比较后再取用，不会覆盖。"), h("label", {}, "范围", where), h("label", {}, "改动程度", weight), bar, state, go);
  const dialog = openDialog("建议方案", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    bar.hidden = false;
    bar.removeAttribute("value");
    const community_ids = where.value === "problems" ? [] : [Number(where.value)];
    askProposals(planId, { community_ids, existing_weight_share: Number(weight.value) })
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

export async function showComparison(planId: number, against: number | undefined, show: (difference: Difference) => void, take?: { label: string; act: () => void }): Promise<void> {
  const difference = await readDifference(planId, against);
  show(difference);
  const foot = take ? h("footer", {}, h("button", { type: "button", class: "button primary", onclick: take.act }, take.label)) : null;
  const dialog = openDialog("方案比较", differenceContent(difference), foot);
  dialog.classList.add("aside");
}

function breachList(judgement: Judgement): HTMLElement {
  const rows = judgement.breaches.slice(0, 200).map((breach) => h("li", {}, breach.is_absolute && h("span", { class: "tag warn" }, "不得批准"), ` ${breach.chinese}`));
  return rows.length ? h("ul", { class: "breaches" }, ...rows) : h("p", { class: "muted" }, "没有违反规则之处。");
}

function field(label: string, input: HTMLElement): HTMLElement {
  return h("label", {}, label, input);
}

async function act(planId: number, name: "submit" | "approve" | "publish", body: unknown, done: (head: PlanHead) => void, dialog: HTMLDialogElement): Promise<void> {
  const head = await step(planId, name, body);
  notice(`方案状态：${head.state_chinese}`);
  dialog.close();
  done(head);
}

/** The next step on the way into force: submit, approve with a document number, publish from a date. */
export async function publicationDialog(head: PlanHead, rights: { mayDraft: boolean; mayApprove: boolean }, done: (head: PlanHead) => void): Promise<void> {
  const [judgement, consequences] = await Promise.all([readJudgement(head.id), readConsequences(head.id)]);
  const form = h("form", { class: "dialog-body" }, h("p", {}, `当前状态：${head.state_chinese}`), breachList(judgement));
  const number = h("input", { name: "document_number", maxlength: 100, placeholder: "如 人街办发〔2026〕12号", required: true });
  const reason = h("textarea", { name: "reason", rows: 2, maxlength: 2000, placeholder: "超出户数区间或拆分小区的理由", required: judgement.needs_reason });
  const from = h("input", { type: "date", name: "from_date", required: true });
  from.valueAsDate = new Date();
  const next = head.state === "draft" || head.state === "comments" ? "submit" : head.state === "in_review" ? "approve" : head.state === "approved" || head.state === "filed" ? "publish" : undefined;
  const isAllowed = next === "submit" ? rights.mayDraft : rights.mayApprove;
  if (next === "approve") form.append(field("文号", number), field("理由", reason));
  if (next === "publish") form.append(field("生效日期", from));
  const words = { submit: "提交审核", approve: "批准", publish: "公布并按日期生效" };
  if (next) form.append(h("button", { type: "submit", class: "button primary", disabled: !isAllowed || (next === "approve" && !judgement.may_be_approved) }, words[next]));
  if (next && !isAllowed) form.append(h("p", { class: "muted small" }, next === "submit" ? "由网格规划员提交。" : "由审批人办理。"));
  const dialog = openDialog("审批与公布", form, h("details", {}, h("summary", {}, "影响清单"), consequencesContent(consequences)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!next) return;
    const body = { submit: {}, approve: { document_number: number.value, reason: reason.value }, publish: { from_date: from.value } }[next];
    act(head.id, next, body, done, dialog).catch(showError);
  });
}
