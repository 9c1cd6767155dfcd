import {createRequire} from "node:module";

/** Finds a file of an installed package: `name/file`. */
export type ResolvePackage = (file: string) => string | null;

/** The path of a file of an optional package; null if the package is not installed, which is a normal state. */
export const resolvePackage: ResolvePackage = (file) => {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return null;
  }
};
