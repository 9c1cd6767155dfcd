import {existsSync} from "node:fs";
import {delimiter, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import type {AboutList, ListsSetting} from "./addresses/lists/index.js";
import {normalizeAbout} from "./addresses/lists/about.js";
import type {OwnNetwork} from "./addresses/own-networks.js";
import {parsePrefix} from "./addresses/prefix.js";
import {UserError} from "./errors.js";
import {eventColumns} from "./formats/event-columns.js";

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

export interface NetworkSetting {
  name: string; // how the report names it
  addresses: string | readonly string[]; // blocks in CIDR notation, such as "10.1.0.0/16"; of nested ones the smallest counts
  place?: {country?: string; region?: string; city?: string; latitude?: number; longitude?: number}; // wins over the databases
}

export interface FormatSetting {
  logs: string; // glob: for the whole path of a file if it has a slash, else for its name
  format?: string; // name of a known format; by default it is recognised
  zone?: string; // IANA name of the time zone of times that name none; defaults to UTC
  pattern?: string; // a format of your own: a regular expression for a line, its groups named as event columns or as in `columns`
  columns?: Readonly<Record<string, string>>; // field (or group) of each event column, where its name does not tell
  time?: string; // how times are written, as in strptime: "%d.%m.%Y %H:%M:%S"
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

/** How the service ip-api is asked where addresses are. */
export interface IpApiSettings {
  readonly baseUrl: string; // without a slash at the end
  readonly key: string | null; // of the paid service; never printed, logged or stored
  readonly cap: number; // addresses that a build asks at most
  readonly maxAge: number; // milliseconds that an answer is used
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
  const config: unknown = existsSync(path) ? (await import(pathToFileURL(path).href)).default : {};
  return normalizeSettings(config, {root, env, args});
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

function normalizeNetworks(value: unknown): OwnNetwork[] {
  if (!Array.isArray(value)) throw invalid("networks", value, "a list");
  const names = new Map<string, string>();
  return value.map((item: unknown) => {
    const {name, addresses, place} = normalizeObject("networks", item, ["name", "addresses", "place"]);
    const network = {
      name: normalizeText("networks.name", name),
      addresses: normalizeBlocks("networks.addresses", addresses),
      place: place === undefined ? null : normalizePlace(place)
    };
    for (const block of network.addresses) {
      const {family, first, length} = parsePrefix(block)!;
      const key = [family, first, length].join();
      const other = names.get(key);
      if (other !== undefined)
        throw new UserError(
          `invalid setting networks: ${block} is in ${other} and in ${network.name}; an address block can have one name`
        );
      names.set(key, network.name);
    }
    return network;
  });
}

function normalizeBlocks(name: string, value: unknown): string[] {
  return normalizeTexts(name, value).map((block) => {
    if (parsePrefix(block) === null)
      throw invalid(name, block, 'a block of addresses, such as "10.1.0.0/16" or "2001:db8::/32"');
    return block;
  });
}

function normalizePlace(value: unknown): OwnNetwork["place"] {
  const all = normalizeObject("networks.place", value, ["country", "region", "city", "latitude", "longitude"]);
  const text = (key: string) => (all[key] === undefined ? null : normalizeText(`networks.place.${key}`, all[key]));
  const degrees = (key: string, most: number) => {
    const number = all[key];
    if (number === undefined) return null;
    if (typeof number === "number" && Math.abs(number) <= most) return Math.round(number * 100) / 100 || 0;
    throw invalid(`networks.place.${key}`, number, `degrees from -${most} to ${most}`);
  };
  const country = text("country")?.toUpperCase() ?? null;
  if (country !== null && !/^[A-Z]{2}$/.test(country))
    throw invalid("networks.place.country", all.country, 'a code of two letters, such as "DE"');
  const latitude = degrees("latitude", 90);
  const longitude = degrees("longitude", 180);
  if ((latitude === null) !== (longitude === null))
    throw invalid("networks.place", value, "given with both latitude and longitude, or with neither");
  const [region, city] = [text("region"), text("city")];
  const precision = city !== null || latitude !== null ? "city" : region !== null ? "region" : "country";
  return {country, region, city, latitude, longitude, precision};
}

function normalizeIpApi(value: unknown, envKey: string | undefined): IpApiSettings {
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

/** A URL of a web server, without a slash at the end. What may hold a secret is refused, since URLs are printed. */
function normalizeUrl(name: string, value: unknown): string {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash)
    return url.href.replace(/\/+$/, "");
  throw invalid(
    name,
    url ? url.origin : value,
    'the address of a web server and no more, such as "http://127.0.0.1:8080"'
  );
}

function normalizeFormats(value: unknown): FormatSetting[] {
  if (!Array.isArray(value)) throw invalid("formats", value, "a list");
  return value.map((item: unknown) => {
    const all = normalizeObject("formats", item, ["logs", "format", "zone", "pattern", "columns", "time"]);
    const text = (key: string) => (all[key] === undefined ? undefined : normalizeText(`formats.${key}`, all[key]));
    return {
      logs: normalizeText("formats.logs", all.logs),
      format: text("format"),
      zone: normalizeZone(text("zone")),
      pattern: normalizePattern(text("pattern")),
      columns: all.columns === undefined ? undefined : normalizeColumns(all.columns),
      time: text("time")
    };
  });
}

function normalizeObject(name: string, value: unknown, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(name, value, "an object");
  const prefix = name === "atlas.config.ts" ? "" : `${name}.`;
  for (const key of Object.keys(value))
    if (!keys.includes(key)) throw new UserError(`unknown setting: ${prefix}${key}; the keys are ${keys.join(", ")}`);
  return value as Record<string, unknown>;
}

function normalizeZone(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat("en", {timeZone: zone}).resolvedOptions().timeZone && zone;
  } catch {
    throw invalid("formats.zone", zone, 'the name of a time zone, such as "Europe/Berlin"');
  }
}

function normalizePattern(pattern: string | undefined): string | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(pattern) && pattern;
  } catch (error) {
    throw invalid("formats.pattern", pattern, `a regular expression (${(error as Error).message})`);
  }
}

