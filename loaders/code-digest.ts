import {createHash} from "node:crypto";
import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** A digest of the code in some folders of `loaders/`, so that what it made can be told from what other code made. */
export function codeDigest(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders)
    for (const name of readdirSync(join(here, folder)).sort())
      if (name.endsWith(".ts")) hash.update(`${folder}/${name}\0`).update(readFileSync(join(here, folder, name)));
  return hash.digest("hex");
}
