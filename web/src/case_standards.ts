// The page of what cases and posts go by: categories with their lists, the work calendar, roles; each edit a new version.

import { type Editor, EDITORS } from "./standards/case_editors";
import { fill, h } from "./shared/dom";
import { getJson, sendBytes, sendJson } from "./shared/http";
import { notice, showError } from "./shared/notices";

interface Version {
  version: number;
  source: string;
  certainty: string;
  note: string;
  made_at: string | null;
}

interface Subject {
  subject: string;
  chinese: string;
  versions: Version[];
}

interface Full extends Version {
  subject: string;
  chinese: string;
  content: Record<string, unknown>;
}

interface Saved {
  version: number;
  added: string[];
  removed: string[];
  changed: string[];
}

const ADDRESS = "/api/v1/case-standards";
const EFFECT: Record<string, string> = {
  categories: "新版只管此后登记的事项；已登记的按登记时的版本走：时限、补充问题、专有步骤都不变。",
  calendar: "新版只管此后计算的时限；已登记事项的时限不变。放假与调休以国务院办公厅当年通知为准。",
  roles: "保存即生效：缺岗、负责人链条和公示栏按新版显示。有过岗位的角色不能删去。",
};

const host = document.querySelector("[data-standards]") as HTMLElement;
const mayEdit = host.dataset.mayEdit === "true";
const list = host.querySelector("[data-list]") as Element;
const one = host.querySelector("[data-one]") as Element;

function told(saved: Saved): string {
  const part = (title: string, codes: string[]): string => (codes.length ? `${title} ${codes.slice(0, 8).join("、")}${codes.length > 8 ? ` 等 ${codes.length} 项` : ""}` : "");
  return [`已保存第 ${saved.version} 版`, part("新增", saved.added), part("删去", saved.removed), part("改动", saved.changed)].filter(Boolean).join("；");
}

async function open(subject: string, version?: number): Promise<void> {
  window.history.replaceState(null, "", `#${subject}`);
  const [{ standards }, full] = await Promise.all([
    getJson<{ standards: Subject[] }>(ADDRESS),
    getJson<Full>(`${ADDRESS}/${subject}${version ? `?version=${version}` : ""}`),
  ]);
  fill(list, ...standards.map((each) =>
    h("button", { type: "button", "aria-current": String(each.subject === subject), "data-subject": each.subject, onclick: () => void open(each.subject).catch(showError) },
      each.chinese, h("span", { class: "muted small" }, ` 第 ${each.versions[0].version} 版`))));
  draw(standards.find((each) => each.subject === subject) as Subject, full);
}

function draw(subject: Subject, full: Full): void {
  const newest = subject.versions[0].version;
  const editor: Editor = EDITORS[full.subject](full.content, mayEdit);
  const versions = h("select", { "aria-label": "版本", onchange: () => void open(full.subject, Number(versions.value)).catch(showError) },
    ...subject.versions.map(({ version, made_at: at, note }) => h("option", { value: String(version) }, `第 ${version} 版${at ? ` ${at.slice(0, 10)}` : ""}${note ? ` ${note}` : ""}`)));
  versions.value = String(full.version);
  const text = (value: string): HTMLTextAreaElement => {
    const field = h("textarea", { rows: "1", maxlength: 400 });
    field.value = value;
    return field;
  };
  const [source, certainty] = [text(full.source), text(full.certainty)];
  const note = h("input", { type: "text", maxlength: 200, placeholder: "为什么改（会记在版本里）", "aria-label": "修改说明" });
  const after = async (saved: Saved): Promise<void> => {
    notice(told(saved));
    await open(full.subject);
  };
  const save = async (): Promise<void> =>
    after(await sendJson<Saved>("POST", `${ADDRESS}/${full.subject}`, {
      base_version: newest, content: editor.content(), source: source.value.trim(), certainty: certainty.value.trim(), note: note.value.trim(),
    }));
  const upload = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (!file) return;
    const asked = new URLSearchParams({ base_version: String(newest), note: note.value.trim() || `导入 ${file.name}`.slice(0, 200) });
    input.value = "";
    await after(await sendBytes<Saved>(`${ADDRESS}/${full.subject}/file?${asked}`, await file.arrayBuffer()));
  };
  const file: HTMLInputElement = h("input", { type: "file", accept: ".toml", hidden: true, "data-upload": true, onchange: () => void upload(file).catch(showError) });
  const row = (title: string, value: Node): Node[] => [h("dt", {}, title), h("dd", {}, value)];
  fill(one,
    h("header", {}, h("h2", {}, full.chinese), versions),
    full.version !== newest && h("p", { class: "warning" }, `这是旧版，现行的是第 ${newest} 版。保存会以这里的内容成为新版。`),
    h("p", { class: "muted small" }, EFFECT[full.subject]),
    h("dl", { class: "head" }, ...row("来源", mayEdit ? source : h("span", {}, full.source)), ...row("可信程度", mayEdit ? certainty : h("span", {}, full.certainty))),
    editor.element,
    h("div", { class: "actions" },
      mayEdit && note,
      mayEdit && h("button", { type: "button", class: "button primary", "data-save": true, onclick: () => void save().catch(showError) }, "保存为新版"),
      h("a", { class: "button", href: `${ADDRESS}/${full.subject}/file?version=${full.version}` }, "导出文件"),
      mayEdit && h("button", { type: "button", class: "button", onclick: () => file.click() }, "导入文件"), mayEdit && file));
}

void open(EDITORS[window.location.hash.slice(1)] ? window.location.hash.slice(1) : "categories").catch(showError);
