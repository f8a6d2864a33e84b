// Pictures on a canvas, and places in them that are marked by hand and made unrecognisable.

const BLOCKS_A_SIDE = 6;
const LEAST_SHARE = 0.01;

/** One place to blur, as shares of the picture's width and height. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Draw a picture, upright, its longer side at most so many pixels. */
export async function drawPicture(bytes: ArrayBuffer, longest: number): Promise<HTMLCanvasElement> {
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

/** Let a finger or a mouse mark places of a picture, blurred at once; `marked` is told of all there are. */
export function markPlaces(canvas: HTMLCanvasElement, marked: (boxes: Box[]) => void): void {
  const boxes: Box[] = [];
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
    marked(boxes);
  });
}
