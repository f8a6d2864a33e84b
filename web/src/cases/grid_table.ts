// How the cases of each grid fare: ranked only from a sample on, so that one lucky case does not lead the list.

import { openDialog } from "../shared/dialog";
import { h } from "../shared/dom";
import { getJson } from "../shared/http";

interface GridRow {
  name: string;
  rank: number | null;
  cases: number;
  solved: number;
  judged: number;
  on_time: number;
  asked: number;
  solved_share: number | null;
  on_time_share: number | null;
  satisfaction_mean: number | null;
}

interface GridTable {
  rows: GridRow[];
  least: number;
  cases_in: number;
  cases_without_grid: number;
  left_out: number;
}

const few = (): Node => h("span", { class: "muted small" }, "样本不足");
const share = (value: number | null, part: number, whole: number): Node =>
  value === null ? h("span", {}, few(), h("small", { class: "muted" }, `　${part}/${whole}`)) : h("span", {}, `${(value * 100).toFixed(1)}%`, h("small", { class: "muted" }, `　${part}/${whole}`));

function row(one: GridRow): HTMLElement {
  return h("tr", {}, h("td", { class: "number" }, one.rank === null ? "—" : String(one.rank)), h("td", {}, one.name), h("td", { class: "number" }, String(one.cases)),
    h("td", { class: "number" }, share(one.on_time_share, one.on_time, one.judged)), h("td", { class: "number" }, share(one.solved_share, one.solved, one.cases)),
    h("td", { class: "number" }, one.satisfaction_mean === null ? few() : one.satisfaction_mean.toFixed(2), h("small", { class: "muted" }, `　${one.asked} 件`)));
}

/** Show the table for a choice of cases. */
export async function showGridTable(address: string, query: URLSearchParams): Promise<void> {
  const table = await getJson<GridTable>(`${address}/grids?${query}`);
  const head = ["名次", "网格", "件数", "按时办结率", "办结率", "满意度"].map((title, i) => h("th", { class: i === 1 ? undefined : "number" }, title));
  const dialog = openDialog("各网格办理情况",
    h("div", { class: "dialog-body" },
      h("p", { class: "muted small" }, `样本满 ${table.least} 件才计算比例并排名；名次按按时办结率的 Wilson 区间下限，样本少的不占便宜。已退回、并案的不计；矛盾纠纷不落网格，不计。所选 ${table.cases_in} 件中 ${table.cases_without_grid} 件不属任何网格。${table.left_out ? `件数过多：另有 ${table.left_out} 件更早的未计入，请缩短时段。` : ""}`),
      h("div", { class: "table-frame" }, h("table", { "data-grid-table": true }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...table.rows.map(row))))));
  dialog.classList.add("wide");
}
