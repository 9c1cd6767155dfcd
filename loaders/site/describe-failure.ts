/** The colours of a terminal. */
const colours = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** Lines of Framework's that help nobody here: where to report its own faults, and its stack. */
const idle = /^(Tip: |If you think this is a bug|↳ https:|\s+at )/;

/** What went wrong in a build, from all that Framework printed: its own last complaint, then the lines before it. */
export function describeFailure(said: string): string {
  const lines = said
    .replace(colours, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "" && !idle.test(line));
  const at = lines.findLastIndex((line) => /error|unable|nothing to build/i.test(line));
  if (at < 0) return ["Framework said nothing", ...lines.slice(-8)].join("\n");
  const what = lines[at].trim().replace(/^(Unexpected error|\w*Error): /, "");
  return [
    `${what}; mend that and build again, the last good site is as it was`,
    ...lines.slice(Math.max(0, at - 8), at)
  ].join("\n");
}
