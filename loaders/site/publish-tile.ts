import {existsSync, readFileSync} from "node:fs";
import {basename, join} from "node:path";
import {readSettings} from "../settings.js";
import {tileFolder} from "../store-paths.js";

/** Writes a file of tiles to stdout, for the preview: a built site holds them all. Framework says which by `--name=…`. */
export async function publishTile(args: readonly string[]): Promise<void> {
  const name = args.find((arg) => arg.startsWith("--name="))?.slice("--name=".length) ?? "";
  const {store} = await readSettings();
  const path = join(tileFolder(store), `${basename(name)}.gz`);
  if (!existsSync(path)) throw new Error(`missing tile: ${path}; run npm run data -- --tiles first`);
  process.stdout.write(readFileSync(path));
}
