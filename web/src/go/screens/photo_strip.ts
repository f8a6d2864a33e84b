// The photos of a draft: take, choose, look, blur, remove.

import { openDialog } from "../../shared/dialog";
import { fill, h } from "../../shared/dom";
import { showError } from "../../shared/notices";
import { type Box, addPhoto, blurBox, blurPhoto, shown } from "../photos";
import { recentPosition } from "../position";
import type { Photo } from "../records";
import { photosOf, removePhoto } from "../vault";

const SCREEN_PX = 1400;
const LEAST_SHARE = 0.01;

/** Let a finger mark what must not be seen; what is marked is gone once kept. */
async function blurDialog(photo: Photo, done: () => void): Promise<void> {
  const canvas = await shown(photo, SCREEN_PX);
  canvas.className = "go-blur";
  const boxes: Box[] = [];
  const save = h("button", { type: "button", class: "go-big primary", "data-blur-done": true, disabled: true }, "保存遮挡");
  const remove = h("button", { type: "button", class: "go-big danger" }, "删除照片");
  const dialog = openDialog("照片", h("div", { class: "dialog-body" },
    h("p", { class: "go-soft" }, "用手指在人脸、车牌上拖出方框即可遮挡，保存后不能恢复。"),
    canvas,
    h("div", { class: "go-pair" }, remove, save),
  ));
  let from: [number, number] | null = null;
  const at = (event: PointerEvent): [number, number] => {
    const frame = canvas.getBoundingClientRect();
    const clamp = (share: number): number => Math.min(1, Math.max(0, share));
    return [clamp((event.clientX - frame.left) / frame.width), clamp((event.clientY - frame.top) / frame.height)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    from = at(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!from) return;
    const to = at(event);
    const box = { left: Math.min(from[0], to[0]), top: Math.min(from[1], to[1]), right: Math.max(from[0], to[0]), bottom: Math.max(from[1], to[1]) };
    from = null;
    if (box.right - box.left < LEAST_SHARE || box.bottom - box.top < LEAST_SHARE) return;
    boxes.push(box);
    blurBox(canvas, box);
    save.disabled = false;
  });
  const end = (work: Promise<unknown>): void => {
    work.then(() => (dialog.close(), done())).catch(showError);
  };
  save.addEventListener("click", () => end(blurPhoto(photo, boxes)));
  remove.addEventListener("click", () => window.confirm("删除这张照片？") && end(removePhoto(photo.id)));
}

function picture(photo: Photo, changed: () => void): HTMLElement {
  const open = (): void => {
    if (photo.bytes) blurDialog(photo, changed).catch(showError);
  };
  return h("button", { type: "button", class: "go-photo", onclick: open, "data-sha256": photo.sha256, "aria-label": "查看或遮挡照片" },
    h("img", { src: photo.thumbnail, alt: "" }),
    photo.is_blurred ? h("span", {}, "已遮挡") : null,
    photo.problem ? h("span", { class: "bad" }, "有问题") : null,
  );
}

/** Buttons to take or choose photos, and those there are; `before` keeps what they belong to. */
export function photoStrip(draftKey: string, before: () => Promise<void>): HTMLElement {
  const strip = h("div", { class: "go-photos", "data-photos": true });
  const redraw = async (): Promise<void> => {
    const photos = (await photosOf(draftKey)).sort((a, b) => a.taken_at.localeCompare(b.taken_at));
    fill(strip, ...photos.map((photo) => picture(photo, () => void redraw().catch(showError))));
  };
  const take = async (input: HTMLInputElement): Promise<void> => {
    const files = [...(input.files ?? [])];
    try {
      await before();
      for (const file of files) await addPhoto(draftKey, file, recentPosition());
    } finally {
      input.value = "";
      await redraw();
    }
  };
  const button = (label: string, extra: Record<string, string | boolean>): HTMLElement =>
    h("label", { class: "go-big" }, label,
      h("input", { type: "file", accept: "image/*", hidden: true, onchange: (event) => void take(event.target as HTMLInputElement).catch(showError), ...extra }),
    );
  redraw().catch(showError);
  return h("div", {},
    h("div", { class: "go-pair" }, button("拍照", { capture: "environment", "data-camera": true }), button("从相册选", { multiple: true, "data-album": true })),
    strip,
  );
}
