// One's own corner: who one is, how fresh the area is, room and storage, letter size, signing out.

import { fill, h } from "../../shared/dom";
import { notice, showError } from "../../shared/notices";
import { unsent } from "../drafts";
import { isLarge, setLarge } from "../letters";
import { office, readOffice } from "../office";
import { signOut } from "../session";
import { askToPersist, storageWords } from "../storage";
import { sync } from "../sync";
import { kept } from "../vault";

function when(text: string | undefined): string {
  return text ? new Date(text).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" }) : "尚未更新";
}

async function leave(): Promise<void> {
  const holder = office.owner;
  if (!holder) return;
  const waiting = await unsent(holder.user_id);
  const question = waiting.length
    ? `还有 ${waiting.length} 件登记没有发送。退出会把它们和照片从手机上删除，不能恢复。确定退出？`
    : "退出后，手机上的片区数据会删除。确定退出？";
  if (!window.confirm(question)) return;
  await signOut();
  Object.assign(office, { spot: null, draft: null });
  await readOffice();
  office.go("sign-in");
}

function caseList(): HTMLElement {
  const open = office.cases.filter((one) => !one.is_closed);
  const items = open.slice(0, 30).map((one) =>
    h("li", {}, h("b", {}, one.title), h("small", {}, `${one.number} · ${one.unit_name} · ${one.state_chinese}`), one.is_overdue ? h("span", { class: "tag warn" }, "超时") : null),
  );
  return h("details", { class: "go-card" }, h("summary", {}, `片区未办结事项（${open.length}）`), h("ul", { class: "go-list" }, ...items));
}

/** Show the screen. */
export function showMine(host: HTMLElement): () => void {
  const storage = h("div", {});
  const facts = h("dl", {});
  const refresh = async (): Promise<void> => {
    const area = office.places?.area;
    const row = (term: string, words: string): HTMLElement => h("div", { class: "go-row" }, h("dt", {}, term), h("dd", {}, words));
    fill(
      facts,
      row("片区", area ? `${area.place}，楼栋 ${area.buildings?.features.length ?? 0} 栋、网格 ${area.grids?.features.filter((one) => one.properties?.is_own).length ?? 0} 个` : "尚未下载"),
      row("更新于", when(await kept<string>("area-checked-at"))),
    );
    fill(storage, ...(await storageWords()).map((words) => h("p", {}, words)));
  };
  const persist = async (): Promise<void> => {
    notice(await askToPersist(), "info");
    await refresh();
  };
  const large = h("input", { type: "checkbox", checked: isLarge(), "data-large": true, onchange: () => setLarge(large.checked) });
  fill(
    host,
    h("h1", { class: "go-title" }, office.owner?.name ?? "未登录", h("small", {}, office.owner?.role_chinese ?? "")),
    h("section", { class: "go-card" }, facts, h("button", { type: "button", class: "go-big", onclick: () => void sync().then(readOffice).then(refresh).catch(showError) }, "更新片区数据")),
    h("section", { class: "go-card" }, h("label", { class: "go-switch" }, large, "大字版")),
    h("section", { class: "go-card" }, h("h2", {}, "手机存储"), storage, h("button", { type: "button", class: "go-big", "data-persist": true, onclick: () => void persist().catch(showError) }, "请求长期保存")),
    caseList(),
    h("button", { type: "button", class: "go-big danger", "data-leave": true, onclick: () => void leave().catch(showError) }, "退出并清除本机数据"),
    h("p", { class: "go-soft" }, h("a", { href: "/go/plain" }, "打不开或不好用？用简易登记页")),
  );
  refresh().catch(showError);
  return () => undefined;
}
