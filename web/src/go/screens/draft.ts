// Write a submission; every change is kept at once, so that nothing has to be saved by hand.

import { fill, h } from "../../shared/dom";
import { notice, showError } from "../../shared/notices";
import { handOver, missing, newDraft, saveDraft } from "../drafts";
import { office } from "../office";
import { distance_m } from "../places";
import type { Category, Draft } from "../records";
import { sync } from "../sync";
import { removeDrafts } from "../vault";
import { draftPlace } from "./draft_place";
import { photoStrip } from "./photo_strip";

const SOURCES: [string, string][] = [["grid_worker", "网格巡查"], ["resident", "居民反映"]];

function categorySelect(draft: Draft, changed: () => void): HTMLSelectElement {
  const groups = new Map<string, Category[]>();
  for (const one of office.places?.area.categories ?? []) groups.set(one.major_chinese, [...(groups.get(one.major_chinese) ?? []), one]);
  const select = h("select", { "data-category": true, "aria-label": "事项类别", onchange: () => ((draft.category = select.value), changed()) },
    h("option", { value: "" }, "请选择类别"),
    ...[...groups].map(([major, all]) =>
      h("optgroup", { label: major }, ...all.map((one) => h("option", { value: one.code, selected: one.code === draft.category }, one.chinese))),
    ),
  );
  return select;
}

function textField(label: string, value: string, take: (text: string) => void, isLong = false): HTMLElement {
  const attributes = { "aria-label": label, maxlength: isLong ? 2000 : 100, oninput: (event: Event) => take((event.target as HTMLInputElement).value) };
  const field = isLong ? h("textarea", { rows: 3, ...attributes }) : h("input", attributes);
  field.value = value;
  return h("label", { class: "go-field" }, label, field);
}

function likeOthers(draft: Draft, category: Category | undefined): HTMLElement | null {
  const spot = draft.elsewhere === undefined ? draft.spot : null;
  if (!spot || !category || category.is_dispute || category.duplicate_radius_m <= 0) return null;
  const near = office.cases.filter((one) => {
    const isAlike = one.category === category.code && !one.is_closed && one.lon !== null && one.lat !== null;
    return isAlike && distance_m(spot.lon, spot.lat, one.lon ?? 0, one.lat ?? 0) <= category.duplicate_radius_m;
  });
  if (!near.length) return null;
  return h("div", { class: "go-warn" }, h("b", {}, "附近已有同类事项，请确认不是同一件："),
    h("ul", { class: "go-list" }, ...near.slice(0, 3).map((one) => h("li", {}, h("b", {}, one.title), h("small", {}, `${one.number} · ${one.state_chinese}`)))));
}

/** Show the form of the draft in hand; a new one where none is. */
export function showDraft(host: HTMLElement): () => void {
  const holder = office.owner;
  if (!holder) return () => undefined;
  office.draft ??= newDraft(holder, office.spot);
  const draft = office.draft;
  const rest = h("div", { class: "go-form" });
  const questions = h("div", { class: "go-form" });
  let pending: Promise<void> = Promise.resolve();
  const changed = (): void => void (pending = pending.then(() => saveDraft(draft)).catch(showError));

  const categoryOf = (): Category | undefined => office.places?.area.categories.find((one) => one.code === draft.category);
  const ask = (): void => {
    const category = categoryOf();
    fill(
      questions,
      likeOthers(draft, category),
      ...(category?.questions ?? []).map((question) =>
        textField(question, draft.answers[question] ?? "", (text) => ((draft.answers = { ...draft.answers, [question]: text }), changed())),
      ),
    );
  };
  const submit = async (): Promise<void> => {
    const lacks = missing(draft);
    if (lacks) return notice(lacks, "error");
    await pending;
    await handOver(draft, categoryOf()?.chinese ?? "事项");
    office.draft = null;
    office.go("outbox");
    void sync();
  };
  const drop = async (): Promise<void> => {
    if (!window.confirm("删除这份草稿和它的照片？")) return;
    await pending;
    await removeDrafts([draft.key]);
    office.draft = null;
    office.go("outbox");
  };
  fill(
    rest,
    h("label", { class: "go-field" }, "类别", categorySelect(draft, () => (changed(), ask()))),
    photoStrip(draft.key, () => saveDraft(draft)),
    questions,
    textField("标题（可不填，默认用类别）", draft.title, (text) => ((draft.title = text), changed())),
    textField("情况说明", draft.description, (text) => ((draft.description = text), changed()), true),
    h("fieldset", { class: "go-choice" }, h("legend", {}, "来源"),
      ...SOURCES.map(([value, label]) =>
        h("label", {}, h("input", { type: "radio", name: "source", value, checked: draft.source === value, onchange: () => ((draft.source = value), changed()) }), label),
      ),
    ),
  );
  fill(
    host,
    h("h1", { class: "go-title" }, "登记事项", h("small", {}, draft.provisional)),
    h("section", { class: "go-card" }, h("h2", {}, "地点"), draftPlace(draft, () => (changed(), ask()))),
    h("section", { class: "go-card" }, rest),
    h("p", { class: "go-soft" }, "内容随写随存在手机里；没有信号也可以提交，联网后自动发送。"),
    h("div", { class: "go-foot go-pair" },
      h("button", { type: "button", class: "go-big danger", onclick: () => void drop().catch(showError) }, "删除"),
      h("button", { type: "button", class: "go-big primary", "data-submit": true, onclick: () => void submit().catch(showError) }, "提交"),
    ),
  );
  ask();
  return () => void pending;
}
