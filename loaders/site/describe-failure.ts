/** The colours of a terminal. */
const colours = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** Lines that help nobody here: where to report Framework's own faults, its stack, and what went well. */
const idle = [
  /^(?:Tip: |If you think this is a bug|↳ https:|\s+at )/,
  /^(?:load|copy|render) .* in [\d.]+ ?m?s$/,
  /^(?:copy|build|render) .* → .*[\\/]_(?:file|import|node|npm|observablehq)[\\/]\S*$/,
  /^\S*[\\/]_(?:file|import|node|npm|observablehq)[\\/]\S*$/,
  / success .* in [\d.]+ ?m?s$/
];

/** What went wrong in a build, and where, from all that Framework printed: its last complaint, then the lines before it. */
export function describeFailure(said: string): string {
  const lines = said
    .replace(colours, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "");
  const isNews = (line: string) => !idle.some((pattern) => pattern.test(line));
  const at = lines.findLastIndex((line) => isNews(line) && /error|unable|nothing to build/i.test(line));
  if (at < 0) return ["Framework said nothing", ...lines.filter(isNews).slice(-8)].join("\n");
  const before = lines.slice(0, at);
  return [
    `${describeComplaint(lines[at], before)}; mend that and build again, the last good site is as it was`,
    ...before.filter(isNews).slice(-8)
  ].join("\n");
}

/** A loader's own error and its output's path, else the complaint and the page that was being read. */
function describeComplaint(line: string, before: readonly string[]): string {
  const what = line.trim().replace(/^(?:Unexpected error|\w*Error|error in [\d.]+ ?m?s): /, "");
  const loader = findLast(before, /load (\/\S+) → /);
  if (/^loader exited/.test(what) && loader)
    return `${findLast(before, /^((?:\w*Error|missing \w+): .*)/) ?? what}, in the loader of ${loader}`;
  const stage = before.findLast((line) => /^(?:load|copy|build|render) /.test(line)) ?? "";
  const page = /^load (\/\S*)(?!.* in [\d.]+ ?m?s$)/.exec(stage)?.[1];
  return page ? `${what}, in ${page}` : what;
}

function findLast(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines.toReversed()) {
    const match = pattern.exec(line);
    if (match) return match[1];
  }
  return undefined;
}
