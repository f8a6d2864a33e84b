// The phone page's service worker: keeps the page's own files, so that it opens without signal.
// It never touches what a person wrote. Drafts and photos stand in IndexedDB, which the page alone opens, so that
// no new version of this program can lose one.

interface Shell {
  version: string;
  addresses: string[];
}

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker extends EventTarget {
  SHELL: Shell;
  location: Location;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

const worker = self as unknown as Worker;
const FAMILY = "wangge-go-";
const CACHE = FAMILY + worker.SHELL.version;
const PAGE = "/go";

/** Fetch every file afresh; where one fails, the former version stays in charge. */
async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(worker.SHELL.addresses.map((address) => new Request(address, { cache: "reload" })));
}

async function dropFormer(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(FAMILY) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The kept file, or the network's where none is kept. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const isPage = request.mode === "navigate" && new URL(request.url).pathname === PAGE;
  return (await cache.match(isPage ? PAGE : request)) ?? fetch(request);
}

/** Whether it may be a file of the shell: data and writes always go to the server. */
function mayBeKept(request: Request): boolean {
  const url = new URL(request.url);
  const isOurs = url.origin === worker.location.origin && request.method === "GET";
  return isOurs && (url.pathname === PAGE || worker.SHELL.addresses.includes(url.pathname + url.search));
}

worker.addEventListener("install", (event) => (event as Lasting).waitUntil(keepShell()));
worker.addEventListener("activate", (event) => (event as Lasting).waitUntil(dropFormer()));
worker.addEventListener("message", (event) => {
  if ((event as MessageEvent).data === "take-over") (event as unknown as Lasting).waitUntil(worker.skipWaiting());
});
worker.addEventListener("fetch", (event) => {
  const fetching = event as Fetching;
  if (mayBeKept(fetching.request)) fetching.respondWith(answer(fetching.request));
});
