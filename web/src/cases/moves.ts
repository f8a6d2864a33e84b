// The moves that the viewer may make with a case: each asks what belongs to it, and nothing else.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { Problem, getJson, sendJson } from "../shared/http";
import { answersIn, questionFields } from "./questions";
import { type CaseMove, type Category, type Department, type Desk, type NearCase, type Step, byMajor, readCategories } from "./wire";

/** Fields of one move, and the facts they give. */
interface Fields {
  nodes: Node[];
  facts: () => Record<string, unknown>;
}

const NONE: Fields = { nodes: [], facts: () => ({}) };

function checks(departments: Department[], chosen: string[], title: string): Fields {
  const boxes = departments.map((one) => {
    const input = h("input", { type: "checkbox", value: one.code, checked: chosen.includes(one.code) });
    return { input, node: h("label", { class: "check" }, input, h("span", {}, one.chinese, h("small", { class: "muted" }, `　${one.duty}`))) };
  });
  return {
    nodes: [h("fieldset", {}, h("legend", {}, title), ...boxes.map((box) => box.node))],
    facts: () => {
      const departments = boxes.filter((box) => box.input.checked).map((box) => box.input.value);
      return departments.length ? { departments } : {};
    },
  };
}

function arrival(desk: Desk, role: string): Fields {
  if (role === "department") return NONE;
  const missing = desk.called.filter((one) => !one.is_here);
  const select = h("select", { "aria-label": "报到部门" }, ...missing.map((one) => h("option", { value: one.code }, one.chinese)));
  return { nodes: [h("label", {}, "代为登记哪个部门报到", select)], facts: () => ({ department: select.value }) };
}

function stepFields(desk: Desk): Fields {
  const next = desk.steps.filter((step) => step.is_next);
  if (!next.length) return NONE;
  const select = h("select", { "aria-label": "步骤", "data-step": true }, h("option", { value: "" }, "一般进展"),
    ...next.map((step) => h("option", { value: step.code, disabled: Boolean(step.hindrance) }, step.chinese + (step.hindrance ? `（${step.hindrance}）` : ""))));
  const ready = next.find((step) => !step.hindrance);
  if (ready) select.value = ready.code;
  const hours = h("input", { type: "number", min: 1, max: 400, step: "any", "aria-label": "限期（工作小时）" });
  const limit = h("label", {}, "限期（工作小时）", hours);
  const chosen = (): Step | undefined => next.find((step) => step.code === select.value);
  const show = (): void => {
    limit.hidden = chosen()?.needs !== "limit";
    hours.value = String(chosen()?.limit_hours ?? "");
  };
  select.addEventListener("change", show);
  show();
  return {
    nodes: [h("label", {}, "步骤", select), limit],
    facts: () => {
      const step = chosen();
      if (!step) return {};
      return step.needs === "limit" && hours.value ? { step: step.code, limit_hours: Number(hours.value) } : { step: step.code };
    },
  };
}

function stars(): Fields {
  const inputs = [5, 4, 3, 2, 1].map((value) => h("input", { type: "radio", name: "satisfaction", value }));
  const words = ["很满意", "满意", "一般", "不满意", "很不满意"];
  const none = h("input", { type: "radio", name: "satisfaction", value: "", checked: true });
  return {
    nodes: [h("fieldset", { class: "stars" }, h("legend", {}, "回访满意度"), ...inputs.map((input, i) => h("label", { class: "check" }, input, h("span", {}, words[i]))), h("label", { class: "check" }, none, h("span", {}, "未回访到")))],
    facts: () => {
      const chosen = inputs.find((input) => input.checked);
      return chosen ? { satisfaction: Number(chosen.value) } : {};
    },
  };
}

function merging(desk: Desk): Fields {
  const select = h("select", { required: true, "aria-label": "并入哪一件" }, h("option", { value: "" }, "正在查找附近同类事项…"));
  const { lon, lat, category, id } = desk.case;
  const search = lon === null ? Promise.resolve([]) : getJson<NearCase[]>(`/api/v1/cases/duplicates?lon=${lon}&lat=${lat}&category=${category}`);
  void search.catch(() => []).then((found) => {
    const others = found.filter((one) => one.id !== id);
    fill(select, h("option", { value: "" }, others.length ? "请选择" : "附近没有未结的同类事项"),
      ...others.map((one) => h("option", { value: one.id }, `${one.number} ${one.title}（${Math.round(one.distance_m)} 米）`)));
  });
  return { nodes: [h("label", {}, "并入哪一件", select)], facts: () => ({ into_case_id: Number(select.value) }) };
}

