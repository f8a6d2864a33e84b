// The phone page: find where one stands, file what one sees, with or without signal.

import { h, fill } from "./shared/dom";
import { getJson } from "./shared/http";
import { showError } from "./shared/notices";
import { setBar } from "./go/bars";
import { sweepSent } from "./go/drafts";
import { isLarge, setLarge } from "./go/letters";
import { type ScreenName, may, office, readOffice } from "./go/office";
import type { Spot } from "./go/records";
import { showChooser } from "./go/screens/chooser";
import { showDraft } from "./go/screens/draft";
import { showMine } from "./go/screens/mine";
import { showOutbox } from "./go/screens/outbox";
import { showPlace, spotOfBuilding } from "./go/screens/place";
import { showSignIn } from "./go/screens/sign_in";
import { dropStaleArea } from "./go/session";
import { askToPersist, isPersistent, lowRoom } from "./go/storage";
import { keepSyncing, onProgress, progress } from "./go/sync";
import { draftsOf } from "./go/vault";
import { registerWorker } from "./go/updates";

const screen = document.querySelector<HTMLElement>("[data-screen]") as HTMLElement;
const tabs = document.querySelector<HTMLElement>("[data-tabs]") as HTMLElement;
const state = document.querySelector<HTMLElement>("[data-state]") as HTMLElement;
const who = document.querySelector<HTMLElement>("[data-who]") as HTMLElement;
let current: ScreenName = "place";
let drawn: { version?: string; owner?: number } = {}; // what the screen was drawn from
let leave: () => void = () => undefined;

/** What this browser lacks for working without signal; empty where nothing. */
function lacks(): string {
  if (!window.isSecureContext) return "当前不是 https 安全连接，不能定位和离线保存";
  if (!("indexedDB" in window) || !("serviceWorker" in navigator) || !crypto.subtle || !navigator.locks) return "此浏览器版本过旧，不能离线保存";
  return "";
}

function show(name: ScreenName): void {
  leave();
  current = !office.owner && name !== "sign-in" ? "sign-in" : name;
  document.body.dataset.screen = current;
  const screens: Record<ScreenName, (host: HTMLElement) => () => void> = {
    place: showPlace,
    map: showChooser,
    draft: showDraft,
    outbox: showOutbox,
    mine: showMine,
    "sign-in": (host) => showSignIn(host, scannedCode() !== null, () => (show("place"), void watchRoom().catch(showError))),
  };
  leave = screens[current](screen);
  drawn = { version: office.places?.area.version, owner: office.owner?.user_id };
  window.scrollTo(0, 0);
  void drawTabs();
}

async function drawTabs(): Promise<void> {
  tabs.hidden = !office.owner;
  who.textContent = office.owner?.name ?? "";
  const drafts = office.owner ? await draftsOf(office.owner.user_id) : [];
  const waiting = drafts.filter((draft) => draft.state === "waiting" || draft.state === "refused").length;
  const open = drafts.filter((draft) => draft.state === "draft").length;
  const tab = (name: ScreenName, words: string, count = 0): HTMLElement =>
    h("button", { type: "button", "data-tab": name, "aria-current": current === name ? "page" : undefined, onclick: () => go(name) }, words, count ? h("span", { class: "go-count" }, count) : null);
  fill(tabs, tab("place", "位置"), may("file_cases") ? tab("draft", "登记") : null, tab("outbox", "待发", waiting + open), tab("mine", "我的"));
  state.textContent = progress.isBusy ? "同步中…" : !progress.isOnline ? `离线${waiting ? ` · ${waiting} 件待发` : ""}` : waiting ? `${waiting} 件待发` : "已同步";
  state.className = `go-state ${progress.isOnline ? "" : "off"}`;
}

function go(name: ScreenName): void {
  // The tab starts anew; a place's own button files that place.
  if (name === "draft" && office.draft && office.draft.state !== "draft") office.draft = null;
  show(name);
}

interface Code {
  building: number;
  stairwell: number | null;
}

