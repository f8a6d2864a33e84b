// Room on the phone, and whether the browser promised not to clear it.

const LOW_BYTES = 100 * 1024 * 1024;

function megabytes(bytes: number): string {
  return bytes < 1024 * 1024 ? "不到 1 MB" : ` ${Math.round(bytes / 1024 / 1024)} MB`;
}

/** Whether the browser keeps our storage until the person removes it. */
export async function isPersistent(): Promise<boolean> {
  return (await navigator.storage?.persisted?.()) ?? false;
}

/** Ask for it, and say what came of it. */
export async function askToPersist(): Promise<string> {
  if (await isPersistent()) return "手机已承诺长期保存";
  const isGranted = (await navigator.storage?.persist?.()) ?? false;
  return isGranted ? "手机已承诺长期保存" : "浏览器没有同意长期保存";
}

/** What the person should know of room and promise. */
export async function storageWords(): Promise<string[]> {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const room = quota ? `已用${megabytes(usage)}，还可用约${megabytes(quota - usage)}` : `已用${megabytes(usage)}`;
  const promise = (await isPersistent())
    ? "浏览器已承诺长期保存，空间紧张时也不会清除"
    : "浏览器尚未承诺长期保存：空间紧张时可能清除。添加到主屏幕后再请求一次，并尽早联网发送";
  return [room, promise];
}

/** A warning while there is little room; empty otherwise. */
export async function lowRoom(): Promise<string> {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota && quota - usage < LOW_BYTES ? `手机空间只剩约${megabytes(quota - usage)}，请先联网发送或清理空间` : "";
}
