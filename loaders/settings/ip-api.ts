import {UserError} from "../errors.js";
import {normalizeDuration, normalizeInteger, normalizeObject, normalizeUrl} from "./values.js";

/** How the service ip-api is asked where addresses are. */
export interface IpApiSettings {
  readonly baseUrl: string; // without a slash at the end
  readonly key: string | null; // of the paid service; never printed, logged or stored
  readonly cap: number; // addresses that a build asks at most
  readonly maxAge: number; // milliseconds that an answer is used
}

export function normalizeIpApi(value: unknown, envKey: string | undefined): IpApiSettings {
  const all = normalizeObject("ipApi", value, ["baseUrl", "key", "cap", "maxAge"]);
  const key = envKey || (all.key ?? null);
  if (key !== null && (typeof key !== "string" || key.trim() === ""))
    throw new UserError("invalid setting ipApi.key: (not shown); it must be a text that is not empty");
  const base = all.baseUrl ?? (key === null ? "http://ip-api.com" : "https://pro.ip-api.com");
  return {
    baseUrl: normalizeUrl("ipApi.baseUrl", base),
    key,
    cap: normalizeInteger("ipApi.cap", all.cap ?? 1500, 1, 20_000),
    maxAge: normalizeDuration("ipApi.maxAge", all.maxAge ?? "30d")
  };
}
