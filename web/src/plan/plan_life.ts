// A plan's way into force and beyond: comments, review, approval under a document number, filing, publication, rebase.

import { fill, h } from "../shared/dom";
import { openDialog } from "../shared/dialog";
import { Problem } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { openHandOver } from "../lists/hand_over";
import { consequencesContent } from "./dialogs";
import {
  type Judgement, type PlanHead, type StepName, branchPlan, readConsequences, readHistory, readJudgement, readRebase, renamePlan, sendRebase, step,
} from "./wire";

export interface Rights {
  mayDraft: boolean;
  mayApprove: boolean;
}

const WAY: [string, string][] = [["draft", "草案"], ["comments", "社区意见"], ["in_review", "审核"], ["approved", "批准"], ["filed", "备案赋码"], ["in_force", "执行"]];
const CODES: [string, string][] = [["digits_15", "15 位：社区代码＋3 位序号"], ["digits_20", "20 位：社区代码＋8 位序号"], ["local", "本地：社区代码＋WG＋3 位序号"]];

function field(label: string, input: HTMLElement): HTMLElement {
  return h("label", {}, label, input);
}

function wayOf(state: string): HTMLElement {
  const at = WAY.findIndex(([name]) => name === state);
  return h("ol", { class: "way", "aria-label": "办理进度" }, ...WAY.map(([name, word], i) => h("li", { class: i < at ? "done" : i === at ? "now" : undefined, "aria-current": name === state ? "step" : undefined }, word)));
}

function breachList(judgement: Judgement): HTMLElement {
  const rows = judgement.breaches.slice(0, 200).map((breach) =>
    h("li", {}, h("span", { class: `tag ${breach.is_absolute ? "warn" : "grey"}` }, breach.is_absolute ? "不得批准" : "须说明理由"), ` ${breach.chinese}`));
  return rows.length ? h("details", { open: rows.length <= 8 }, h("summary", {}, `不符合规则之处 ${judgement.breaches.length} 项`), h("ul", { class: "breaches" }, ...rows)) : h("p", { class: "muted" }, "没有违反规则之处。");
}

/** One thing that can be done to a plan in its present state. */
interface Choice {
  name: StepName;
  word: string;
  isAllowed: boolean;
  who: string;
  fields: HTMLElement[];
  body: () => unknown;
  needs: () => string | undefined; // what is missing, said to the person
}

function choicesOf(head: PlanHead, judgement: Judgement, { mayDraft, mayApprove }: Rights): Choice[] {
  const number = h("input", { name: "document_number", maxlength: 100, placeholder: "如 人街办发〔2026〕12号" });
  const reason = h("textarea", { name: "reason", rows: 2, maxlength: 2000, placeholder: judgement.needs_reason ? "必填：为什么超出户数区间、拆分小区或不连片仍可批准；理由记入办理记录" : "可不填" });
  const back = h("textarea", { name: "back", rows: 2, maxlength: 2000, placeholder: "退回修改的原因" });
  const from = h("input", { type: "date", name: "from_date" });
  from.value = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const template = h("select", { name: "template" }, ...CODES.map(([value, word]) => h("option", { value }, word)));
  const planner = (name: StepName, word: string): Choice => ({ name, word, isAllowed: mayDraft, who: "由网格规划员办理", fields: [], body: () => ({}), needs: () => undefined });
  const approver = (name: StepName, word: string, fields: HTMLElement[], body: () => unknown, needs: () => string | undefined = () => undefined): Choice =>
    ({ name, word, isAllowed: mayApprove, who: "由审批人办理", fields, body, needs });
  switch (head.state) {
    case "draft":
      return [planner("ask-comments", "征求社区意见"), planner("submit", "提交审核"), planner("drop", "放弃草案")];
    case "comments":
      return [planner("submit", "提交审核"), planner("drop", "放弃草案")];
    case "in_review":
      return [
        approver("approve", "批准", [field("文号", number), field("理由", reason)], () => ({ document_number: number.value, reason: reason.value }), () =>
          !judgement.may_be_approved ? "方案有不得批准之处，请退回修改" : !number.value.trim() ? "请填写文号" : judgement.needs_reason && !reason.value.trim() ? "方案有不符合规则之处，请说明理由" : undefined),
        approver("send-back", "退回修改", [field("退回原因", back)], () => ({ reason: back.value }), () => (back.value.trim() ? undefined : "请填写退回的原因")),
      ];
    case "approved":
      return [
        approver("file", "报区备案并赋码", [field("网格编码规则", template)], () => ({ template: template.value })),
        approver("publish", "公布并按日期生效", [field("生效日期", from)], () => ({ from_date: from.value }), () => (from.value ? undefined : "请选择生效日期")),
      ];
    case "filed":
      return [approver("publish", "公布并按日期生效", [field("生效日期", from)], () => ({ from_date: from.value }), () => (from.value ? undefined : "请选择生效日期"))];
    default:
      return [];
  }
}

