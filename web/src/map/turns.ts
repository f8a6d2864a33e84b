// Drawings that would be too much for one frame together: one canvas a frame.

const waiting = new Map<object, () => void>();

function step(): void {
  const [next] = waiting;
  if (!next) return;
  waiting.delete(next[0]);
  if (waiting.size) requestAnimationFrame(step);
  next[1]();
}

/** Let `act` run in a frame of its own; of several for one canvas only the last does. */
export function inTurn(canvas: object, act: () => void): void {
  if (!waiting.size) requestAnimationFrame(step);
  waiting.delete(canvas);
  waiting.set(canvas, act);
}
