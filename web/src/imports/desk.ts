// The desk: upload, match columns, examine over the map, keep as an edition.

import type { FeatureCollection } from "geojson";
import { fill, h } from "../shared/dom";
import { getJson, sendJson } from "../shared/http";
import { showError } from "../shared/notices";
import { followJob } from "../shared/jobs";
import type { Answer, Becomes, Columns, Desk, Kept, Options } from "./answers";
import { resultOf } from "./result";
import { upload } from "./upload";

const ZONES = Array.from({ length: 21 }, (_, at) => 25 + at);
const CRS: [string, string][] = [
  ["", "按文件声明"], ["wgs84", "WGS-84"], ["cgcs2000", "CGCS2000"], ["gcj02", "GCJ-02（高德、腾讯）"], ["bd09", "BD-09（百度）"],
  ...ZONES.map((zone): [string, string] => [`EPSG:${4534 + zone - 25}`, `CGCS2000 三度带，中央经线 ${zone * 3}°`]),
  ...ZONES.map((zone): [string, string] => [`EPSG:${4513 + zone - 25}`, `CGCS2000 三度带，横坐标带号 ${zone}`]),
];
const ENCODINGS: [string, string][] = [["", "自动识别"], ["UTF-8", "UTF-8"], ["GBK", "GBK"], ["GB18030", "GB18030"], ["BIG5", "BIG5（繁体）"]];
const ACCEPT = ".zip,.gpkg,.shp,.shx,.dbf,.prj,.cpg,.geojson,.json,.csv,.tsv,.txt,.xlsx,.xlsm,.kml,.fgb,.parquet,.geoparquet,.pbf";

const KEEP: Record<Becomes, string> = { edition: "写入为待启用版次", plan: "写入为网格方案草案", entries: "写入，立即生效" };

function choose(name: string, choices: [string, string][]): HTMLSelectElement {
  return h("select", { name }, ...choices.map(([value, text]) => h("option", { value }, text)));
}

/** One import, from the file to the edition. */
export class ImportDesk {
  private readonly files = h("input", { type: "file", name: "files", multiple: true, required: true, accept: ACCEPT });
  private readonly layer: HTMLSelectElement;
  private readonly territory: HTMLSelectElement | HTMLInputElement;
  private readonly crs = choose("crs", CRS);
  private readonly encoding = choose("encoding", ENCODINGS);
  private readonly sublayer = h("input", { name: "sublayer", placeholder: "可不填" });
  private readonly source = h("input", { name: "source", maxlength: 200, placeholder: "谁提供的，如 街道办综治中心" });
  private readonly mends = h("input", { type: "checkbox" });
  private readonly leavesOut = h("input", { type: "checkbox" });
  private readonly bar = h("progress", { max: 1, value: 0, hidden: true });
  private readonly step = h("p", { class: "muted small desk-step", "aria-live": "polite" });
  private readonly columns = h("div", { class: "desk-more" });
  private readonly result = h("div", { class: "desk-result" });
  private readonly preview: L.GeoJSON;
  private desk: Desk | null = null;

  constructor(
    private readonly host: Element,
    private readonly map: L.Map,
    private readonly options: Options,
    private readonly kept: () => void,
  ) {
    this.layer = choose("layer", options.kinds.map(({ value, chinese }) => [value, chinese]));
    this.territory = options.territories.length
      ? choose("territory", options.territories.map(({ name, chinese }) => [name, chinese]))
      : h("input", { name: "territory", required: true, pattern: "[\\w\\-]+", placeholder: "新地区的代号，如街道拼音" });
    this.preview = L.geoJSON(undefined, {
      style: () => ({ color: "#c8102e", weight: 1.6, fillColor: "#f2b33d", fillOpacity: 0.3 }),
      pointToLayer: (_feature, place) => L.circleMarker(place, { radius: 5, color: "#c8102e", weight: 1.6, fillColor: "#f2b33d", fillOpacity: 0.8 }),
    }).addTo(map);
    const form = h("form", { class: "desk-form" },
      h("label", { class: "desk-wide" }, "文件（Shapefile 请压缩成 zip，或同时选择 .shp .shx .dbf .prj .cpg）", this.files),
      h("label", {}, "图层", this.layer), h("label", {}, "数据归属", this.territory), h("label", {}, "坐标系", this.crs), h("label", {}, "文字编码", this.encoding), h("label", { class: "desk-wide" }, "工作表、子图层或压缩包内的文件", this.sublayer),
      h("div", { class: "desk-buttons desk-wide" }, h("button", { type: "submit", class: "button primary" }, "上传")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run(() => this.open());
    });
    for (const input of [this.layer, this.encoding, this.sublayer, this.territory]) input.addEventListener("change", () => this.desk && void this.run(() => this.look()));
    host.append(form, this.bar, this.step, this.columns, this.result);
  }

