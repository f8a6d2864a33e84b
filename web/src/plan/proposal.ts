// Asking for a proposal: where, how many grids, what to balance, how exactly and how long; then waiting, or stopping.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { type Job, followJob } from "../shared/jobs";
import { notice } from "../shared/notices";
import { CountTable } from "./proposal_table";
import { CRITERIA, type Criterion, type ProposalReport, type ProposalWish, askProposal, readGridCounts } from "./proposal_wire";

/** Where a proposal may be asked for, as the editor stands. */
export interface Place {
  planId: number;
  troubled: number[]; // communities with a problem
  chosen: number | undefined; // the active grid's community
  grid: { id: number; name: string; community_id: number } | undefined;
}

const LIMITS: [string, string][] = [["30", "30 秒"], ["60", "1 分钟"], ["300", "5 分钟"], ["900", "15 分钟"], ["3600", "1 小时"]];
const ORDERS: [string, string][] = [["rows", "由北向南逐行，自西向东"], ["columns", "自西向东逐列，由北向南"]];
const CHANGES: [string, string][] = [["1", "尽量少改动"], ["0.5", "适中"], ["0", "重新划分"]];

function choice(label: string, options: [string, string][], chosen?: string): HTMLSelectElement {
  return h("select", { "aria-label": label }, ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
}

/** What may be balanced besides households, each with how far a grid may be from the mean. */
class Criteria {
  private readonly fields = CRITERIA.map(([name, word]) => ({
    name,
    box: h("input", { type: "checkbox", name: `balance-${name}` }),
    share: h("input", { type: "number", min: 1, max: 100, step: 1, value: 20, "aria-label": `${word}允许偏差（%）` }),
    word,
  }));

  readonly element = h("div", { class: "criteria" }, h("span", { class: "small" }, "户数以外还要均衡（各网格与本社区平均值的允许偏差）"), ...this.fields.map(({ box, share, word }) => h("label", { class: "check" }, box, word, share, "%")));

  get wish(): Partial<Record<Criterion, number>> {
    return Object.fromEntries(this.fields.filter(({ box }) => box.checked).map(({ name, share }) => [name, Number(share.value) / 100]));
  }
}

/** The wait for one proposal: how far it is, stopping with the best so far, cancelling. */
class Wait {
  readonly element = h("div", { class: "proposal-wait", hidden: true });
  private readonly bar = h("progress", { max: 1 });
  private readonly said = h("p", { class: "muted", "aria-live": "polite" });
  private readonly stop = h("button", { type: "button", class: "button", "data-job": "stop" }, "停止并采用目前最好的方案");
  private readonly cancel = h("button", { type: "button", class: "button", "data-job": "cancel" }, "取消");
  private readonly problem = h("p", { class: "form-error", role: "alert", hidden: true });
  private jobId = 0;

  constructor() {
    this.element.append(this.bar, this.said, h("div", { class: "dialog-buttons" }, this.stop, this.cancel), this.problem);
    this.stop.addEventListener("click", () => this.ask("POST", "/stop", "正在停止，将采用目前最好的方案…"));
    this.cancel.addEventListener("click", () => this.ask("DELETE", "", "正在取消…"));
  }

  private ask(method: "POST" | "DELETE", end: string, words: string): void {
    this.stop.disabled = true;
    fill(this.said, words);
    sendJson<Job>(method, `/api/v1/jobs/${this.jobId}${end}`).catch((error: unknown) => {
      this.problem.hidden = false;
      fill(this.problem, error instanceof Error ? error.message : "没有办成，请再试");
    });
  }

  private tell(job: Job): void {
    this.stop.disabled = !job.may_stop;
    if (job.total) this.bar.value = job.done / job.total;
    else this.bar.removeAttribute("value");
    const far = job.total ? `${job.done}/${job.total}（${Math.floor((job.done / job.total) * 100)} %）` : "";
    fill(this.said, job.is_stopping ? "正在停止，将采用目前最好的方案…" : job.step ? `${job.step} ${far}` : "正在排队…");
  }

  /** Wait for a job's end and give what it came to; undefined where it was cancelled. */
  async for(jobId: number): Promise<ProposalReport | undefined> {
    this.jobId = jobId;
    this.problem.hidden = true;
    this.element.hidden = false;
    // Whoever opened every wish sent it from far up the dialog.
    this.element.scrollIntoView({ block: "nearest" });
    const job = await followJob(jobId, (now) => this.tell(now));
    this.element.hidden = true;
    if (job.state === "cancelled") return undefined;
    if (job.state !== "finished") throw new Error(job.problem?.chinese ?? "没有得到建议方案");
    return job.result as unknown as ProposalReport;
  }
}

/** Ask for a proposal and hand on what it came to. */
export async function proposalDialog(place: Place, arrived: (report: ProposalReport) => void): Promise<void> {
  const counts = await readGridCounts(place.planId);
  const all = counts.map((one) => one.community_id);
  const where = choice("范围", [["problems", "有问题的社区"], ["all", "全街道"], ...(place.grid ? [["grid", `只重划 ${place.grid.name}`] as [string, string]] : []), ...counts.map((one): [string, string] => [String(one.community_id), one.name])], place.chosen === undefined ? undefined : String(place.chosen));
  const range = (): Set<number> => new Set(where.value === "problems" ? place.troubled : where.value === "all" ? all : where.value === "grid" ? [] : [Number(where.value)]);
  const weight = choice("改动程度", CHANGES);
  const limit = choice("时限", LIMITS, "60");
  const count = h("input", { type: "number", min: 1, max: 99999, step: 1, "aria-label": "网格数", placeholder: "不填则由系统确定" });
  const exact = h("input", { type: "checkbox", name: "exact" });
  const tooLarge = h("p", { class: "muted small", hidden: true });
  const numbering = choice("新网格编号", ORDERS);
  const table = new CountTable(counts);
  const criteria = new Criteria();
  const wait = new Wait();
  const problem = h("p", { class: "form-error", role: "alert", hidden: true });
  const go = h("button", { type: "submit", class: "button primary" }, "生成建议方案");
  const fields = h("fieldset", { class: "plain" },
    h("div", { class: "proposal-fields" }, h("label", {}, "范围", where), h("label", {}, "改动程度", weight), h("label", {}, "时限", limit), h("label", {}, "所选范围的网格数", count)),
    table.element,
    h("details", {}, h("summary", {}, "更多要求"), h("label", { class: "check" }, exact, "求精确解（只对约 60 个地块以内的小社区，其余照常搜索）"), tooLarge, criteria.element, h("label", { class: "order" }, "新设网格的编号顺序（接着社区已有的最大编号）", numbering)),
    go);
  const form = h("form", { class: "dialog-body wide", method: "dialog" }, h("p", { class: "muted" }, "在后台重新划分，锁定的网格不动。结果是一个新的草案，与当前方案比较后再取用，不会覆盖。"), fields, wait.element, problem);
  const warn = (): void => {
    const large = table.large(range());
    tooLarge.hidden = !exact.checked || !large.length;
    fill(tooLarge, `${large.length > 3 ? `${large.length} 个社区` : large.map(({ name }) => name).join("、")}地块较多，不求精确解，照常搜索。`);
  };
  const wish = (): ProposalWish => ({
    community_ids: where.value === "problems" || where.value === "grid" ? [] : [...range()],
    grid_ids: where.value === "grid" && place.grid ? [place.grid.id] : [],
    existing_weight_share: Number(weight.value),
    time_limit_s: Number(limit.value),
    grids: count.value ? Number(count.value) : null,
    grids_by_community: table.numbers(range()),
    balance: criteria.wish,
    exact: exact.checked,
    numbering: numbering.value,
  });
  const show = (): void => { table.show(range()); warn(); };
  where.addEventListener("change", show);
  exact.addEventListener("change", warn);
  form.noValidate = true;
  show();
  const dialog = openDialog("建议方案", form);
  dialog.dataset.dialog = "proposal";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fields.disabled = true;
    problem.hidden = true;
    askProposal(place.planId, wish())
      .then(({ job_id }) => wait.for(job_id))
      .then((report) => {
        if (!report) return notice("已取消，没有生成草案");
        if (!dialog.open) return notice("建议方案已生成，可在方案列表打开");
        dialog.close();
        arrived(report);
      })
      .catch((error: unknown) => {
        fill(problem, error instanceof Error ? error.message : "没有得到建议方案");
        problem.hidden = false;
        problem.scrollIntoView({ block: "nearest" });
      })
      .finally(() => { fields.disabled = false; });
  });
}