async function historyOf(planId: number): Promise<HTMLElement> {
  const { items } = await readHistory(planId);
  const rows = items.map((entry) => h("li", {}, h("b", {}, entry.from_state === entry.to_state ? "移交" : entry.to_state_chinese),
    entry.document_number && ` ${entry.document_number}`, h("span", { class: "muted small" }, `　${entry.by ?? "系统"}　${new Date(entry.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })}`),
    entry.reason && h("div", { class: "small" }, entry.reason)));
  return h("details", { class: "history", open: items.length > 0 && items.length < 8 }, h("summary", {}, `办理记录 ${items.length} 条`), rows.length ? h("ol", {}, ...rows) : h("p", { class: "muted" }, "还没有办理记录。"));
}

/** The steps on the way into force, what stands in the way, and what has been done. */
export async function lifeDialog(head: PlanHead, rights: Rights, done: (head: PlanHead) => void): Promise<void> {
  const isOpen = !["in_force", "superseded", "dropped"].includes(head.state);
  const [judgement, consequences, history] = await Promise.all([readJudgement(head.id), isOpen && head.base_plan_id !== null ? readConsequences(head.id) : undefined, historyOf(head.id)]);
  const problem = h("p", { class: "out", role: "alert", hidden: true });
  const tell = (text: string | undefined): boolean => { fill(problem, text ?? ""); problem.hidden = !text; return !text; };
  const choices = choicesOf(head, judgement, rights);
  const forms = choices.map((choice) => {
    const form = h("form", { class: choice.fields.length ? "life-step" : "life-step plain", "data-step": choice.name }, ...choice.fields,
      h("button", { type: "submit", class: `button${choice === choices[0] ? " primary" : ""}`, disabled: !choice.isAllowed }, choice.word), !choice.isAllowed && h("span", { class: "muted small" }, choice.who));
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!tell(choice.needs())) return;
      step(head.id, choice.name, choice.body())
        .then((fresh) => { notice(`方案状态：${fresh.state_chinese}`); dialog.close(); done(fresh); if (choice.name === "publish") void handedOver(fresh.id).catch(showError); })
        .catch((error: unknown) => {
          if (error instanceof Problem && error.code === "plan_base_superseded") { dialog.close(); void rebaseDialog(head, rights).catch(showError); }
          else tell(error instanceof Error ? error.message : "没有办成");
        });
    });
    return form;
  });
  const dialog = openDialog("审批与公布", h("div", { class: "dialog-body" }, wayOf(head.state), h("p", {}, "当前状态：", h("b", {}, head.state_chinese), head.document_number && `　${head.document_number}`, head.from_date && `　自 ${head.from_date} 起执行`),
    isOpen && breachList(judgement), problem, h("div", { class: "life-steps" }, ...forms, head.state === "in_force" && handOverButton(head.id)), consequences ? h("details", {}, h("summary", {}, "影响清单"), consequencesContent(consequences)) : null, history));
  dialog.dataset.dialog = "life";
}

/** What waits to be handed over under a plan in force, and its record. */
function handOverButton(planId: number): HTMLElement {
  return h("button", { type: "button", class: "button", "data-step": "hand-over", onclick: () => { void openHandOver(planId).catch(showError); } }, "移交诉求和岗位…");
}

/** After publication: the record of what was handed over. */
async function handedOver(planId: number): Promise<void> {
  const { items } = await readHistory(planId);
  const last = items[items.length - 1];
  openDialog("已公布并移交", h("div", { class: "dialog-body" }, h("p", {}, last?.reason || "没有需要移交的事项。"), h("p", { class: "muted" }, "移交已记入办理记录，可随时在“审批与公布”中查看。"), handOverButton(planId)));
}

