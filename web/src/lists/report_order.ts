// Orders papers: what, of which place and plan, in which format; written in the background.

import { openDialog } from "../shared/dialog";
import { fill, h } from "../shared/dom";
import { sendJson } from "../shared/http";
import { followJob } from "../shared/jobs";
import { choice, estateChoice, labelled, placeChoice, planChoice } from "./choices";

const FORMATS: [string, string][] = [["docx", "Word"], ["xlsx", "Excel"], ["pdf", "PDF"], ["html", "网页"]];

/** What each kind of paper asks for beside its kind. */
const ASKS: Record<string, string[]> = {
  circle: ["place", "profile", "format"],
  register: ["plan", "place", "format"],
  atlas: ["plan", "place"],
  qr_sheet: ["estate", "stairwells", "address"],
};

/** Ask which paper, have it written, and show the list with it. */
export async function orderReport(planId?: number): Promise<void> {
  const kind = choice("内容", [["circle", "服务圈覆盖报告"], ["register", "网格登记表"], ["atlas", "网格图册（PDF）"], ["qr_sheet", "楼栋二维码（PDF）"]]);
  if (planId) kind.value = "atlas";
  const [plan, place, estate] = await Promise.all([planChoice(planId), placeChoice(), estateChoice()]);
  const format = choice("格式", FORMATS);
  const profile = choice("步行人群", [["adult", "成年人"], ["elderly", "老年人"]]);
  const stairwells = h("input", { type: "checkbox", checked: true });
  const address = h("input", { type: "url", placeholder: "https://主机名:端口，手机在办公网内能打开的地址", value: isLocal() ? "" : window.location.origin });
  const fields: Record<string, HTMLElement> = {
    plan: labelled("方案", plan),
    place: labelled("范围", place),
    estate: labelled("小区", estate),
    profile: labelled("步行人群", profile),
    format: labelled("格式", format),
    stairwells: h("label", { class: "check" }, stairwells, "每个单元另印一张"),
    address: labelled("手机访问地址（不填用系统设置）", address),
  };
  const state = h("p", { class: "muted", "aria-live": "polite" });
  const go = h("button", { type: "submit", class: "button primary" }, "生成");
  const form = h("form", { class: "dialog-body" }, labelled("内容", kind), ...Object.values(fields), state, go);
  const show = (): void => {
    for (const [name, field] of Object.entries(fields)) field.hidden = !ASKS[kind.value].includes(name);
  };
  kind.addEventListener("change", show);
  show();
  openDialog("生成报告", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    const asks = ASKS[kind.value];
    const wish = {
      kind: kind.value,
      format: asks.includes("format") ? format.value : "pdf",
      ...(asks.includes("profile") ? { profile: profile.value } : {}),
      ...(asks.includes("plan") && plan.value ? { plan_id: Number(plan.value) } : {}),
      ...(asks.includes("place") && place.value ? { community_code: place.value } : {}),
      ...(asks.includes("estate") ? { estate_code: estate.value, with_stairwells: stairwells.checked, address: address.value || null } : {}),
    };
    sendJson<{ job_id: number }>("POST", "/api/v1/reports", wish)
      .then(({ job_id }) => followJob(job_id, (job) => fill(state, job.total ? `${job.step} ${job.done}/${job.total}` : job.step || "正在排队…")))
      .then((job) => {
        if (job.problem) throw new Error(job.problem.chinese ?? "报告没有写成");
        window.location.assign("/reports");
      })
      .catch((error: unknown) => {
        go.disabled = false;
        fill(state, error instanceof Error ? error.message : "报告没有写成");
      });
  });
}

function isLocal(): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(window.location.hostname);
}
