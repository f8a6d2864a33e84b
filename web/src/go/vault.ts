// What the phone keeps, in IndexedDB: written durably, in one transaction for what belongs together.

import type { Draft, Photo } from "./records";

const NAME = "wangge-go";
const VERSION = 2;
export type StoreName = "kept" | "drafts" | "photos" | "bytes";

/** The phone has no room; what was kept before is still there. */
export class StorageFull extends Error {
  constructor() {
    super("手机存储空间不足，刚才的内容没有保存。请清理手机空间，或先联网发送已保存的登记，再试一次");
  }
}

let opening: Promise<IDBDatabase> | null = null;

/** Stores are only ever added, so that no version of the page can lose what another one kept. */
function upgrade(base: IDBDatabase, within: IDBTransaction): void {
  if (!base.objectStoreNames.contains("kept")) base.createObjectStore("kept");
  if (!base.objectStoreNames.contains("drafts")) base.createObjectStore("drafts", { keyPath: "key" });
  if (!base.objectStoreNames.contains("photos"))
    base.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
  if (!base.objectStoreNames.contains("bytes")) {
    base.createObjectStore("bytes");
    partBytes(within);
  }
}

/** Version 1 kept a photo's bytes with its description, so that every list of photos read them all. */
function partBytes(within: IDBTransaction): void {
  const walk = within.objectStore("photos").openCursor();
  walk.onsuccess = () => {
    const cursor = walk.result;
    if (!cursor) return;
    const { bytes, ...photo } = cursor.value as Photo & { bytes?: ArrayBuffer | null };
    if (bytes) within.objectStore("bytes").put(bytes, photo.id);
    cursor.update({ ...photo, has_bytes: Boolean(bytes) });
    cursor.continue();
  };
}

function open(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result, request.transaction as IDBTransaction);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const base = request.result;
      const forget = (): void => void (opening = null);
      base.onversionchange = () => (base.close(), forget());
      base.onclose = forget;
      resolve(base);
    };
  });
  opening.catch(() => (opening = null));
  return opening;
}

function failure(error: DOMException | null): Error {
  return error?.name === "QuotaExceededError" ? new StorageFull() : (error ?? new Error("手机没有保存成功，请再试一次"));
}

/** Change stores together: all of it is on the disk when this resolves, or none. */
export async function change(names: StoreName[], act: (stores: Record<StoreName, IDBObjectStore>) => void): Promise<void> {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(names, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(failure(transaction.error));
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    try {
      act(stores as Record<StoreName, IDBObjectStore>);
    } catch (error) {
      transaction.abort();
      reject(error instanceof DOMException ? failure(error) : error);
    }
  });
}

async function ask<T>(name: StoreName, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await open();
  return new Promise((resolve, reject) => {
    const request = act(base.transaction(name, "readonly").objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(request.error));
  });
}

/** Read one kept value: the owner, the area, known cases, choices. */
export function kept<T>(key: string): Promise<T | undefined> {
  return ask("kept", (store) => store.get(key) as IDBRequest<T | undefined>);
}

export function keep(key: string, value: unknown): Promise<void> {
  return change(["kept"], ({ kept: store }) => void store.put(value, key));
}

/** Keep values for their holder only: nothing is written where that person has left in the meantime. */
export function keepFor(userId: number, values: Record<string, unknown>): Promise<void> {
  return change(["kept"], ({ kept: store }) => {
    const asked = store.get("owner") as IDBRequest<{ user_id: number } | undefined>;
    asked.onsuccess = () => {
      if (asked.result?.user_id === userId) Object.entries(values).forEach(([key, value]) => store.put(value, key));
    };
  });
}

export function forget(...keys: string[]): Promise<void> {
  return change(["kept"], ({ kept: store }) => keys.forEach((key) => store.delete(key)));
}

export function readDraft(key: string): Promise<Draft | undefined> {
  return ask("drafts", (store) => store.get(key) as IDBRequest<Draft | undefined>);
}

/** Every draft of one person, the latest first; nobody else's are shown. */
export async function draftsOf(userId: number): Promise<Draft[]> {
  const all = await ask("drafts", (store) => store.getAll() as IDBRequest<Draft[]>);
  return all.filter((draft) => draft.user_id === userId).sort((a, b) => b.made_at.localeCompare(a.made_at));
}

export function photosOf(draftKey: string): Promise<Photo[]> {
  return ask("photos", (store) => store.index("draft").getAll(draftKey) as IDBRequest<Photo[]>);
}

export function keepDraft(draft: Draft): Promise<void> {
  return change(["drafts"], ({ drafts }) => void drafts.put(draft));
}

/** Keep a draft if what is kept of it still allows that; otherwise nothing changes, and the words say why. */
export async function keepDraftIf(draft: Draft, objection: (stored: Draft | undefined) => string): Promise<void> {
  let words = "";
  await change(["drafts"], ({ drafts }) => {
    const asked = drafts.get(draft.key) as IDBRequest<Draft | undefined>;
    asked.onsuccess = () => {
      words = objection(asked.result);
      if (!words) drafts.put(draft);
    };
  });
  if (words) throw new Error(words);
}

/** Keep what is known of a photo; with bytes, those too in the same step. */
export function keepPhoto(photo: Photo, bytes?: ArrayBuffer): Promise<void> {
  return change(["photos", "bytes"], (stores) => {
    stores.photos.put(photo);
    if (bytes) stores.bytes.put(bytes, photo.id);
  });
}

export function bytesOf(photo: Photo): Promise<ArrayBuffer | undefined> {
  return ask("bytes", (store) => store.get(photo.id) as IDBRequest<ArrayBuffer | undefined>);
}

/** Remove drafts with their photos. */
export async function removeDrafts(keys: string[]): Promise<void> {
  const photos = (await Promise.all(keys.map(photosOf))).flat();
  await change(["drafts", "photos", "bytes"], (stores) => {
    keys.forEach((key) => stores.drafts.delete(key));
    photos.forEach(({ id }) => (stores.photos.delete(id), stores.bytes.delete(id)));
  });
}

export function removePhoto(id: string): Promise<void> {
  return change(["photos", "bytes"], (stores) => void (stores.photos.delete(id), stores.bytes.delete(id)));
}
