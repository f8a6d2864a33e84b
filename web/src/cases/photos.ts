// A case's photos: shown upright without their EXIF, added with the SHA-256 that the server checks.

import { type Box, drawPicture, markPlaces } from "../shared/blur";
import { sha256 } from "../shared/digest";
import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { Problem, getJson, sendBytes, sendJson } from "../shared/http";
import { showError } from "../shared/notices";
import { moment } from "./wire";

const SCREEN_PX = 1400;

interface Photo {
  id: number;
  taken_at: string | null;
  added_at: string;
}

/** The picture as it is now: what was blurred must not come out of the browser's memory again. */
function addressOf(photo: Photo): string {
  return `/api/v1/cases/photos/${photo.id}?seen=${Date.now()}`;
}

/** Let a mouse or a finger mark what must not be seen, and send the marks. */
async function blurDialog(photo: Photo, done: () => void): Promise<void> {
  const response = await fetch(addressOf(photo), { credentials: "same-origin" });
  if (!response.ok) throw new Problem(response.status, "photo_unknown", "照片没有读到，请刷新后再试");
  const canvas = await drawPicture(await response.arrayBuffer(), SCREEN_PX);
  canvas.className = "photo-blur";
  const save = h("button", { type: "button", class: "button primary", disabled: true, "data-blur-done": true }, "保存遮挡");
  const problem = h("p", { class: "form-error", role: "alert", hidden: true });
  const dialog = openDialog("遮挡人脸、车牌", h("div", { class: "dialog-body" },
    h("p", { class: "muted small" }, "在人脸、车牌上拖出方框即可遮挡，保存后不能恢复；关闭则不遮挡。"), canvas, problem, save));
  let boxes: Box[] = [];
  markPlaces(canvas, (marked) => {
    boxes = marked;
    save.disabled = false;
  });
  save.addEventListener("click", () => {
    save.disabled = true;
    const places = boxes.map((box) => [box.left, box.top, box.right, box.bottom]);
    sendJson("POST", `/api/v1/cases/photos/${photo.id}/blur`, { boxes: places })
      .then(() => {
        dialog.close();
        done();
      })
      .catch((error: unknown) => {
        save.disabled = false;
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : "没有保存成功，请稍后再试");
      });
  });
}

function picture(photo: Photo, mayBlur: boolean, changed: () => void): HTMLElement {
  const address = addressOf(photo);
  const caption = photo.taken_at ? `拍摄 ${moment(photo.taken_at)}` : `上传 ${moment(photo.added_at)}`;
  const show = (): void => {
    const blur = h("button", { type: "button", class: "button", "data-blur": true }, "遮挡人脸、车牌");
    const dialog = openDialog(caption, h("img", { class: "photo-large", src: address, alt: "现场照片" }), mayBlur ? h("div", { class: "dialog-body" }, blur) : null);
    blur.addEventListener("click", () => {
      dialog.close();
      blurDialog(photo, changed).catch(showError);
    });
  };
  return h("button", { type: "button", class: "photo", onclick: show }, h("img", { src: address, alt: "现场照片", loading: "lazy" }), h("small", {}, caption));
}

/** Show the photos of a case, and let who may add one or blur places of one. */
export async function showPhotos(host: Element, caseId: number, mayAdd: boolean, mayBlur: boolean, changed: () => void): Promise<void> {
  const photos = await getJson<Photo[]>(`/api/v1/cases/${caseId}/photos`);
  const input = h("input", { type: "file", accept: "image/jpeg,image/png,image/webp", multiple: true, "aria-label": "添加照片", "data-add-photo": true });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    const send = async (): Promise<void> => {
      for (const file of files) {
        const bytes = await file.arrayBuffer();
        await sendBytes(`/api/v1/cases/${caseId}/photos?sha256=${await sha256(bytes)}`, bytes);
      }
    };
    send().then(changed).catch(showError);
  });
  fill(host, h("h2", {}, "照片"),
    photos.length ? h("div", { class: "photos" }, ...photos.map((photo) => picture(photo, mayBlur, changed))) : h("p", { class: "muted small" }, "还没有照片"),
    mayAdd && h("label", { class: "button add-photo" }, "添加照片", input),
    mayAdd && h("p", { class: "muted small" }, "只拍场所，不拍人、不拍住户室内。"));
}