function normalizeColumns(value: unknown): Record<string, string> {
  const columns = normalizeObject("formats.columns", value, Object.keys(eventColumns));
  return Object.fromEntries(
    Object.entries(columns).map(([column, field]) => [column, normalizeText(`formats.columns.${column}`, field)])
  );
}

function normalizeText(name: string, value: unknown): string {
  if (typeof value !== "string" || value.trim() === "" || value.includes("\0"))
    throw invalid(name, value, "a text that is not empty");
  return value;
}

function normalizeTexts(name: string, value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((item) => normalizeText(name, item));
}

function normalizeInteger(name: string, value: unknown, low: number, high: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  throw invalid(name, value, `a whole number from ${low.toLocaleString("en-US")} to ${high.toLocaleString("en-US")}`);
}

function normalizeSize(name: string, value: unknown, low: number, high: number): number {
  const size = typeof value === "string" ? parseSize(value) : value;
  if (typeof size === "number" && size >= low && size <= high) return Math.floor(size);
  throw invalid(name, value, `a size from ${low} to ${high} bytes, such as "256 MB"`);
}

function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kMGT]i?)?B?$/i.exec(text.trim());
  if (!match) return undefined;
  const [, digits, unit = ""] = match;
  return (
    Number(digits) *
    (unit.endsWith("i") ? 1024 : 1000) ** ["", "k", "m", "g", "t"].indexOf(unit.slice(0, 1).toLowerCase())
  );
}

const units: Readonly<Record<string, number>> = {h: 3600e3, d: 86400e3, w: 7 * 86400e3, y: 365 * 86400e3};

function normalizeDuration(name: string, value: unknown): number {
  const [, count, unit] = (typeof value === "string" && /^(\d{1,5})\s*([hdwy])$/.exec(value.trim())) || [];
  if (unit === undefined) throw invalid(name, value, 'hours, days, weeks or years, such as "90d"');
  return Number(count) * units[unit];
}

function normalizeChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw invalid(name, value, choices.join(" or "));
}

function invalid(name: string, value: unknown, wanted: string): UserError {
  return new UserError(`invalid setting ${name}: ${JSON.stringify(value)}; it must be ${wanted}`);
}
