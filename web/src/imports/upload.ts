// Sends files and tells how far they are; fetch tells nothing of an upload's progress.

import { Problem } from "../shared/http";

/** Send files as `files`, telling the share sent from 0 to 1. */
export function upload<T>(path: string, files: FileList | null, tell: (share: number) => void): Promise<T> {
  const form = new FormData();
  for (const file of files ?? []) form.append("files", file);
  const token = document.cookie.split("; ").find((part) => part.startsWith("wangge_csrf="))?.slice("wangge_csrf=".length) ?? "";
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("X-CSRF-Token", decodeURIComponent(token));
    request.upload.addEventListener("progress", (event) => event.lengthComputable && tell(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Problem(0, "offline", "连接不上服务器，请检查网络后重试")));
    request.addEventListener("load", () => {
      const answer = request.response as { detail?: string; code?: string } | null;
      if (request.status < 300) resolve(request.response as T);
      else reject(new Problem(request.status, answer?.code ?? "unknown", answer?.detail ?? `服务器答复 ${request.status}，请稍后再试`));
    });
    request.send(form);
  });
}
