import type {IpApiSettings} from "../../settings.js";
import type {IpApiEffects} from "./effects.js";

/** What is asked of each address. Answers that were asked for with other fields are of no use, see the cache. */
export const fields = "status,message,query,country,countryCode,regionName,city,lat,lon,as,asname,proxy,hosting";

/** Addresses that a request may hold at most. */
export const batchSize = 100;

/** What the headers of an answer say of the limit: requests left in the window, and seconds until it ends. */
export interface Rate {
  readonly left: number | null; // null if there is no such header, or no number in it
  readonly ttl: number | null;
}

/**
 * How a request ended. `again` may do better if it is sent again; `failed` not. `too-many` is 429, `too-large` 422, and `refused`
 * is an answer that will not change during this run.
 */
export type Reply = Rate &
  (
    | {readonly kind: "answers"; readonly items: readonly unknown[]}
    | {readonly kind: "too-many" | "too-large"}
    | {readonly kind: "again" | "failed" | "refused"; readonly reason: string}
  );

type Ending = Reply extends infer R ? (R extends Rate ? Omit<R, keyof Rate> : never) : never;

const patience = 10_000; // milliseconds, for the whole answer
const longest = 1_000_000; // bytes of an answer; one of 100 addresses takes some 30,000

/**
 * Asks ip-api of up to 100 addresses by one request (https://ip-api.com/docs/api:batch), and says how it ended; never throws for
 * what the network or the service did. No reason holds the key, since none holds the URL or a text of the service's.
 */
export async function sendBatch(
  addresses: readonly string[],
  {baseUrl, key}: Pick<IpApiSettings, "baseUrl" | "key">,
  {timeout}: Pick<IpApiEffects, "timeout">
): Promise<Reply> {
  const secret = key === null ? "" : `&key=${encodeURIComponent(key)}`;
  let rate: Rate = {left: null, ttl: null};
  try {
    const response = await fetch(`${baseUrl}/batch?fields=${fields}${secret}`, {
      method: "POST",
      headers: {"content-type": "application/json"},
      body: JSON.stringify(addresses),
      redirect: "manual",
      signal: timeout(patience)
    });
    rate = {left: readNumber(response.headers.get("x-rl")), ttl: readNumber(response.headers.get("x-ttl"))};
    return {...rate, ...(await readEnding(response))};
  } catch (error) {
    return {...rate, kind: "again", reason: reasonOf(error)};
  }
}

async function readEnding(response: Response): Promise<Ending> {
  const {status} = response;
  if (status === 200) return readItems(await readText(response));
  await response.body?.cancel();
  if (status === 429) return {kind: "too-many"};
  if (status === 422) return {kind: "too-large"};
  if (status === 401 || status === 403)
    return {kind: "refused", reason: `refused (${status}): a wrong key, HTTPS without a key, or a ban`};
  return {kind: status >= 500 ? "again" : "failed", reason: `unexpected status ${status}`};
}

function readItems(text: string | null): Ending {
  if (text === null) return {kind: "failed", reason: "an answer too long to be one"};
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? {kind: "answers", items} : {kind: "failed", reason: "an answer that is no list"};
  } catch {
    return {kind: "failed", reason: "an answer that is not JSON"};
  }
}

/** The body as text, or null if it is longer than an answer can be: the rest of it is not read. */
async function readText({body}: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > longest) return null;
  }
  return Buffer.concat(chunks).toString();
}

function readNumber(header: string | null): number | null {
  return header !== null && /^-?\d{1,9}(\.\d+)?$/.test(header.trim()) ? Number(header) : null;
}

function reasonOf(error: unknown): string {
  const {name, cause} = Object(error) as {name?: unknown; cause?: {code?: unknown}};
  if (name === "TimeoutError" || name === "AbortError") return "no answer in time";
  const code = cause?.code;
  return typeof code === "string" && /^\w+$/.test(code) ? `no connection (${code})` : "no connection";
}
