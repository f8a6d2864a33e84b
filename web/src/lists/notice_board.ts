// The notice board of an estate: who agreed to be shown, what is lacking, and the board in print.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { getJson, saveFile, sendForm, sendJson } from "../shared/http";
import { notice, showError } from "../shared/notices";
import { estateChoice, labelled } from "./choices";

interface BoardPost {
  post_id: number;
  role_chinese: string;
  unit_name: string;
  officeholder_number: number | null;
  consents: boolean;
  lacking: string[];
}

/** Choose an estate, keep consents, print. */
export async function openBoard(): Promise<void> {
  const { rights } = await getJson<{ rights: string[] }>("/api/v1/me");
  const mayKeep = rights.includes("reveal_contacts");
  const estate = await estateChoice("id");
  const list = h("div", { class: "table-frame" });
  const show = async (): Promise<void> => {
    const posts = await getJson<BoardPost[]>(`/api/v1/notice-boards/${estate.value}`);
    fill(list, posts.length ? table(posts, mayKeep, () => void show().catch(showError)) : h("p", { class: "empty muted" }, "没有可公示的岗位"));
  };
  estate.addEventListener("change", () => void show().catch(showError));
  const print = h("button", { type: "button", class: "button primary", hidden: !mayKeep }, "打印公示栏（PDF）");
  print.addEventListener("click", () => void saveFile(`/api/v1/notice-boards/${estate.value}/print`).catch(showError));
  openDialog("小区公示栏", h("div", { class: "dialog-body wide" }, labelled("小区", estate), h("p", { class: "muted" }, "只印书面同意公示的人；同意随任期结束，姓名和照片随即删除。公示栏打印后不留存，打印留痕。"), list, print));
  await show();
}

function table(posts: BoardPost[], mayKeep: boolean, again: () => void): HTMLElement {
  const head = h("tr", {}, ...["岗位", "所在", "负责人", "公示", ""].map((text) => h("th", {}, text)));
  const rows = posts.map((post) =>
    h(
      "tr",
      {},
      h("td", {}, post.role_chinese),
      h("td", {}, post.unit_name),
      h("td", {}, post.officeholder_number === null ? "空缺" : `负责人 ${String(post.officeholder_number).padStart(3, "0")}`),
      h("td", {}, post.consents ? (post.lacking.length ? `同意，缺${post.lacking.join("、")}` : "同意") : "未同意"),
      h("td", {}, ...(mayKeep && post.officeholder_number !== null ? actions(post, again) : [])),
    ),
  );
  return h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows));
}

function actions(post: BoardPost, again: () => void): HTMLElement[] {
  const address = `/api/v1/posts/${post.post_id}/display`;
  const button = (text: string, run: () => void): HTMLElement => h("button", { type: "button", class: "button small", onclick: run }, text);
  const record = button(post.consents ? "更改" : "登记同意", () => askConsent(address, again));
  if (!post.consents) return [record];
  const photo = h("input", { type: "file", accept: "image/jpeg,image/png,image/webp", hidden: true });
  photo.addEventListener("change", () => {
    const form = new FormData();
    form.append("photo", photo.files?.[0] as File);
    sendForm(`${address}/portrait`, form, "PUT").then(again, showError);
  });
  return [record, button("照片", () => photo.click()), photo, button("撤回", () => void sendJson("DELETE", address).then(again, showError))];
}

function askConsent(address: string, again: () => void): void {
  const name = h("input", { maxLength: 20, placeholder: "不填则只显示编号" });
  const contact = h("select", {}, h("option", { value: "" }, "不公示"), h("option", { value: "duty_phone" }, "值班电话"), h("option", { value: "office_phone" }, "办公电话"));
  const paper = h("input", { required: true, maxLength: 100, placeholder: "如：同意书 2026-017，存社区档案" });
  const day = h("input", { type: "date", required: true, value: new Date().toISOString().slice(0, 10) });
  const form = h("form", { class: "dialog-body" }, labelled("公示姓名", name), labelled("公示联系方式", contact), labelled("书面同意书", paper), labelled("同意日期", day), h("button", { type: "submit", class: "button primary" }, "保存"));
  const dialog = openDialog("登记公示同意", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const consent = { name: name.value, contact_kind: contact.value, paper: paper.value, granted_on: day.value };
    sendJson("PUT", address, consent).then(() => {
      dialog.close();
      notice("已登记");
      again();
    }, showError);
  });
}
