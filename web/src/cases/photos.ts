// A case's photos: shown upright without their EXIF, added with the SHA-256 that the server checks.

import { sha256 } from "../shared/digest";
import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { getJson, sendBytes } from "../shared/http";
import { showError } from "../shared/notices";
import { moment } from "./wire";

interface Photo {
  id: number;
  taken_at: string | null;
  added_at: string;
}

function picture(photo: Photo): HTMLElement {
  const address = `/api/v1/cases/photos/${photo.id}`;
  const caption = photo.taken_at ? `拍摄 ${moment(photo.taken_at)}` : `上传 ${moment(photo.added_at)}`;
  const show = (): void => void openDialog(caption, h("img", { class: "photo-large", src: address, alt: "现场照片" }));
  return h("button", { type: "button", class: "photo", onclick: show }, h("img", { src: address, alt: "现场照片", loading: "lazy" }), h("small", {}, caption));
}

/** Show the photos of a case, and let who may add one. */
export async function showPhotos(host: Element, caseId: number, mayAdd: boolean, added: () => void): Promise<void> {
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
    send().then(added).catch(showError);
  });
  fill(host, h("h2", {}, "照片"),
    photos.length ? h("div", { class: "photos" }, ...photos.map(picture)) : h("p", { class: "muted small" }, "还没有照片"),
    mayAdd && h("label", { class: "button add-photo" }, "添加照片", input),
    mayAdd && h("p", { class: "muted small" }, "只拍场所，不拍人、不拍住户室内。"));
}
