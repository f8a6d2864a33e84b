// What waits, what was refused, what has arrived: nobody has to wonder whether a case got through.

import { fill, h } from "../../shared/dom";
import { showError } from "../../shared/notices";
import { mayTakeBack, takeBack } from "../drafts";
import { office } from "../office";
import type { Draft, Photo } from "../records";
import { onProgress, progress, sync } from "../sync";
import { draftsOf, photosOf, removeDrafts, removePhoto } from "../vault";

const STATES: Record<Draft["state"], string> = { draft: "草稿", waiting: "等待发送", refused: "没有通过", sent: "已登记" };
const TONES: Record<Draft["state"], string> = { draft: "grey", waiting: "", refused: "warn", sent: "good" };

function categoryName(draft: Draft): string {
  return office.places?.area.categories.find((one) => one.code === draft.category)?.chinese ?? "未选类别";
}

function photoWords(draft: Draft, photos: Photo[]): string {
  if (!photos.length) return "没有照片";
  const sent = photos.filter((photo) => photo.is_sent).length;
  return draft.state === "sent" ? `照片 ${photos.length} 张已全部核对` : `照片 ${photos.length} 张${sent ? `，已传 ${sent} 张` : ""}`;
}

function actions(draft: Draft, photos: Photo[], redraw: () => void): HTMLElement | null {
  const open = (): void => {
    office.draft = draft;
    office.go("draft");
  };
  const change = async (): Promise<void> => {
    await takeBack(draft);
    open();
  };
  const remove = async (): Promise<void> => {
    if (!window.confirm("删除这件未发送的登记和它的照片？")) return;
    await removeDrafts([draft.key]);
    redraw();
  };
  const dropSpoilt = async (): Promise<void> => {
    for (const photo of photos.filter((one) => one.problem)) await removePhoto(photo.id);
    void sync();
  };
  const button = (label: string, act: () => unknown): HTMLElement =>
    h("button", { type: "button", class: "go-big", onclick: () => void Promise.resolve(act()).catch(showError) }, label);
  if (draft.state === "draft") return button("继续填写", open);
  if (draft.case_id !== null && photos.some((photo) => photo.problem)) return button("去掉有问题的照片", dropSpoilt);
  if (!mayTakeBack(draft)) return null;
  return h("div", { class: "go-pair" }, button("删除", remove), button("修改", change));
}

async function card(draft: Draft, redraw: () => void): Promise<HTMLElement> {
  const photos = await photosOf(draft.key);
  return h("li", { class: "go-card", "data-draft": draft.key, "data-draft-state": draft.state },
    h("div", { class: "go-line" }, h("b", {}, draft.title || categoryName(draft)), h("span", { class: `tag ${TONES[draft.state]}` }, STATES[draft.state])),
    h("p", {}, h("span", { "data-number": true }, draft.number || draft.provisional), draft.number ? "" : h("small", {}, "（临时编号）")),
    h("p", { class: "go-soft" }, [draft.elsewhere === undefined ? draft.spot?.text : `不在本街道：${draft.elsewhere}`, new Date(draft.made_at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" }), photoWords(draft, photos)].filter(Boolean).join(" · ")),
    draft.is_uncertain && draft.case_id === null ? h("p", { class: "go-soft" }, "上次发送没有得到答复，会用同一编号再试，不会重复登记。") : null,
    draft.problem ? h("p", { class: "go-warn" }, draft.problem) : null,
    draft.rule ? h("p", { class: "go-soft" }, draft.rule) : null,
    actions(draft, photos, redraw),
  );
}

function statusWords(waiting: number, open: number): string {
  if (progress.isBusy && progress.step) return progress.step;
  if (progress.standing === "ask") return "登录已过期，登录后自动发送";
  if (progress.problem) return progress.problem;
  if (!progress.isOnline) return waiting ? `没有信号，${waiting} 件已保存在手机里，联网后自动发送` : "没有信号";
  if (waiting) return `${waiting} 件等待发送`;
  return open ? `${open} 件草稿还没有提交` : "全部已发送";
}

/** Show everything of this person, the latest first. */
export function showOutbox(host: HTMLElement): () => void {
  const status = h("p", { class: "go-status", role: "status", "data-status": true });
  const list = h("ul", { class: "go-cards" });
  let isShown = true;
  const redraw = async (): Promise<void> => {
    const drafts = office.owner ? await draftsOf(office.owner.user_id) : [];
    const cards = await Promise.all(drafts.map((draft) => card(draft, () => void redraw())));
    if (!isShown) return;
    const count = (state: Draft["state"]): number => drafts.filter((draft) => draft.state === state).length;
    status.textContent = statusWords(count("waiting"), count("draft"));
    fill(list, ...cards, drafts.length ? null : h("li", { class: "go-soft" }, "还没有登记过事项"));
  };
  const write = (): void => {
    office.draft = null;
    office.spot = null;
    office.go("draft");
  };
  fill(
    host,
    h("h1", { class: "go-title" }, "待发与已发"),
    status,
    h("div", { class: "go-pair" },
      h("button", { type: "button", class: "go-big", onclick: write, "data-new": true }, "新登记"),
      h("button", { type: "button", class: "go-big primary", "data-sync": true, onclick: () => void sync() }, "立即发送"),
    ),
    list,
  );
  onProgress(() => void (isShown && redraw()));
  redraw().catch(showError);
  return () => void (isShown = false);
}
