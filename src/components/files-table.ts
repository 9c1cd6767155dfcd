import {DataTable} from "./data-table.js";
import {formatBytes, formatCount} from "./format.js";
import type {Units} from "./format.js";
import {formatDuration, formatPeriod} from "./format-time.js";
import type {FileRow} from "./tables.js";

/** The logs that were read: what each was taken for, what became of its lines, how long it took. */
export function FilesTable(files: readonly FileRow[], units: Units = "si"): HTMLElement {
  const count = (label: string, value: (row: FileRow) => number, width = 92, bar = false) => ({
    label,
    value,
    format: (row: FileRow) => formatCount(value(row)),
    number: true,
    bar,
    width
  });
  return DataTable(
    files,
    [
      {
        label: "File",
        value: ({file}) => file,
        title: ({file, note}) => [file, note].filter(Boolean).join("\n"),
        mono: true,
        end: true,
        width: 210
      },
      {label: "Format", value: ({format}) => format ?? "not recognised", width: 118},
      count("Lines", ({lines}) => lines, 96, true),
      count("Events", ({events}) => events, 96),
      count("Rejected", ({rejected}) => rejected, 78),
      count("Skipped", ({skipped}) => skipped, 78),
      {label: "Size", value: ({size}) => size, format: ({size}) => formatBytes(size, units), number: true, width: 82},
      count("Chunks", ({chunks}) => chunks, 66),
      {label: "Read", value: readState, width: 128},
      {label: "Speed", value: speed, format: (row) => speedText(row, units), number: true, width: 92},
      {
        label: "Period",
        value: ({first_seen}) => first_seen,
        format: ({first_seen, last_seen}) => (first_seen === null ? "" : formatPeriod(first_seen, last_seen)),
        width: 300
      },
      {label: "Note", value: ({note}) => note, width: 260}
    ],
    {
      label: "Log files",
      noun: ["file", "files"],
      height: 360,
      sort: "Lines",
      ...(files.length > 10
        ? {
            search: ({file, log, format, note}: FileRow) => [file, log, format, note].join(" "),
            placeholder: "Search file"
          }
        : {})
    }
  );
}

function readState({read, events, seconds}: FileRow): string {
  if (read > 0) return `in ${formatDuration(seconds * 1000)}`;
  return events > 0 ? "kept from before" : "not read";
}

function speed({read, seconds}: FileRow): number | null {
  return read > 0 && seconds > 0 ? read / seconds : null;
}

function speedText(row: FileRow, units: Units): string {
  const value = speed(row);
  return value === null ? "" : `${formatBytes(value, units)}/s`;
}
