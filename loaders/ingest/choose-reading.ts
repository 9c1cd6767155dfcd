import {createHash} from "node:crypto";
import {UserError} from "../errors.js";
import type {FormatHints, Reading, Recognition, Sample} from "../formats/index.js";
import {recognise} from "../formats/index.js";

/** What the settings tell about a log: its format, and how its times and columns are to be read. */
export interface LogHints extends FormatHints {
  readonly zone?: string; // IANA name
}

export interface ChosenReading extends Omit<Recognition, "format"> {
  readonly format: string;
  readonly about: string; // the format, for people
  readonly reading: Reading;
  readonly digest: string; // of how lines become events
}

/**
 * Recognises a log and chooses how to read it. The choice must not change when the log grows, so it rests on the head alone.
 * Throws a UserError if the log's format is not known.
 */
export function chooseReading(lines: Omit<Sample, "zone" | "time" | "mapping">, hints: LogHints = {}): ChosenReading {
  const sample: Sample = {...lines, zone: hints.zone ?? "UTC", time: hints.time, mapping: hints.columns};
  if (sample.lines.every((line) => line.trim() === ""))
    throw new UserError("unknown format; it starts with blank lines only");
  const {format, ...recognition} = recognise(sample, hints);
  const read = (modified: number) => format.read({...sample, lines: sample.head, modified});
  const {header, columns, dialect, spans, events, forwardedFor, relation} = read(0); // with the file's time it would change each night
  const digest = createHash("sha256")
    .update(JSON.stringify([format.name, header, columns, dialect, spans, events, forwardedFor, relation?.("log")]))
    .digest("hex");
  return {reading: read(sample.modified), format: format.name, about: format.about, digest, ...recognition};
}
