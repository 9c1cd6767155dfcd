import {existsSync} from "node:fs";
import {delimiter, resolve} from "node:path";
import type {AboutList, ListsSetting} from "./addresses/lists/index.js";
import {normalizeAbout} from "./addresses/lists/about.js";
import type {OwnNetwork} from "./addresses/own-networks.js";
import {UserError} from "./errors.js";
import type {FormatSetting} from "./settings/formats.js";
import {normalizeFormats} from "./settings/formats.js";
import type {IpApiSettings} from "./settings/ip-api.js";
import {normalizeIpApi} from "./settings/ip-api.js";
import type {NetworkSetting} from "./settings/networks.js";
import {normalizeBlocks, normalizeNetworks} from "./settings/networks.js";
import {
  invalid,
  normalizeChoice,
  normalizeDuration,
  normalizeInteger,
  normalizeObject,
  normalizeSize,
  normalizeText,
  normalizeTexts
} from "./settings/values.js";
import {CompileError, importTypeScript} from "./typescript.js";

export type {FormatSetting} from "./settings/formats.js";
export type {IpApiSettings} from "./settings/ip-api.js";
export type {NetworkSetting} from "./settings/networks.js";

/** What `atlas.config.ts` may hold. Every key is optional. */
export interface AtlasConfig {
  title?: string; // heading of the report; defaults to "Traffic Atlas"
  logs?: string | readonly (string | LogSource)[]; // files, folders and globs; defaults to data/logs
  store?: string; // folder for events and tables; defaults to data/store
  keep?: string; // how long events stay when the file that they were read from has gone, "90d" say; by default they go with it
  chunkSize?: number | string; // bytes of log text a piece, "64 MB" say; defaults to 64 MB
  memory?: number | string; // what a build may use, "2 GB" say; defaults to 1 GB
  budget?: {rows?: number}; // rows of traffic, a row of sources counting as three; defaults to 240,000, at most 1,000,000
  location?: {city?: string | readonly string[]; asn?: string}; // the user's own databases: MMDB files
  lists?: string | {folder?: string; about?: Readonly<Record<string, AboutList>>}; // threat and context lists; defaults to data/lists
  networks?: readonly NetworkSetting[]; // your own: offices, sites, customers
  trustedProxies?: readonly string[]; // blocks of proxies and CDNs of which X-Forwarded-For is believed
  ipApi?: {baseUrl?: string; key?: string; cap?: number; maxAge?: string}; // asks ip-api of the busiest addresses; off by default
  units?: "si" | "iec"; // kB and MB, or KiB and MiB; defaults to si
  formats?: readonly FormatSetting[]; // how to read logs that don't tell, or are not known; the first that fits a file counts
}

export interface LogSource {
  path: string; // file, folder or glob
  name?: string; // label of the log; defaults to the file's stem
}

/** The settings after validation: every value is exact and every path absolute. */
export interface Settings {
  readonly title: string;
  readonly logs: readonly LogSource[];
  readonly logsNamed: boolean; // false if the logs are those of data/logs because nobody named any
  readonly store: string;
  readonly keep: number | null; // milliseconds
  readonly chunkSize: number; // bytes
  readonly memory: number; // bytes
  readonly budget: {readonly rows: number};
  readonly location: {readonly city: readonly string[]; readonly asn: string | null};
  readonly lists: ListsSetting;
  readonly networks: readonly OwnNetwork[];
  readonly trustedProxies: readonly string[];
  readonly ipApi: IpApiSettings | null; // null: nothing is asked of anybody
  readonly units: "si" | "iec";
  readonly formats: readonly FormatSetting[];
}

export interface SettingsOptions {
  root?: string; // project folder; defaults to the working directory
  env?: Readonly<Record<string, string | undefined>>; // LOGS, STORE and IP_API_KEY are read; defaults to process.env
  args?: readonly string[]; // logs named on the command line; they win over LOGS and the config
}

