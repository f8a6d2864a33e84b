// Photos: taken in, hashed where they were taken, looked at, blurred by hand before they leave the phone.

import type { Photo } from "./records";
import { keepPhoto, photosOf } from "./vault";

const LARGEST_BYTES = 24 * 1024 * 1024;
const LONGEST_SIDE_PX = 3200;
const MOST_PHOTOS = 9;
const BLOCKS_A_SIDE = 6;

/** One place to blur, as shares of the picture's width and height. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** SHA-256 in 64 lower hex digits. */
export async function digest(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether the service reads it as it is: JPEG, PNG or WebP, by its first bytes. */
function isPlainPicture(bytes: ArrayBuffer): boolean {
  const head = new Uint8Array(bytes.slice(0, 12));
  const text = String.fromCharCode(...head);
  return (head[0] === 0xff && head[1] === 0xd8) || text.startsWith("\x89PNG") || (text.startsWith("RIFF") && text.endsWith("WEBP"));
}

async function draw(bytes: ArrayBuffer, longest: number): Promise<HTMLCanvasElement> {
  const picture = await createImageBitmap(new Blob([bytes])).catch(() => {
    throw new Error("这张照片打不开，请重新拍摄，或改存为 JPEG 格式");
  });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

async function jpegOf(canvas: HTMLCanvasElement): Promise<ArrayBuffer> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
  if (!blob) throw new Error("照片处理没有成功，请重试");
  return blob.arrayBuffer();
}

/** Take a photo in: its bytes as the camera wrote them, unless the service could not read those. */
export async function addPhoto(draftKey: string, file: File, where: GeolocationCoordinates | null): Promise<Photo> {
  if ((await photosOf(draftKey)).length >= MOST_PHOTOS) throw new Error(`每件事项最多 ${MOST_PHOTOS} 张照片`);
  let bytes = await file.arrayBuffer();
  if (!isPlainPicture(bytes) || bytes.byteLength > LARGEST_BYTES) bytes = await jpegOf(await draw(bytes, LONGEST_SIDE_PX));
  const photo: Photo = {
    id: crypto.randomUUID(),
    draft: draftKey,
    bytes,
    sha256: await digest(bytes),
    size_bytes: bytes.byteLength,
    thumbnail: (await draw(bytes, 240)).toDataURL("image/jpeg", 0.7),
    is_blurred: false,
    taken_at: new Date(file.lastModified || Date.now()).toISOString(),
    lon: where?.longitude ?? null,
    lat: where?.latitude ?? null,
    accuracy_m: where?.accuracy ?? null,
    is_sent: false,
    problem: "",
  };
  await keepPhoto(photo);
  return photo;
}

/** The picture, upright, at a size for the screen. */
export function shown(photo: Photo, longest: number): Promise<HTMLCanvasElement> {
  if (!photo.bytes) throw new Error("照片已上传，手机上不再保存原图");
  return draw(photo.bytes, longest);
}

/** Replace a place of a picture by a few flat blocks: nothing of it can be made out or brought back. */
export function blurBox(canvas: HTMLCanvasElement, box: Box): void {
  const pen = canvas.getContext("2d");
  const [x, y] = [Math.floor(box.left * canvas.width), Math.floor(box.top * canvas.height)];
  const [width, height] = [Math.ceil(box.right * canvas.width) - x, Math.ceil(box.bottom * canvas.height) - y];
  if (!pen || width < 1 || height < 1) return;
  const few = document.createElement("canvas");
  few.width = Math.min(BLOCKS_A_SIDE, width);
  few.height = Math.min(BLOCKS_A_SIDE, height);
  const small = few.getContext("2d");
  if (!small) return;
  small.imageSmoothingQuality = "high";
  small.drawImage(canvas, x, y, width, height, 0, 0, few.width, few.height);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(few, 0, 0, few.width, few.height, x, y, width, height);
  pen.imageSmoothingEnabled = true;
}

/** Blur places of a kept photo for good: the bytes without them replace the former ones. */
export async function blurPhoto(photo: Photo, boxes: Box[]): Promise<Photo> {
  const canvas = await shown(photo, LONGEST_SIDE_PX);
  boxes.forEach((box) => blurBox(canvas, box));
  const bytes = await jpegOf(canvas);
  const blurred = {
    ...photo,
    bytes,
    sha256: await digest(bytes),
    size_bytes: bytes.byteLength,
    thumbnail: (await draw(bytes, 240)).toDataURL("image/jpeg", 0.7),
    is_blurred: true,
  };
  await keepPhoto(blurred);
  return blurred;
}
