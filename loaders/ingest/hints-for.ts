import {basename, resolve} from "node:path";
import picomatch from "picomatch";
import type {FormatSetting} from "../settings.js";
import type {LogFile} from "./find-logs.js";

/** What the settings tell about a log: the first of them that fits it. */
export function hintsFor(formats: readonly FormatSetting[], {path}: LogFile): FormatSetting | undefined {
  return formats.find(({logs}) => fits(logs, path));
}

/** Whether a glob fits a path: the whole of it if the glob has a slash, else its name. */
function fits(glob: string, path: string): boolean {
  const whole = glob.includes("/");
  return picomatch.isMatch(whole ? path : basename(path), whole ? resolve(glob) : glob, {dot: true});
}
