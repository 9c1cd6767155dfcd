import type {Examination} from "../ingest/examine-log.js";
import type {LogFile} from "../ingest/index.js";
import {formatQuantity} from "../progress.js";
import {printable} from "../terminal.js";

const width = 160; // characters of a line of the log

/** What the doctor says of a log, as lines of text that are safe for a terminal. */
export function describeExamination({file, size}: Pick<LogFile, "file" | "size">, seen: Examination): string {
  const {format, about, share, others, packed, notes, first, last, zone, logged, empty, absent} = seen;
  const count = (n: number) => n.toLocaleString("en-US");
  const lines = [
    `${printable(file)}, ${formatQuantity(size, "bytes")}${packed === "none" ? "" : `, ${packed}`}`,
    row("format", `${format}: ${percent(share)} of the sampled lines are ${about}`),
    ...(others.length > 0
      ? [
          row(
            "",
            `also ${others
              .slice(0, 3)
              .map(({name, share}) => `${name} ${percent(share)}`)
              .join(", ")}`
          )
        ]
      : []),
    row(
      seen.whole ? "all lines" : "sample",
      `${count(seen.lines)} lines = ${count(seen.events)} events + ${count(seen.rejected)} rejected + ${count(seen.skipped)} skipped`
    ),
    row("times", first === null ? "none" : `${first} to ${last} UTC; times that name no zone are taken as ${zone}`),
    row("columns", logged.join(", ") || "none"),
    ...(empty.length > 0 ? [row("", `without a value in the sample: ${empty.join(", ")}`)] : []),
    row("not logged", absent.join(", ") || "nothing"),
    ...notes.map((note, i) => row(i === 0 ? "notes" : "", printable(note))),
    ...seen.examples.flatMap(({text, event}, i) => [
      row(i === 0 ? "events" : "", printable(text, width)),
      row(
        "",
        `  ${Object.entries(event)
          .map(([name, value]) => `${name} ${printable(value, width)}`)
          .join(" · ")}`
      )
    ]),
    ...seen.rejects.flatMap(({text, reason}, i) => [
      row(i === 0 ? "rejected" : "", printable(text, width)),
      row("", `  ${printable(reason)}`)
    ]),
    ...suggest(file, seen).map((line, i) => row(i === 0 ? "settings" : "", line))
  ];
  return lines.join("\n");
}

/** What may be put into the settings, and why. */
function suggest(file: string, {format, share, others, notes, zone}: Examination): string[] {
  const logs = JSON.stringify(file.split(/[/\\]/).at(-1));
  const said = notes.join("\n");
  const close = others.find((other) => !other.general && share - other.share < 0.1);
  const lines: string[] = [];
  if (close) lines.push(`if it is ${close.name} and not ${format}: {logs: ${logs}, format: "${close.name}"}`);
  if (/zone/i.test(said)) lines.push(`if its clocks are not ${zone}: {logs: ${logs}, zone: "Europe/Berlin"}, say`);
  const unclear = /^(\S+) is not used: /m.exec(said)?.[1];
  if (unclear) lines.push(`if you know whose view it is: {logs: ${logs}, columns: {bytes_sent: "${unclear}"}}, say`);
  return lines.length > 0 ? lines : ["nothing needs to be told"];
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(11)}${text}`;
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
