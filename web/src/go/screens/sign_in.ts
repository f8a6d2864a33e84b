// Sign in on the phone; lasts for days, so that nobody is locked out in a stairwell.

import { fill, h } from "../../shared/dom";
import { office, readOffice } from "../office";
import { signIn } from "../session";
import { progress, sync } from "../sync";

/** Show the form; `after` runs when somebody has signed in; a place that was scanned waits behind it. */
export function showSignIn(host: HTMLElement, isScanned: boolean, after: () => void): () => void {
  const complaint = h("p", { class: "go-warn", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: "go-big primary" }, "登录");
  const login = h("input", { name: "login", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true, "aria-label": "账号" });
  const password = h("input", { name: "password", type: "password", autocomplete: "current-password", required: true, "aria-label": "密码" });
  const submit = async (): Promise<void> => {
    if (!login.value.trim() || !password.value) throw new Error("请填写账号和密码");
    await signIn(login.value.trim(), password.value);
    progress.standing = "active";
    await readOffice();
    after();
    void sync();
  };
  const form = h("form", { class: "go-card go-form", novalidate: true, "data-sign-in": true, onsubmit: (event) => {
    event.preventDefault();
    button.disabled = true;
    complaint.hidden = true;
    submit().catch((error: unknown) => {
      complaint.textContent = error instanceof Error ? error.message : "登录没有成功，请稍后再试";
      complaint.hidden = false;
    }).finally(() => (button.disabled = false));
  } },
    h("h1", {}, office.owner ? "请重新登录" : "登录"),
    h("p", { class: "go-soft" }, office.owner ? "登录已过期。手机里的登记都还在，登录后自动发送。" : "使用单位分配的账号，登录一次可离线使用 14 天。"),
    isScanned ? h("p", { class: "go-where", "data-scanned": true }, "已扫到楼栋二维码，登录后直接打开") : null,
    h("label", { class: "go-field" }, "账号", login),
    h("label", { class: "go-field" }, "密码", password),
    complaint,
    button,
  );
  fill(host, form);
  return () => undefined;
}
