// Photos: taken in, hashed where they were taken, looked at, blurred by hand before they leave the phone.

import { type Box, blurBox, drawPicture } from "../shared/blur";
import { sha256 } from "../shared/digest";
import type { Photo } from "./records";
import { bytesOf, keepPhoto, photosOf } from "./vault";

const LARGEST_BYTES = 24 * 1024 * 1024;
const LONGEST_SIDE_PX = 3200;
const MOST_PHOTOS = 9;

/** Whether the service reads it as it is: JPEG, PNG or WebP, by its first bytes. */
function isPlainPicture(bytes: ArrayBuffer): boolean {
  const head = new Uint8Array(bytes.slice(0, 12));
  const text = String.fromCharCode(...head);
  return (head[0] === 0xff && head[1] === 0xd8) || text.startsWith("\x89PNG") || (text.startsWith("RIFF") && text.endsWith("WEBP"));
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
  if (!isPlainPicture(bytes) || bytes.byteLength > LARGEST_BYTES) bytes = await jpegOf(await drawPicture(bytes, LONGEST_SIDE_PX));
  const photo: Photo = {
    id: crypto.randomUUID(),
    draft: draftKey,
    has_bytes: true,
    sha256: await sha256(bytes),
    size_bytes: bytes.byteLength,
    thumbnail: (await drawPicture(bytes, 240)).toDataURL("image/jpeg", 0.7),
    is_blurred: false,
    taken_at: new Date(file.lastModified || Date.now()).toISOString(),
    lon: where?.longitude ?? null,
    lat: where?.latitude ?? null,
    accuracy_m: where?.accuracy ?? null,
    is_sent: false,
    problem: "",
  };
  await keepPhoto(photo, bytes);
  return photo;
}

/** The picture, upright, at a size for the screen. */
export async function shown(photo: Photo, longest: number): Promise<HTMLCanvasElement> {
  const bytes = await bytesOf(photo);
  if (!bytes) throw new Error("照片已上传，手机上不再保存原图");
  return drawPicture(bytes, longest);
}

/** Blur places of a kept photo for good: the bytes without them replace the former ones. */
export async function blurPhoto(photo: Photo, boxes: Box[]): Promise<Photo> {
  const canvas = await shown(photo, LONGEST_SIDE_PX);
  boxes.forEach((box) => blurBox(canvas, box));
  const bytes = await jpegOf(canvas);
  const blurred = {
    ...photo,
    sha256: await sha256(bytes),
    size_bytes: bytes.byteLength,
    thumbnail: (await drawPicture(bytes, 240)).toDataURL("image/jpeg", 0.7),
    is_blurred: true,
  };
  await keepPhoto(blurred, bytes);
  return blurred;
}
