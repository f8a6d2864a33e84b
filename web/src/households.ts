// The household ledger: communities with what is held, a form to download, one to hand back, and its confirmation.

import { fill, h } from "./shared/dom";
import { getJson, sendForm, sendJson } from "./shared/http";
import { showError } from "./shared/notices";
import { figure } from "./shared/words";

interface Community { code: string; name: string; buildings: number; households: number; estimated_households: number; confirmed_buildings: number; latest_as_of: string | null }
interface Count { code: string; name: string; households_held: number; households: number; residents: number | null; as_of: string }
interface Compared {
  token: string;
  households_held: number;
  households_counted: number;
  unanswered_buildings: number;
  figures: Count[];
  problems: { row: number | null; column: string | null; value: string; reason: string; remedy: string }[];
}

const found = <T extends Element>(selector: string): T => document.querySelector(selector) as T;

function table(titles: string[], rows: HTMLElement[]): HTMLElement {
  return h("table", {}, h("thead", {}, h("tr", {}, ...titles.map((title) => h("th", {}, title)))), h("tbody", {}, ...rows));
}

function row(...cells: (string | Node)[]): HTMLElement {
  return h("tr", {}, ...cells.map((cell) => h("td", {}, cell)));
}

function communityRow(community: Community): HTMLElement {
  const returned = h("input", { type: "file", accept: ".xlsx,.xlsm", hidden: true });
  returned.addEventListener("change", () => void compare(community, returned).catch(showError));
  const estimated = community.estimated_households ? h("span", { class: "tag warn" }, `估算 ${figure(community.estimated_households)} 户`) : "—";
  return row(community.name, figure(community.buildings), figure(community.households), estimated, `${figure(community.confirmed_buildings)} / ${figure(community.buildings)} 栋`, community.latest_as_of ?? "—",
    h("span", { class: "button-row" }, h("a", { class: "button", href: `/api/v1/households/${encodeURIComponent(community.code)}/form.xlsx`, download: true }, "下载核实表"), " ",
      h("button", { type: "button", class: "button", onclick: () => returned.click() }, "交回核实表"), returned));
}

async function showCommunities(): Promise<void> {
  const { items } = await getJson<{ items: Community[] }>("/api/v1/households");
  const host = found("[data-communities]");
  if (!items.length) return fill(host, h("p", { class: "empty muted" }, "职责范围内没有社区"));
  fill(host, table(["社区", "楼栋", "现有户数", "其中估算", "已确认", "最近日期", "核实"], items.map(communityRow)));
}

async function compare(community: Community, input: HTMLInputElement): Promise<void> {
  const form = new FormData();
  form.append("file", (input.files as FileList)[0]);
  input.value = "";
  const answer = await sendForm<Compared>(`/api/v1/households/${encodeURIComponent(community.code)}/compare`, form);
  fill(found("[data-returned]"), comparison(community, answer));
  found(".form-compared").scrollIntoView({ block: "start" });
}

function comparison(community: Community, answer: Compared): HTMLElement {
  const by = h("input", { name: "confirmed_by", required: true, minlength: 2, maxlength: 60, placeholder: `如 ${community.name}书记` });
  const source = h("input", { name: "source", required: true, maxlength: 200, value: "社区核实" });
  const confirm = h("form", { class: "filters" }, h("label", {}, "由哪个岗位确认 ", by), h("label", {}, "来源 ", source),
    h("button", { type: "submit", class: "button primary" }, `确认入账 ${figure(answer.figures.length)} 栋`), h("button", { type: "button", class: "button", onclick: () => fill(found("[data-returned]")) }, "不入账"));
  confirm.addEventListener("submit", (event) => {
    event.preventDefault();
    sendJson<{ buildings: number }>("POST", `/api/v1/households/${encodeURIComponent(community.code)}/confirm`, { token: answer.token, confirmed_by: by.value, source: source.value })
      .then(({ buildings }) => {
        fill(found("[data-returned]"), h("p", { class: "notice-line", role: "status" }, `${community.name}已入账 ${figure(buildings)} 栋，由${by.value}确认`));
        return showCommunities();
      })
      .catch(showError);
  });
  const rows = answer.figures.map((one) => {
    const difference = one.households - one.households_held;
    return row(one.code, one.name, figure(one.households_held), figure(one.households), difference ? h("strong", {}, `${difference > 0 ? "+" : ""}${difference}`) : "0", one.residents === null ? "—" : figure(one.residents), one.as_of);
  });
  return h("section", { class: "form-compared", "aria-label": "核实表对比" },
    h("h2", {}, `${community.name}：核实表与现有数对比`),
    h("p", {}, `已填 ${figure(answer.figures.length)} 栋：现有 ${figure(answer.households_held)} 户，核实 ${figure(answer.households_counted)} 户；未填 ${figure(answer.unanswered_buildings)} 栋，保持现有数。`),
    answer.problems.length ? h("h3", {}, `不能采用 ${figure(answer.problems.length)} 行`) : null,
    answer.problems.length ? h("div", { class: "table-frame" }, table(["行", "列", "值", "说明"], answer.problems.map((one) => row(String(one.row ?? "—"), one.column ?? "—", one.value, `${one.reason}；${one.remedy}`)))) : null,
    answer.figures.length ? confirm : h("p", { class: "muted" }, "没有可以入账的行"),
    answer.figures.length ? h("div", { class: "table-frame" }, table(["楼栋编号", "楼栋", "现有户数", "核实户数", "差", "人口", "核实日期"], rows)) : null);
}

void showCommunities().catch(showError);