/** Reads `atlas.config.ts`, then the environment, then the arguments; the later wins. Throws a UserError that names the key. */
export async function readSettings({
  root = process.cwd(),
  env = process.env,
  args = []
}: SettingsOptions = {}): Promise<Settings> {
  const path = resolve(root, "atlas.config.ts");
  return normalizeSettings(existsSync(path) ? await readConfig(path) : {}, {root, env, args});
}

async function readConfig(path: string): Promise<unknown> {
  try {
    return (await importTypeScript(path)).default;
  } catch (error) {
    throw error instanceof CompileError ? new UserError(error.message) : error;
  }
}

/** Validates a config object. Throws `unknown setting: name` or `invalid setting name: value`. */
export function normalizeSettings(
  config: unknown,
  {root = process.cwd(), env = {}, args = []}: SettingsOptions = {}
): Settings {
  const all = normalizeObject("atlas.config.ts", config, [
    "title",
    "logs",
    "store",
    "keep",
    "chunkSize",
    "memory",
    "budget",
    "location",
    "lists",
    "networks",
    "trustedProxies",
    "ipApi",
    "units",
    "formats"
  ]);
  const budget = normalizeObject("budget", all.budget ?? {}, ["rows"]);
  const location = normalizeObject("location", all.location ?? {}, ["city", "asn"]);
  const named = namedLogs(all.logs, env.LOGS, args);
  return {
    title: normalizeText("title", all.title ?? "Traffic Atlas"),
    logs: (named ?? [{path: "data/logs"}]).map((log) => ({...log, path: resolve(root, log.path)})),
    logsNamed: named !== undefined,
    store: resolve(root, normalizeText("store", env.STORE || (all.store ?? "data/store"))),
    keep: all.keep === undefined ? null : normalizeDuration("keep", all.keep),
    chunkSize: normalizeSize("chunkSize", all.chunkSize ?? "64 MB", 64 * 1024, 2e9),
    memory: normalizeSize("memory", all.memory ?? "1 GB", 600e6, 1e12),
    budget: {rows: normalizeInteger("budget.rows", budget.rows ?? 240_000, 1000, 1_000_000)},
    location: {
      city: normalizeTexts("location.city", location.city ?? []).map((file) => resolve(root, file)),
      asn: location.asn === undefined ? null : resolve(root, normalizeText("location.asn", location.asn))
    },
    lists: normalizeLists(all.lists ?? {}, root),
    networks: normalizeNetworks(all.networks ?? []),
    trustedProxies: normalizeBlocks("trustedProxies", all.trustedProxies ?? []),
    ipApi: all.ipApi === undefined ? null : normalizeIpApi(all.ipApi, env.IP_API_KEY),
    units: normalizeChoice("units", all.units ?? "si", ["si", "iec"] as const),
    formats: normalizeFormats(all.formats ?? [])
  };
}

function namedLogs(config: unknown, env: string | undefined, args: readonly string[]): LogSource[] | undefined {
  if (args.length > 0) return args.map((path) => ({path}));
  if (env)
    return env
      .split(delimiter)
      .filter(Boolean)
      .map((path) => ({path}));
  if (config === undefined) return undefined;
  const list = Array.isArray(config) ? config : [config];
  return list.map((item: unknown) => {
    if (typeof item === "string") return {path: normalizeText("logs", item)};
    const {path, name} = normalizeObject("logs", item, ["path", "name"]);
    return {
      path: normalizeText("logs.path", path),
      ...(name === undefined ? {} : {name: normalizeText("logs.name", name)})
    };
  });
}

function normalizeLists(value: unknown, root: string): ListsSetting {
  const all = typeof value === "string" ? {folder: value} : normalizeObject("lists", value, ["folder", "about"]);
  const about = all.about ?? {};
  if (typeof about !== "object" || Array.isArray(about)) throw invalid("lists.about", about, "an object, a key a file");
  return {
    folder: resolve(root, normalizeText("lists.folder", all.folder ?? "data/lists")),
    about: Object.fromEntries(
      Object.entries(about).map(([file, item]) => [file, normalizeAbout(`lists.about["${file}"]`, item)])
    )
  };
}
