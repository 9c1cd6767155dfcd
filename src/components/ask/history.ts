const key = "traffic-atlas-queries";
const most = 50;

/** The queries that were run in this browser, the last first. What can't be read is none. */
export function readHistory(storage: Pick<Storage, "getItem"> | null = storageOf()): string[] {
  try {
    const list: unknown = JSON.parse(storage?.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string").slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Puts a query first; the same one again moves up. Where the browser keeps nothing, nothing is kept. */
export function remember(sql: string, storage: Pick<Storage, "getItem" | "setItem"> | null = storageOf()): string[] {
  const list = [sql, ...readHistory(storage).filter((other) => other !== sql)].slice(0, most);
  try {
    storage?.setItem(key, JSON.stringify(list));
  } catch {
    // full, or forbidden: the page works without
  }
  return list;
}

function storageOf(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
