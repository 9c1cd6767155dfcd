import type {Progress} from "../progress.js";
import {printable} from "../terminal.js";

/** Says which logs could not be read, and gives the exit code. */
export function sayFailed(failed: readonly string[], progress: Progress): 0 | 1 {
  if (failed.length === 0) return 0;
  const names = failed.map((name) => printable(name)).join(", ");
  progress.note(`not read: ${names}; the reason stands above and in the report. All other logs are in it.`);
  return 1;
}
