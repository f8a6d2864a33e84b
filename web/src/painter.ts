// The worker that paints ground and names: one message for each request, one for each answer.

import { Painter, type Request } from "./basemap/painter";
import type { Answer } from "./basemap/studio";

interface Aside {
  onmessage: (event: MessageEvent<{ id: number; request: Request }>) => void;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

const aside = self as unknown as Aside;
const painter = new Painter((width, height) => new OffscreenCanvas(width, height));

async function answer(id: number, request: Request): Promise<void> {
  try {
    const canvas = (await painter.answer(request)) as OffscreenCanvas | undefined;
    const picture = canvas?.transferToImageBitmap();
    aside.postMessage({ id, picture }, picture ? [picture] : []);
  } catch (error) {
    aside.postMessage({ id, problem: error instanceof Error ? error.message : "底图没有画成，请刷新页面" }, []);
  }
}

aside.onmessage = ({ data }) => void answer(data.id, data.request);
