// The sign-in form: sends the credentials as JSON and goes on to where one came from.

import { sendJson } from "./shared/http";

const form = document.querySelector<HTMLFormElement>("[data-sign-in]");
const complaint = form?.querySelector<HTMLElement>(".form-error");

async function signIn(from: HTMLFormElement): Promise<void> {
  const fields = new FormData(from);
  const [login, password] = [String(fields.get("login") ?? "").trim(), String(fields.get("password") ?? "")];
  if (!login || !password) throw new Error("请填写账号和密码");
  await sendJson("POST", "/api/v1/session", { login, password });
  window.location.assign(from.dataset.next ?? "/");
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  if (complaint) complaint.hidden = true;
  signIn(form).catch((error: unknown) => {
    if (button) button.disabled = false;
    if (!complaint) return;
    complaint.textContent = error instanceof Error ? error.message : "登录没有成功，请稍后再试";
    complaint.hidden = false;
  });
});