function priority(desk: Desk): Fields {
  const select = h("select", { "aria-label": "优先级" }, ...[1, 2, 3, 4, 5].map((n) => h("option", { value: n, selected: n === desk.case.priority }, n === 1 ? "1（最急）" : String(n))));
  return { nodes: [h("label", {}, "优先级", select)], facts: () => ({ priority: Number(select.value) }) };
}

/** Other categories that the case may go to: a dispute stays one, and nothing else becomes one. */
function reclassifying(desk: Desk): Fields {
  const select = h("select", { required: true, "aria-label": "改为哪个类别", "data-reclassify": true }, h("option", { value: "" }, "正在读取类别…"));
  const means = h("p", { class: "muted small" });
  const asked = h("div", { class: "questions" });
  let others: Category[] = [];
  select.addEventListener("change", () => {
    const chosen = others.find((one) => one.code === select.value);
    fill(means, ...(chosen ? [`${chosen.limit_hours ? `时限 ${chosen.limit_hours} 个工作小时，自登记时起重新计算` : "不限时"}；专有步骤重新开始；未经人工调整的优先级随新类别。原来的补充回答留在经过里。`] : []));
    fill(asked, ...questionFields(chosen?.questions ?? []));
  });
  const offer = (all: Category[]): void => {
    others = all.filter((one) => one.code !== desk.case.category && one.is_dispute === desk.case.is_dispute);
    const groups = [...byMajor(others)].map(([major, list]) => h("optgroup", { label: major }, ...list.map((one) => h("option", { value: one.code }, `${one.code} ${one.chinese}`))));
    fill(select, h("option", { value: "" }, "请选择"), ...groups);
  };
  readCategories().then(offer, () => fill(select, h("option", { value: "" }, "没有读到类别，请关闭后重试")));
  return { nodes: [h("label", {}, "改为哪个类别", select), means, asked], facts: () => ({ category: select.value, answers: answersIn(asked) }) };
}

function fieldsOf(move: CaseMove, desk: Desk, role: string): Fields {
  switch (move.move) {
    case "judge_up": return checks(desk.departments, desk.suggested, "呼叫哪些部门报到");
    case "refer": return checks(desk.departments, [], "转给哪些部门（清单外的请在说明中写明）");
    case "check_in": return arrival(desk, role);
    case "step": return stepFields(desk);
    case "close": return stars();
    case "merge": return merging(desk);
    case "prioritise": return priority(desk);
    case "reclassify": return reclassifying(desk);
    default: return NONE;
  }
}

const HINT: Record<string, string> = {
  whistle: "写明需要哪些支持、已做过什么",
  judge_own: "街道自行处置的理由与安排",
  judge_up: "需要区级或多部门协调的理由",
  check_in: "何时到场、由谁负责（可不填）",
  decide: "议定的结果",
  solve: "办理结果",
  reopen: "为什么重新办理",
  reclassify: "为什么改类别",
  refer: "转给谁、为什么",
};

/** Ask what a move needs and make it; `done` follows. */
export function askMove(move: CaseMove, desk: Desk, role: string, done: () => void): void {
  const fields = fieldsOf(move, desk, role);
  const note = h("textarea", { rows: 3, maxlength: 2000, required: move.needs_note, placeholder: HINT[move.move] ?? "", "aria-label": "说明", "data-note": true });
  const problem = h("p", { class: "form-error", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "button primary" }, move.chinese);
  const form = h("form", { class: "dialog-body move-form" }, ...fields.nodes, h("label", {}, move.needs_note ? "说明" : "说明（可不填）", note), problem, submit);
  const dialog = openDialog(move.chinese, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit.disabled = true;
    sendJson("POST", `/api/v1/cases/${desk.case.id}/events`, { move: move.move, version: desk.case.version, note: note.value, facts: fields.facts() })
      .then(() => {
        dialog.close();
        done();
      })
      .catch((error: unknown) => {
        submit.disabled = false;
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : "没有办成，请稍后再试");
        if (error instanceof Problem && error.code === "case_changed") done();
      });
  });
}
