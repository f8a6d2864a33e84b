// The page of templates of tiers and POI tables: choose one, read its source, edit its rows, keep a new version.

import { fill, h } from "./shared/dom";
import { getJson, sendJson } from "./shared/http";
import { notice, showError } from "./shared/notices";
import { CATEGORY_CHINESE } from "./shared/words";
import { RowTable, type Column, type Row } from "./standards/row_table";

interface Version {
  subject: string;
  name: string;
  version: number;
  chinese: string;
  source: string;
  certainty: string;
  note: string;
  made_at: string | null;
}

interface Standard extends Version {
  kind: string;
  versions: Version[];
}

interface Full extends Version {
  content: { kind?: string; inclusive?: boolean; items?: Row[]; rows?: Row[] };
}

const ADDRESS = "/api/v1/coverage/standards";
const KINDS = ["便民生活圈", "生活圈居住区"];
const CATEGORIES = Object.entries(CATEGORY_CHINESE);
const COLUMNS: Record<string, Column[]> = {
  tiers: [
    { name: "key", title: "标识", kind: "text", isNarrow: true },
    { name: "chinese", title: "项目", kind: "text" },
    { name: "category", title: "类别", kind: "choice", choices: CATEGORIES },
    { name: "subtypes", title: "计入的类型（顿号隔开；空：整类）", kind: "words" },
    { name: "minutes", title: "分钟（顿号隔开）", kind: "numbers", isNarrow: true },
    { name: "optional", title: "可缺", kind: "tick" },
  ],
  osm: [
    { name: "key", title: "OSM 键", kind: "text" },
    { name: "value", title: "OSM 值", kind: "text" },
    { name: "category", title: "类别", kind: "choice", choices: CATEGORIES },
    { name: "subtype", title: "类型", kind: "text" },
  ],
  amap: [
    { name: "prefix", title: "高德分类（大类;中类;小类 的开头）", kind: "text" },
    { name: "category", title: "类别", kind: "choice", choices: [["", "不计入"], ...CATEGORIES] },
    { name: "subtype", title: "类型", kind: "text" },
  ],
};

const host = document.querySelector("[data-standards]") as HTMLElement;
const mayEdit = host.dataset.mayEdit === "true";
const list = host.querySelector("[data-list]") as Element;
const one = host.querySelector("[data-one]") as Element;
let shown: { subject: string; name: string } | undefined;

function badge(kind: string): HTMLElement | null {
  return kind ? h("span", { class: kind === KINDS[1] ? "kind standard-kind" : "kind" }, kind) : null;
}

async function showList(): Promise<Standard[]> {
  const { standards } = await getJson<{ standards: Standard[] }>(ADDRESS);
  const entry = (standard: Standard): HTMLElement => {
    const isShown = standard.subject === shown?.subject && standard.name === shown?.name;
    return h("button", { type: "button", "aria-current": String(isShown), onclick: () => void open(standard.subject, standard.name).catch(showError) },
      standard.chinese, " ", badge(standard.kind), h("span", { class: "muted small" }, ` 第 ${standard.version} 版`));
  };
  fill(list,
    h("h2", {}, "分档模板"), ...standards.filter(({ subject }) => subject === "tiers").map(entry),
    h("h2", {}, "设施类型对照表"), ...standards.filter(({ subject }) => subject !== "tiers").map(entry));
  return standards;
}

async function open(subject: string, name: string, version?: number): Promise<void> {
  shown = { subject, name };
  const [standards, full] = await Promise.all([
    showList(),
    getJson<Full>(`${ADDRESS}/${subject}/${encodeURIComponent(name)}${version ? `?version=${version}` : ""}`),
  ]);
  const standard = standards.find((each) => each.subject === subject && each.name === name);
  if (standard) draw(standard, full);
}

/** A text of the head: to be read, or to be edited. */
function told(value: string, isLong = false): { element: HTMLElement; value: () => string } {
  if (!mayEdit) return { element: h("span", {}, value), value: () => value };
  const field = isLong ? h("textarea", { rows: "2" }) : h("input", { type: "text" });
  field.value = value;
  return { element: field, value: () => field.value.trim() };
}

function draw(standard: Standard, full: Full): void {
  const isTiers = full.subject === "tiers";
  const chinese = told(full.chinese);
  const [source, certainty] = [told(full.source, true), told(full.certainty, true)];
  const table = new RowTable(COLUMNS[full.subject], (isTiers ? full.content.items : full.content.rows) ?? [], mayEdit);
  const versions = h("select", { "aria-label": "版本", onchange: () => void open(full.subject, full.name, Number(versions.value)).catch(showError) },
    ...standard.versions.map(({ version, made_at: at, note }) => h("option", { value: String(version) }, `第 ${version} 版${at ? ` ${at.slice(0, 10)}` : ""}${note ? ` ${note}` : ""}`)));
  versions.value = String(full.version);
  const inclusive = h("input", { type: "checkbox" });
  inclusive.checked = full.content.inclusive ?? false;
  inclusive.disabled = !mayEdit;
  const note = h("input", { type: "text", maxlength: "200", placeholder: "为什么改（会记在版本里）", "aria-label": "修改说明" });
  const name = h("input", { type: "text", maxlength: "40", placeholder: "另存为新模板的标识，如 our_street", "aria-label": "新模板标识" });
  const keep = async (as: string): Promise<void> => {
    const head = { source: source.value(), certainty: certainty.value(), note: note.value.trim() };
    const body = isTiers
      ? { ...head, chinese: chinese.value(), kind: full.content.kind, inclusive: inclusive.checked, items: table.rows() }
      : { ...head, rows: table.rows() };
    const { version } = await sendJson<{ version: number }>("POST", isTiers ? `${ADDRESS}/tiers/${encodeURIComponent(as)}` : `${ADDRESS}/${full.subject}`, body);
    notice(`已保存第 ${version} 版；新的测算${isTiers ? "" : "和导入"}从此使用它`);
    await open(full.subject, as);
  };
  const save = h("button", { type: "button", class: "button primary", onclick: () => void keep(full.name).catch(showError) }, "保存为新版");
  const saveAs = h("button", { type: "button", class: "button", onclick: () => void keep(name.value.trim()).catch(showError) }, "另存为新模板");
  const row = (label: string, value: Node): Node[] => [h("dt", {}, label), h("dd", {}, value)];
  fill(one,
    h("header", {}, h("h2", {}, full.chinese, " ", badge(full.content.kind ?? "")), versions),
    h("dl", { class: "head" },
      ...(isTiers && mayEdit ? row("名称", chinese.element) : []),
      ...row("来源", source.element),
      ...row("可信程度", certainty.element),
      ...(isTiers ? row("包含关系", h("label", {}, inclusive, " 较宽一档的设施可以服务较窄一档（GB 50180 为不包含）")) : [])),
    table.element,
    mayEdit && h("div", { class: "actions" }, h("button", { type: "button", class: "button", onclick: () => table.add() }, "添加一行"), note, save),
    mayEdit && isTiers && h("div", { class: "actions" }, name, saveAs));
}

void showList()
  .then(([first]) => open(first.subject, first.name))
  .catch(showError);
