// What is asked before a duty changes: who, from when, why.

import { openDialog } from "../shared/dialog";
import { h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { CONTACT_CHINESE, type Candidate, type Duties, type Officeholder, type Page, type Post, numbered } from "./answers";

type Done = () => void;

export function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

function dayInput(name: string, value = today()): HTMLInputElement {
  return h("input", { type: "date", name, value, required: true });
}

async function candidates(): Promise<Candidate[]> {
  const found: Candidate[] = [];
  let cursor: string | null | undefined = "";
  while (cursor !== null && cursor !== undefined) {
    const page: Page<Candidate> = await getJson<Page<Candidate>>(`/api/v1/duties/candidates?limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found.sort((a, b) => a.number - b.number);
}

/** A number typed or chosen, checked against who there is. */
class PersonField {
  readonly input = h("input", { name: "person", list: "people-numbers", inputmode: "numeric", placeholder: "输入编号，如 017", autocomplete: "off" });
  private readonly list = h("datalist", { id: "people-numbers" });
  private known: Candidate[] = [];

  async load(): Promise<void> {
    this.known = await candidates();
    this.list.replaceChildren(...this.known.map(({ number, posts }) => h("option", { value: String(number).padStart(3, "0") }, `现任 ${posts} 个岗位`)));
  }

  element(label: string): HTMLElement {
    return h("label", {}, label, this.input, this.list);
  }

  /** The person's id; null where nothing is written; an error where nobody has this number. */
  value(): number | null {
    const written = this.input.value.trim();
    if (!written) return null;
    const found = this.known.find(({ number }) => number === Number(written));
    if (!found) throw new Error(`职责范围内没有编号 ${written} 的负责人`);
    return found.id;
  }
}

function ask(title: string, act: string, fields: Node[], send: (form: FormData) => Promise<void>, done: Done): void {
  const go = h("button", { type: "submit", class: "button primary" }, act);
  const form = h("form", { class: "dialog-body" }, ...fields, go);
  const dialog = openDialog(title, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    send(new FormData(form))
      .then(() => {
        dialog.close();
        done();
      })
      .catch((error: unknown) => {
        go.disabled = false;
        showError(error);
      });
  });
}

/** Fields of somebody who has no number yet. */
function newcomerFields(): HTMLElement {
  const inputs = Object.entries(CONTACT_CHINESE).map(([kind, chinese]) => h("label", {}, chinese, h("input", { name: `contact_${kind}`, maxlength: 100, autocomplete: "off" })));
  return h("fieldset", { hidden: true, "data-newcomer": true }, h("legend", {}, "新增人员（自动编号，不记姓名）"), ...inputs);
}

function newcomerOf(form: FormData): { contacts: Record<string, string> } {
  const contacts = Object.fromEntries(Object.keys(CONTACT_CHINESE).map((kind) => [kind, String(form.get(`contact_${kind}`) ?? "").trim()]).filter(([, value]) => value));
  return { contacts };
}

function whoFields(person: PersonField): Node[] {
  const who = h("select", { name: "who" }, h("option", { value: "known" }, "已有编号的人员"), h("option", { value: "new" }, "新增人员"), h("option", { value: "vacant" }, "暂空缺"));
  const known = person.element("负责人编号");
  const fresh = newcomerFields();
  who.addEventListener("change", () => {
    known.hidden = who.value !== "known";
    fresh.hidden = who.value !== "new";
  });
  return [h("label", {}, "由谁任职", who), known, fresh];
}

function holderOf(form: FormData, person: PersonField): Record<string, unknown> {
  const who = form.get("who");
  if (who === "new") return { newcomer: newcomerOf(form) };
  if (who === "vacant") return {};
  const id = person.value();
  if (id === null) throw new Error("请填写负责人编号，或选择“新增人员”“暂空缺”");
  return { officeholder_id: id };
}

/** Make a new post at a unit. */
export async function appointDialog(duties: Duties, role: string | undefined, done: Done): Promise<void> {
  const person = new PersonField();
  await person.load();
  const roles = h("select", { name: "role" }, ...duties.roles.map(({ code, chinese }) => h("option", { value: code, selected: code === role }, chinese)));
  ask(`${duties.unit_name}：任命`, "任命", [h("label", {}, "岗位", roles), ...whoFields(person), h("label", {}, "任职起", dayInput("from_date"))], async (form) => {
    await sendJson("POST", "/api/v1/posts", { role: form.get("role"), unit_id: duties.unit_id, from_date: form.get("from_date"), ...holderOf(form, person) });
    notice("已任命");
  }, done);
}

/** Fill a vacant post, or have somebody take over. */
export async function fillDialog(post: Post, done: Done): Promise<void> {
  const person = new PersonField();
  await person.load();
  const title = post.is_vacant ? "补任" : "换人";
  ask(`${post.unit_name} ${post.role_chinese}：${title}`, title, [...whoFields(person), h("label", {}, "任职起（原任到此日止）", dayInput("from_date"))], async (form) => {
    await sendJson("PUT", `/api/v1/posts/${post.id}/holder`, { from_date: form.get("from_date"), ...holderOf(form, person) });
    notice("已办理");
  }, done);
}

export function endDialog(post: Post, done: Done): void {
  ask(`${post.unit_name} ${post.role_chinese}：离任`, "办理离任", [h("label", {}, "自此日起不再任职", dayInput("on_date")), h("p", { class: "muted small" }, "岗位撤下；若模板要求此岗位，将显示为空缺。公示同意随最后一个岗位失效。")], async (form) => {
    await sendJson("POST", `/api/v1/posts/${post.id}/end`, { on_date: form.get("on_date") });
    notice("已办理离任");
  }, done);
}

/** Name the substitute (B 角). */
export async function substituteDialog(post: Post, done: Done): Promise<void> {
  const person = new PersonField();
  await person.load();
  if (post.substitute_number !== null) person.input.value = String(post.substitute_number).padStart(3, "0");
  ask(`${post.unit_name} ${post.role_chinese}：B 角`, "保存", [person.element("B 角编号（留空为不设）")], async () => {
    await sendJson("PUT", `/api/v1/posts/${post.id}/substitute`, { substitute_id: person.value() });
    notice("已保存");
  }, done);
}

export function absenceDialog(post: Post, done: Done): void {
  const back = h("input", { type: "date", name: "to_date" });
  ask(`${post.unit_name} ${post.role_chinese}：代行`, "登记", [h("p", {}, post.substitute_number === null ? "此岗位没有 B 角，期间将显示为无人负责。" : `期间由${numbered(post.substitute_number)}代行。`), h("label", {}, "自", dayInput("from_date")), h("label", {}, "至（不含；留空为另行通知）", back)], async (form) => {
    await sendJson("POST", `/api/v1/posts/${post.id}/absence`, { from_date: form.get("from_date"), to_date: form.get("to_date") || null });
    notice("已登记");
  }, done);
}

export function returnDialog(post: Post, done: Done): void {
  ask(`${post.unit_name} ${post.role_chinese}：返岗`, "返岗", [h("label", {}, "自此日起返岗", dayInput("on_date"))], async (form) => {
    await sendJson("POST", `/api/v1/posts/${post.id}/return`, { on_date: form.get("on_date") });
    notice("已返岗");
  }, done);
}

/** Show contacts in full for a reason that is kept. */
export function revealDialog(person: Officeholder): void {
  const shown = h("dl", { class: "facts" });
  const reason = h("input", { name: "reason", required: true, minlength: 2, maxlength: 500, placeholder: "如：夜间漏水，联系值守" });
  const form = h("form", { class: "dialog-body" }, h("label", {}, "查看理由（将留痕）", reason), h("button", { type: "submit", class: "button primary" }, "查看"), shown);
  openDialog(`${numbered(person.number)}的联系方式`, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendJson<{ contacts: { kind: string; value: string }[] }>("POST", `/api/v1/officeholders/${person.id}/reveal`, { reason: reason.value })
      .then(({ contacts }) => shown.replaceChildren(...contacts.map(({ kind, value }) => h("div", {}, h("dt", {}, CONTACT_CHINESE[kind] ?? kind), h("dd", {}, value)))))
      .catch(showError);
  });
}

/** Keep contacts of one officeholder; whether the post is shown on a notice board is agreed on paper, where boards are printed. */
export function personDialog(person: Officeholder, done: Done): void {
  const inputs = Object.entries(CONTACT_CHINESE).map(([kind, chinese]) => h("label", {}, chinese, h("input", { name: `contact_${kind}`, maxlength: 100, autocomplete: "off", placeholder: person.contacts.find((contact) => contact.kind === kind)?.masked ?? "未登记" })));
  ask(numbered(person.number), "保存", [...inputs, h("p", { class: "muted small" }, "留空的不改。保存后加密存放，只显示首尾。是否公示按岗位凭书面同意，在“报告”页的“小区公示栏”登记。")], async (form) => {
    const { contacts } = newcomerOf(form);
    if (Object.keys(contacts).length) await sendJson("PUT", `/api/v1/officeholders/${person.id}/contacts`, { contacts });
    notice("已保存");
  }, done);
}
