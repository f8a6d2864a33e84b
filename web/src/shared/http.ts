// Talks to the API: JSON in and out, problem+json as errors, the CSRF header on every write.

/** An answer that is no success; `message` is Chinese and meant for the person. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

function cookie(name: string): string {
  const entry = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return entry ? decodeURIComponent(entry.slice(name.length + 1)) : "";
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const detail = typeof body.detail === "string" ? body.detail : `服务器答复 ${response.status}，请稍后再试`;
  const code = typeof body.code === "string" ? body.code : "unknown";
  return new Problem(response.status, code, detail, body);
}

let lead_ms = 0;

/** How far the server's clock is ahead of this machine's, by its last answer; good to a second. */
export function clockLead_ms(): number {
  return lead_ms;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "offline", "连接不上服务器，请检查网络后重试");
  }
  const told = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(told)) lead_ms = told - Date.now();
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Read JSON. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { headers: { Accept: "application/json" }, signal });
  return (await response.json()) as T;
}

/** A key that no other submission has; `crypto.randomUUID` is missing where the page came over plain http. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Write JSON; a repeated call with the same key has the first one's effect. */
export async function sendJson<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  key: string = freshKey(),
  signal?: AbortSignal,
): Promise<T> {
  const headers: Record<string, string> = { "Idempotency-Key": key, "X-CSRF-Token": cookie("wangge_csrf") };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await ask(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Send bytes as they are. */
export async function sendBytes<T>(path: string, bytes: ArrayBuffer, signal?: AbortSignal): Promise<T> {
  const headers = { "Content-Type": "application/octet-stream", "X-CSRF-Token": cookie("wangge_csrf") };
  return (await (await ask(path, { method: "POST", headers, body: bytes, signal })).json()) as T;
}

/** Send a form with files. */
export async function sendForm<T>(path: string, form: FormData, method: "POST" | "PUT" = "POST"): Promise<T> {
  const response = await ask(path, { method, headers: { "X-CSRF-Token": cookie("wangge_csrf") }, body: form });
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Ask for a file that is made on the spot, and save it under the name the server gave. */
export async function saveFile(path: string): Promise<void> {
  const response = await ask(path, { method: "POST", headers: { "X-CSRF-Token": cookie("wangge_csrf") } });
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "file";
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = decodeURIComponent(name);
  link.click();
  URL.revokeObjectURL(address);
}
