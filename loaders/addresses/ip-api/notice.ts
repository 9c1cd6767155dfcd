import {formatSeconds} from "../../progress.js";
import type {IpApiSettings} from "../../settings.js";
import type {IpApiCoverage} from "./place-by-ip-api.js";

export interface NoticeFacts {
  settings: Pick<IpApiSettings, "baseUrl" | "key">;
  addresses: number; // that are about to be sent
  later: number; // that stay for later builds
  seconds: number; // that it takes at least
}

/** What is said before anything is sent: how much, to whom, how openly, on what terms, and how to stop it. */
export function notice({settings: {baseUrl, key}, addresses, later, seconds}: NoticeFacts): string {
  const open = baseUrl.startsWith("https:") ? "encrypted" : "unencrypted: whoever is on the way can read them";
  return [
    `ip-api: sending ${count(addresses)} public addresses of the logs to ${baseUrl}, ${open}`,
    ...(seconds < 1 ? [] : [`  it takes ${formatSeconds(seconds)} at least`]),
    ...(later === 0 ? [] : [`  ${count(later)} more are left for later builds`]),
    ...(key === null ? ["  free for non-commercial use only, by the terms at https://ip-api.com/docs/legal"] : []),
    "  it can be stopped at any time, and keeps what it has; to switch it off, take ipApi out of atlas.config.ts"
  ].join("\n");
}

/** How a run went, in a line, and one more if it stopped early. */
export function outcome({
  asked,
  answered,
  unknown,
  failed,
  unasked,
  stopped,
  addresses,
  compared,
  differing
}: IpApiCoverage): string {
  const parts = [`${count(addresses)} ${addresses === 1 ? "address" : "addresses"} placed`];
  if (asked > 0)
    parts.push(
      `asked ${count(asked)}: ${count(answered)} answered, ${count(unknown)} not known, ${count(failed)} failed`
    );
  if (unasked > 0) parts.push(`${count(unasked)} not asked`);
  if (compared > 0) parts.push(`country other than the local database's for ${count(differing)} of ${count(compared)}`);
  return `ip-api: ${parts.join("; ")}${stopped === null ? "" : `\nip-api: stopped, ${stopped}; the local database places the rest`}`;
}

/** A count with commas. */
function count(value: number): string {
  return value.toLocaleString("en-US");
}