  private async run(work: () => Promise<void>): Promise<void> {
    this.host.toggleAttribute("aria-busy", true);
    try {
      await work();
    } catch (error) {
      fill(this.step, h("span", { class: "form-error" }, error instanceof Error ? error.message : "没有完成，请重试"));
    } finally {
      this.host.toggleAttribute("aria-busy", false);
      this.bar.hidden = true;
    }
  }

  private path(end: string): string {
    return `/api/v1/imports/desks/${this.desk?.token}${end}`;
  }

  private async open(): Promise<void> {
    if (this.desk) await sendJson("DELETE", this.path("")).catch(() => undefined);
    this.clear();
    this.bar.hidden = false;
    this.desk = await upload<Desk>("/api/v1/imports/desks", this.files.files, (share) => {
      this.bar.value = share;
      fill(this.step, `正在上传 ${Math.round(share * 100)}%`);
    });
    await this.look();
  }

  private clear(): void {
    this.desk = null;
    this.chosen = [];
    this.preview.clearLayers();
    fill(this.columns);
    fill(this.result);
  }

  private async look(): Promise<void> {
    fill(this.step, "正在读取列名…");
    const asked = new URLSearchParams({ layer: this.layer.value, territory: this.territory.value });
    if (this.encoding.value) asked.set("encoding", this.encoding.value);
    if (this.sublayer.value) asked.set("sublayer", this.sublayer.value);
    this.showColumns(await getJson<Columns>(this.path(`/columns?${asked}`)));
    fill(this.step, `已上传 ${this.desk?.file_name}，请核对列对照后检查`);
  }

