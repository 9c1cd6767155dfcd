import {readFileSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {UserError} from "../errors.js";
import type {AddressSource} from "./address-source.js";
import {creditOf, ipLocationAsn} from "./address-source.js";
import type {AsnTable, AutonomousSystem} from "./asn-table.js";
import {readAsnTable4, readAsnTable6} from "./asn-table.js";
import {openMmdb} from "./mmdb-file.js";
import type {ResolvePackage} from "./optional-package.js";
import {resolvePackage} from "./optional-package.js";
import type {IpNumber} from "./parse-address.js";

/** Tells which autonomous system announces a public address. */
export interface AsnProvider {
  readonly source: AddressSource;
  /** The system of an address, or null. The same system is mostly the same object. */
  find(address: IpNumber): AutonomousSystem | null;
  /** Reads at once what else is read when it is asked for first, a third of a second while others may work. */
  load(): Promise<void>;
  close(): void;
}

export interface AsnOptions {
  file?: string | null; // the user's own MMDB file; defaults to the package's tables
  resolve?: ResolvePackage;
}

/**
 * Opens the user's database of autonomous systems if there is one, else the tables that come as an optional package; null if
 * that is not installed either. Throws a UserError that names the path of a file that cannot be read or holds none.
 */
export function openAsn({file = null, resolve = resolvePackage}: AsnOptions = {}): AsnProvider | null {
  return file === null ? openPackage(resolve) : openOwn(file);
}

function openOwn(path: string): AsnProvider {
  const file = openMmdb(path);
  if (!file.samples(20).some((record) => readSystem(record) !== null))
    throw new UserError(
      `unsupported database of autonomous systems: ${path} (${file.type}); name a city or country database in location.city`
    );
  return {
    source: creditOf(file.type, file.date),
    find: file.lookUp(readSystem),
    load: async () => {},
    close: () => file.close()
  };
}

/** A table takes a tenth of a second to read, so each family is read when it is asked for first. */
function openPackage(resolve: ResolvePackage): AsnProvider | null {
  const path4 = resolve("@ip-location-db/asn/asn-ipv4-num.csv");
  const path6 = resolve("@ip-location-db/asn/asn-ipv6-num.csv");
  const manifest = resolve("@ip-location-db/asn/package.json");
  if (path4 === null || path6 === null || manifest === null) return null;
  let table4: AsnTable<number> | undefined;
  let table6: AsnTable<bigint> | undefined;
  return {
    source: ipLocationAsn(dateOfVersion((JSON.parse(readFileSync(manifest, "utf8")) as {version: string}).version)),
    find(address) {
      if (address.family === 4) return (table4 ??= readAsnTable4(readFileSync(path4))).find(address.value);
      return (table6 ??= readAsnTable6(readFileSync(path6))).find(address.value);
    },
    async load() {
      table4 ??= readAsnTable4(await readFile(path4));
      table6 ??= readAsnTable6(await readFile(path6));
    },
    close() {}
  };
}

/** The day in a version such as `2.3.2026061719`, whose last part is the hour of the build. */
export function dateOfVersion(version: string): number | null {
  const match = /\.(\d{4})(\d{2})(\d{2})\d{2}$/.exec(version);
  return match && Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
}

function readSystem(record: unknown): AutonomousSystem | null {
  const {traits, ...top} = Object(record) as Record<string, unknown>;
  const fields = {...top, ...Object(traits)} as Record<string, unknown>;
  const {autonomous_system_number: asn, autonomous_system_organization: organization} = fields;
  if (typeof asn !== "number" || asn === 0) return null;
  return {asn, organization: typeof organization === "string" && organization !== "" ? organization : null};
}
