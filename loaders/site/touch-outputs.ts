import {existsSync, utimesSync} from "node:fs";
import {join} from "node:path";

export interface TouchOutputsOptions {
  cache: string; // Framework's cache
  stubs: string; // src/data
  now?: Date; // defaults to the time
}

/**
 * Tells a running preview that outputs have changed (`traffic.arrow`, `code.json`, …): it watches the stubs. The output gets the
 * time of its stub, or the preview would run the loader for what is already there.
 */
export function touchOutputs(names: readonly string[], {cache, stubs, now = new Date()}: TouchOutputsOptions): void {
  for (const name of names) {
    const output = join(cache, "data", name);
    const stub = join(stubs, `${name}.ts`);
    if (existsSync(output)) utimesSync(output, now, now);
    if (existsSync(stub)) utimesSync(stub, now, now);
  }
}