/** The building's code (`/go?b=…&s=…`) in the address, which stands there until it has been opened. */
function scannedCode(): Code | null {
  const asked = new URLSearchParams(window.location.search);
  const [building, told] = [Number(asked.get("b")), Number(asked.get("s"))];
  if (!Number.isSafeInteger(building) || building < 1) return null;
  return { building, stairwell: Number.isSafeInteger(told) && told >= 1 && told <= 99 ? told : null };
}

/** Open a scanned place as soon as it is known who asks and what the area holds; true where it was opened now. */
async function openCode(): Promise<boolean> {
  const code = scannedCode();
  if (!code || !office.owner || !office.places) return false;
  const own = spotOfBuilding(code.building, code.stairwell, "code");
  const spot = own ?? (await farSpot(code));
  if (!spot) {
    setBar("code", "扫到的楼栋不在您的片区数据里，联网后自动打开", "不用了", () => (setBar("code", ""), window.history.replaceState(null, "", "/go")));
    return false;
  }
  window.history.replaceState(null, "", "/go");
  setBar("code", own ? "" : `扫到：${spot.text}`, "知道了", () => setBar("code", ""));
  office.spot = spot;
  return true;
}

interface Located {
  lon: number;
  lat: number;
  units: { kind_chinese: string; name: string }[];
}

/** A code of another area: the server knows, if it can be asked. */
async function farSpot({ building, stairwell }: Code): Promise<Spot | null> {
  if (!navigator.onLine) return null;
  const found = await getJson<Located>(`/api/v1/locate?building=${building}${stairwell ? `&stairwell=${stairwell}` : ""}`).catch(() => null);
  if (!found) return null;
  const text = found.units.map((unit) => unit.name).reverse().join(" · ");
  return { by: "code", lon: found.lon, lat: found.lat, accuracy_m: null, building_id: building, stairwell, text };
}

async function watchRoom(): Promise<void> {
  setBar("room", await lowRoom());
  if (!office.owner || (await isPersistent())) return setBar("persist", "");
  const words = await askToPersist();
  if (!(await isPersistent()))
    setBar("persist", `${words}，请添加到主屏幕、尽早联网发送`, "知道了", () => setBar("persist", ""));
}

async function afterProgress(): Promise<void> {
  await readOffice();
  setBar("ask", progress.standing === "ask" ? "登录已过期，登记都还在手机里" : "", "登录", () => show("sign-in"));
  const isOther = drawn.owner !== office.owner?.user_id;
  const isFresh = drawn.version !== office.places?.area.version && current !== "draft" && current !== "map";
  if (isOther && drawn.owner !== undefined) Object.assign(office, { spot: null, draft: null });
  // Somebody who signed in on an ordinary page is known here too.
  if (current === "sign-in" && office.owner && progress.standing === "active") {
    show("place");
    await watchRoom();
  } else if ((await openCode()) && current !== "draft" && current !== "sign-in") show("place");
  else if ((isOther || isFresh) && current !== "sign-in") show(current);
  else await drawTabs();
}

async function start(): Promise<void> {
  setLarge(isLarge());
  const lacking = lacks();
  if (lacking) {
    fill(screen, h("section", { class: "go-card" }, h("h1", {}, "请改用简易登记页"), h("p", {}, `${lacking}。`), h("a", { class: "go-big primary", href: "/go/plain" }, "打开简易登记页"),
      h("p", { class: "go-soft" }, "要离线使用，请按单位提供的二维码安装证书，并用 https 地址打开。")));
    return;
  }
  if (await registerWorker(document.body.dataset.worker ?? "")) return;
  await dropStaleArea();
  await readOffice();
  office.go = go;
  await openCode();
  show("place");
  if (office.owner) await sweepSent(office.owner.user_id);
  let [running, again] = [false, false];
  onProgress(() => {
    // One look at a time: progress is told often.
    if (running) return void (again = true);
    running = true;
    void (async () => {
      do {
        again = false;
        await afterProgress();
      } while (again);
      running = false;
    })().catch(showError);
  });
  state.addEventListener("click", () => go("outbox"));
  keepSyncing();
  await watchRoom();
}

start().catch(showError);
