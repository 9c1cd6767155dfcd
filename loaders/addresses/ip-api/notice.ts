import {formatSeconds} from "../../progress.js";
import type {IpApiSettings} from "../../settings.js";

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

/** A count with commas, as all that is said on the terminal. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}
