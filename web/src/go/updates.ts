// New versions of the page: taken at the next start, or when the person says so; never in mid-writing.

import { setBar } from "./bars";

function reloadOnce(): void {
  let isReloading = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!isReloading) window.location.reload();
    isReloading = true;
  });
}

function offer(waiting: ServiceWorker): void {
  setBar("update", "有新版本。草稿都会保留", "现在更新", () => {
    reloadOnce();
    waiting.postMessage("take-over");
  });
}

/** Register the worker; true where the page is about to start again in a version that was waiting. */
export async function registerWorker(address: string): Promise<boolean> {
  const registration = await navigator.serviceWorker.register(address, { scope: "/go" }).catch(() => null);
  if (!registration) return false; // without signal at the very first visit
  if (registration.waiting && navigator.serviceWorker.controller) {
    reloadOnce();
    registration.waiting.postMessage("take-over");
    return true;
  }
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller) offer(fresh);
    });
  });
  return false;
}
