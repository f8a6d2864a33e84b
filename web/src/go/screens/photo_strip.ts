// The photos of a draft: take, choose, look, blur, remove.

import { type Box, markPlaces } from "../../shared/blur";
import { openDialog } from "../../shared/dialog";
import { fill, h } from "../../shared/dom";
import { showError } from "../../shared/notices";
import { addPhoto, blurPhoto, shown } from "../photos";
import { recentPosition } from "../position";
import type { Photo } from "../records";
import { photosOf, removePhoto } from "../vault";

const SCREEN_PX = 1400;

/** Let a finger mark what must not be seen; what is marked is gone once kept. */
async function blurDialog(photo: Photo, done: () => void): Promise<void> {
  const canvas = await shown(photo, SCREEN_PX);
  canvas.className = "go-blur";
  const save = h("button", { type: "button", class: "go-big primary", "data-blur-done": true, disabled: true }, "保存遮挡");
  const remove = h("button", { type: "button", class: "go-big danger" }, "删除照片");
  const dialog = openDialog("照片", h("div", { class: "dialog-body" },
    h("p", { class: "go-soft" }, "用手指在人脸、车牌上拖出方框即可遮挡，保存后不能恢复。"),
    canvas,
    h("div", { class: "go-pair" }, remove, save),
  ));
  let boxes: Box[] = [];
  markPlaces(canvas, (marked) => {
    boxes = marked;
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
    if (photo.has_bytes) blurDialog(photo, changed).catch(showError);
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
      // One that cannot be read keeps no other out.
      for (const file of files) await addPhoto(draftKey, file, recentPosition()).catch(showError);
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
