// Large letters (大字版): one choice for the whole page, kept on the phone.

const KEY = "wangge-large-letters";

export function isLarge(): boolean {
  return window.localStorage.getItem(KEY) === "yes";
}

export function setLarge(on: boolean): void {
  window.localStorage.setItem(KEY, on ? "yes" : "no");
  document.documentElement.classList.toggle("large", on);
}
