import type {FSWatcher} from "node:fs";
import {existsSync, statSync, watch} from "node:fs";
import {basename, dirname, join, sep} from "node:path";

export interface WatchInputsOptions {
  ignore?: string; // folder whose changes say nothing: the store, which may lie below a folder of logs
  wait?: number; // milliseconds of quiet before a change is told; defaults to 300
}

/** Watches files, folders with all below them, and globs. Tells of a change once, when it has been quiet for a while. */
export function watchInputs(
  paths: readonly string[],
  onChange: () => unknown,
  {ignore, wait = 300}: WatchInputsOptions = {}
): {close(): void} {
  let timer: NodeJS.Timeout | undefined;
  const watchers = paths.flatMap((path) =>
    watchPath(path, (changed) => {
      if (ignore !== undefined && (changed === ignore || changed.startsWith(ignore + sep))) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, wait);
    })
  );
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    }
  };
}

/** A file is watched through its folder, because editors and log rotation put another file in its place. */
function watchPath(path: string, onChange: (changed: string) => void): FSWatcher[] {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const isGlob = !existsSync(path) && /[*?[]/.test(path);
  const folder = isFolder ? path : isGlob ? dirname(path.slice(0, path.search(/[*?[]/)) + "x") : dirname(path);
  if (!existsSync(folder)) return [];
  const watcher = watch(folder, {recursive: isFolder || isGlob}, (_, name) => {
    if (name === null || isFolder || isGlob || name === basename(path)) onChange(join(folder, name ?? ""));
  });
  watcher.on("error", () => watcher.close()); // the folder is gone
  return [watcher];
}