/** Another plan came into force since the base: what carrying the draft over would do, and who is right where both moved. */
export async function rebaseDialog(head: PlanHead, { mayDraft }: Rights): Promise<void> {
  if (!mayDraft) return notice(`“${head.name}”起草之后已有另一方案执行，请网格规划员变基后再公布`, "error");
  const view = await readRebase(head.id);
  if (!view.is_needed) return notice("该方案已以现行方案为基础，不需要变基");
  const name = h("input", { name: "name", maxlength: 100, value: `${head.name}（变基）` });
  const rule = (value: string, word: string, isChosen: boolean): HTMLElement => h("label", { class: "check" }, h("input", { type: "radio", name: "prefers", value, checked: isChosen }), word);
  const clashes = new Map<string, number>();
  for (const clash of view.clashes) {
    const key = `草案划入${clash.mine_grid_name}，现行划入${clash.theirs_grid_name}`;
    clashes.set(key, (clashes.get(key) ?? 0) + 1);
  }
  const form = h("form", { class: "dialog-body" },
    h("p", {}, `起草时的基础是“${view.base_plan_name}”，现在执行（或即将执行）的是“${view.present_plan_name}”。变基以现行方案为起点，把草案的改动（${view.moved_cells} 个地块）再做一遍，得到一个新的草案；原方案不变。`),
    view.clashes.length ? h("div", {}, h("h3", {}, `两个方案都改动了的地块：${view.clashes.length} 个`), h("ul", { class: "breaches" }, ...[...clashes].map(([text, count]) => h("li", {}, `${count} 个：${text}`))), rule("mine", "以草案为准", true), rule("theirs", "以现行方案为准", false)) : h("p", { class: "fine" }, "两个方案的改动没有冲突。"),
    view.revived.length > 0 && h("p", {}, `现行方案已撤销、草案仍需要而恢复的网格：${view.revived.join("、")}`),
    view.kept_open.length > 0 && h("p", {}, `草案已撤销、现行方案仍在使用而保留的网格：${view.kept_open.join("、")}`),
    field("新草案名称", name), h("button", { type: "submit", class: "button primary" }, "变基为新草案"));
  const dialog = openDialog("变基", form);
  dialog.dataset.dialog = "rebase";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const prefers = form.querySelector<HTMLInputElement>("input[name=prefers]:checked")?.value ?? "mine";
    sendRebase(head.id, { name: name.value, prefers_mine: prefers === "mine" }).then((fresh) => window.location.assign(`/plans/${fresh.id}`)).catch(showError);
  });
}

/** Rename, branch, restore, rebase. */
export function planDialog(head: PlanHead, rights: Rights, done: (head: PlanHead) => void): void {
  const name = h("input", { name: "name", maxlength: 100, value: head.name, disabled: !head.is_editable });
  const isPast = head.state === "superseded" || head.state === "dropped";
  const fresh = h("input", { name: "fresh", maxlength: 100, value: isPast ? `恢复：${head.name}` : `${head.name}·分支` });
  const rename = h("form", { class: "life-step", "data-step": "rename" }, field("名称", name), h("button", { type: "submit", class: "button", disabled: !head.is_editable }, "改名"));
  const branch = h("form", { class: "life-step", "data-step": "branch" }, field(isPast ? "恢复为新草案（网格编号、名称沿用）" : "另建一个分支草案", fresh), h("button", { type: "submit", class: "button primary" }, isPast ? "恢复为草案" : "建立分支"));
  const rebase = h("button", { type: "button", class: "button", "data-action": "rebase", onclick: () => { dialog.close(); void rebaseDialog(head, rights).catch(showError); } }, "变基到现行方案…");
  rename.addEventListener("submit", (event) => {
    event.preventDefault();
    renamePlan(head.id, name.value).then((renamed) => { dialog.close(); done(renamed); }).catch(showError);
  });
  branch.addEventListener("submit", (event) => {
    event.preventDefault();
    branchPlan(head.id, fresh.value).then(({ id }) => window.location.assign(`/plans/${id}`)).catch(showError);
  });
  if (!rights.mayDraft) return notice("由网格规划员办理");
  const dialog = openDialog("方案管理", h("div", { class: "dialog-body" }, head.is_editable && rename, branch, !isPast && head.state !== "in_force" && rebase));
  dialog.dataset.dialog = "plan";
}