  private showColumns(found: Columns): void {
    const rows = found.headers.map((header) => {
      const ours = h("select", { "data-header": header, "aria-label": header }, h("option", { value: "" }, "不导入"), ...found.ours.map(({ name, chinese, is_required }) => h("option", { value: name, selected: found.matched[header] === name }, is_required ? `${chinese}（必填）` : chinese)));
      return h("tr", {}, h("td", {}, header), h("td", {}, ours));
    });
    fill(this.columns,
      h("p", { class: "small" }, `文件声明的坐标系：${found.declared_crs || "未声明"}；编码：${found.encoding || "—"}`),
      h("div", { class: "desk-scroll" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, "文件中的列"), h("th", {}, "导入为"))), h("tbody", {}, ...rows))),
      h("label", { class: "desk-check" }, this.mends, "修复自相交的图形（逐行记录）"),
      h("div", { class: "desk-buttons" }, h("button", { type: "button", class: "button primary", onclick: () => void this.run(() => this.examine()) }, "检查")));
  }

  private wish(): Record<string, unknown> {
    const columns = Object.fromEntries([...this.columns.querySelectorAll<HTMLSelectElement>("[data-header]")].map((select) => [select.dataset.header, select.value]));
    const remedies = [...this.result.querySelectorAll<HTMLSelectElement>("[data-fault]")].filter((select) => select.value).map((select) => {
      const [kind, codes] = JSON.parse(select.dataset.fault ?? "[]");
      return { kind, codes, remedy: select.value };
    });
    return { layer: this.layer.value, territory: this.territory.value, sublayer: this.sublayer.value || null, columns, crs: this.crs.value || null, encoding: this.encoding.value || null, mends_shapes: this.mends.checked, remedies: [...this.chosen, ...remedies] };
  }

  /** Remedies of former examinations: their faults are gone from the table, and the choice stands. */
  private chosen: unknown[] = [];

  /** Have a job work on the desk, show where it stands, and let a person end it. */
  private async work<T>(end: string, wish: Record<string, unknown>, beginning: string): Promise<T> {
    fill(this.step, beginning);
    const { job_id } = await sendJson<{ job_id: number }>("POST", this.path(end), wish);
    const stop = h("button", { type: "button", class: "link-button", onclick: () => void sendJson("DELETE", `/api/v1/jobs/${job_id}`).catch(showError) }, "取消");
    const said = h("span", {}, beginning);
    fill(this.step, said, " ", stop);
    const job = await followJob(job_id, ({ step, done, total }) => {
      this.bar.hidden = !total;
      this.bar.value = total ? done / total : 0;
      fill(said, step ? `${step}${total ? ` ${done}/${total}` : "…"}` : "排队等候…");
    });
    this.bar.hidden = true;
    if (job.state === "cancelled") throw new Error("已取消，未写入任何数据");
    if (job.state !== "finished") throw new Error(job.problem?.chinese ?? "没有完成，请重试");
    return job.result as T;
  }

  private get becomes(): Becomes {
    return this.options.kinds.find(({ value }) => value === this.layer.value)?.becomes ?? "edition";
  }

  private async examine(): Promise<void> {
    const wish = this.wish();
    await this.work("/examine", wish, "正在检查…");
    const answer = await getJson<Answer>(this.path("/answer"));
    this.chosen = wish.remedies as unknown[];
    await this.showPreview();
    const goTo = (lon: number, lat: number): void => void this.map.setView([lat, lon], Math.max(this.map.getZoom(), 17));
    const isPlan = this.becomes === "plan";
    fill(this.result, this.contradiction(answer), ...resultOf(answer, this.desk?.token ?? "", goTo),
      h("label", { class: "desk-check" }, this.leavesOut, "允许略去不能导入的行"),
      h("label", {}, isPlan ? "方案名称" : "来源", this.source),
      h("div", { class: "desk-buttons" }, h("button", { type: "button", class: "button primary", onclick: () => void this.run(() => this.keep()) }, KEEP[this.becomes]), h("button", { type: "button", class: "button", onclick: () => void this.run(() => this.giveUp()) }, "放弃这次上传")));
    this.source.placeholder = isPlan ? "如 2025年现行网格" : "谁提供的，如 街道办综治中心";
    fill(this.step, "检查完成，未写入任何数据");
    this.result.scrollIntoView({ block: "start" });
  }

  /** A label that another system beats: the person decides, with both distances in view. */
  private contradiction(answer: Answer): HTMLElement | null {
    const told = answer.problems.find(({ code }) => code === "crs_contradicted");
    if (!told) return null;
    const best = answer.fits.find(({ crs }) => crs === told.value)?.chinese ?? told.value;
    const known = [...this.crs.options].some(({ value }) => value === told.value);
    const again = h("button", { type: "button", class: "button", onclick: () => { this.crs.value = told.value; void this.run(() => this.examine()); } }, `按 ${best} 重新检查`);
    return h("div", { class: "desk-warning", role: "alert" }, h("strong", {}, "坐标系可能标错"), h("p", {}, told.reason), known ? again : null);
  }

  private async showPreview(): Promise<void> {
    this.preview.clearLayers().addData(await getJson<FeatureCollection>(this.path("/preview")));
    if (this.preview.getLayers().length) this.map.fitBounds(this.preview.getBounds().pad(0.2));
  }

  private async keep(): Promise<void> {
    if (!this.source.value.trim()) return fill(this.step, h("span", { class: "form-error" }, this.becomes === "plan" ? "请填写方案名称" : "请填写来源"));
    const wish = { ...this.wish(), source: this.source.value, leave_out: this.leavesOut.checked };
    const kept = await this.work<Kept>("/keep", wish, "正在写入…");
    this.clear();
    if (kept.plan_id !== null) fill(this.step, "已写入为网格方案草案，", h("a", { href: `/plans/${kept.plan_id}` }, "打开方案"));
    else fill(this.step, kept.edition_id === null ? `已写入，更改 ${kept.entries} 条` : `已写入为版次 ${kept.edition_id}，核对后再启用`);
    this.kept();
  }

  private async giveUp(): Promise<void> {
    await sendJson("DELETE", this.path(""));
    this.clear();
    fill(this.step, "已放弃，上传的文件已删除");
  }
}

/** Put a desk into its place beside the map; errors of the list are told at the foot. */
export function openDesk(map: L.Map, showEditions: () => Promise<void>): void {
  const host = document.querySelector("[data-import-desk]");
  const list = (): void => void showEditions().catch(showError);
  if (host) {
    getJson<Options>("/api/v1/imports/desks/options")
      .then((options) => new ImportDesk(host, map, options, list))
      .catch(showError);
  }
  list();
}
