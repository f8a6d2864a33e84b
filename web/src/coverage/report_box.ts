// Asks for a report as a job, waits for it, and hands over the file.

import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { showError } from "../shared/notices";
import type { CoverageState } from "./state";

interface Ordered {
  job_id: number;
}

interface Job {
  state: string;
  step: string;
  done: number;
  total: number;
  result: { report?: string } | null;
  problem: { detail?: string } | null;
}

const FORMATS: Array<[string, string]> = [["docx", "Word"], ["pdf", "PDF"], ["xlsx", "Excel"], ["html", "网页"]];
const PAUSE_MS = 700;

export class ReportBox {
  readonly element = h("div", { class: "report-box" });
  private readonly format = h("select", { "aria-label": "报告格式" }, ...FORMATS.map(([value, text]) => h("option", { value }, text)));
  private readonly place = h("select", { "aria-label": "报告范围" });
  private readonly button = h("button", { type: "button", class: "button", onclick: () => void this.order() }, "生成报告");
  private readonly told = h("span", { class: "muted small", role: "status" });

  constructor(private readonly state: CoverageState) {
    this.element.append(this.place, this.format, this.button, this.told);
    state.listen((what) => {
      if (what === "loaded") void this.offerPlaces();
    });
  }

  private async offerPlaces(): Promise<void> {
    const whole = this.state.opening?.place;
    if (!whole || this.place.options.length) return;
    this.place.append(h("option", { value: "" }, whole.name));
    const communities = await getJson<{ features: Array<{ properties: { code: string; name: string } }> }>("/api/v1/map/layers/communities").catch(() => undefined);
    for (const { properties } of communities?.features ?? []) this.place.append(h("option", { value: properties.code }, properties.name));
  }

  private async order(): Promise<void> {
    this.button.disabled = true;
    try {
      const { profile, template } = this.state.choice;
      const body = { kind: "circle", format: this.format.value, profile, template, community_code: this.place.value || null };
      const { job_id: id } = await sendJson<Ordered>("POST", "/api/v1/reports", body);
      const report = await this.finished(id);
      fill(this.told, h("a", { class: "download", href: `/api/v1/reports/${encodeURIComponent(report)}/file`, download: true }, "下载报告"));
    } catch (error) {
      fill(this.told);
      showError(error);
    } finally {
      this.button.disabled = false;
    }
  }

  private async finished(id: number): Promise<string> {
    for (;;) {
      const job = await getJson<Job>(`/api/v1/jobs/${id}`);
      if (job.result?.report) return job.result.report;
      if (job.problem) throw new Error(job.problem.detail ?? "报告没有生成，请稍后再试");
      fill(this.told, job.step ? `${job.step}${job.total ? ` ${job.done}/${job.total}` : ""}` : "排队中……");
      await new Promise((resolve) => window.setTimeout(resolve, PAUSE_MS));
    }
  }
}
