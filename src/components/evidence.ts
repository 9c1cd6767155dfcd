import type {Atlas} from "./atlas.js";
import {PlainTable} from "./behind.js";
import type {PlainColumn} from "./behind.js";
import {CopyButton} from "./copy-button.js";
import {toCsv} from "./csv.js";
import {el, empty} from "./dom.js";
import {formatCount, formatNoun} from "./format.js";
import {formatInstant} from "./format-time.js";
import {addressHref} from "./mentions.js";
import {fits, isEverything, rowDimensions, without} from "./selection.js";
import type {Selection} from "./selection.js";
import type {AddressRow, EvidenceRow} from "./tables.js";
import type {View} from "./view.js";
import {zoneName} from "./zone.js";

/** Of some events those that are in a selection; one without a time is in no part of the time. */
export function filterEvidence<T extends Pick<EvidenceRow, "timestamp" | "log" | "protocol" | "status" | "direction">>(
  rows: readonly T[],
  {from, to, parts}: Selection
): T[] {
  const tests = rowDimensions.map((name) => ({name, fit: fits(parts, name)}));
  return rows.filter(
    (row) =>
      (from === null || (row.timestamp !== null && row.timestamp >= from)) &&
      (to === null || (row.timestamp !== null && row.timestamp < to)) &&
      tests.every(({name, fit}) => fit([row[name] ?? ""]))
  );
}

/** How a few events stand for all of an address, in a sentence. */
export function evidenceNote(row: AddressRow, rows: readonly EvidenceRow[], selection: Selection): string {
  if (rows.length === 0)
    return "None are kept: only of the busiest addresses and of those on lists, and this is neither.";
  if (rows.length >= row.events && isEverything(selection))
    return `${row.events === 1 ? "Its only event" : `All ${formatNoun(row.events, "event")}`}.`;
  const kept = `${formatCount(rows.length)} of its ${formatNoun(row.events, "event")} are kept: the first and the largest of each of up to eight parts of its time, and the last.`;
  return isEverything(selection)
    ? kept
    : `${kept} ${formatCount(filterEvidence(rows, selection).length)} of them are in the selection.`;
}

/** Events of an address as their log has them, with the file to look them up in. All text from the log is shown as text. */
export function EvidenceTable(
  rows: readonly EvidenceRow[],
  {measures, page = () => false}: Pick<Atlas, "measures"> & {page?: (ip: string) => boolean}
): HTMLElement {
  if (rows.length === 0) return empty("None of the events that are kept is in the selection.", 60);
  const columns = evidenceColumns(rows, measures, page);
  return el(
    "div",
    {},
    el(
      "div",
      {class: "scroll lines", tabindex: 0, role: "region", "aria-label": "Events of the address"},
      PlainTable(rows, columns)
    ),
    el(
      "p",
      {class: "fine"},
      CopyButton(() => toCsv(rows, columns))
    )
  );
}

/** The card of an address's events, which follows the selection. */
export function EvidenceCard(
  whole: Atlas,
  live: View<{readonly atlas: Atlas}>,
  {row, evidence, addresses}: {row: AddressRow; evidence: readonly EvidenceRow[]; addresses: readonly AddressRow[]}
): HTMLElement {
  const rows = evidence.filter(({ip}) => ip === row.ip);
  const around = ({selection}: Atlas) => without(selection, "ip"); // the page itself asks for the address
  const known = new Set(addresses.map(({ip}) => ip));
  return el(
    "div",
    {class: "card"},
    el("h2", {}, "In the logs"),
    el(
      "p",
      {class: "sub"},
      live(({atlas}) => `${evidenceNote(row, rows, around(atlas))}${rows.length > 0 ? ` Times in ${zoneName()}.` : ""}`)
    ),
    rows.length === 0
      ? null
      : live(({atlas}) =>
          EvidenceTable(filterEvidence(rows, around(atlas)), {measures: whole.measures, page: (ip) => known.has(ip)})
        )
  );
}

/** What the events have: a column that none of them has is left out. */
function evidenceColumns(
  rows: readonly EvidenceRow[],
  {bytes}: Atlas["measures"],
  page: (ip: string) => boolean
): PlainColumn<EvidenceRow>[] {
  const size = (label: string, value: (row: EvidenceRow) => number | null): PlainColumn<EvidenceRow> => ({
    label,
    value,
    format: (row) => bytes.format(value(row)),
    number: true
  });
  const columns: PlainColumn<EvidenceRow>[] = [
    {label: "Time", value: ({timestamp}) => (timestamp === null ? null : formatInstant(timestamp))},
    {label: "File", value: ({file}) => file},
    {
      label: "To",
      value: ({dest_ip, dest_port}) => withPort(dest_ip, dest_port),
      href: ({dest_ip}) => (dest_ip !== null && page(dest_ip) ? addressHref(dest_ip) : null)
    },
    {label: "From port", value: ({source_port}) => source_port, number: true},
    {label: "Protocol", value: ({protocol}) => protocol},
    {label: "Status", value: ({status, status_code}) => status_code ?? status},
    size("Sent", ({bytes_sent}) => bytes_sent),
    size("Received", ({bytes_received}) => bytes_received),
    {label: "Method", value: ({method}) => method},
    {label: "Host", value: ({host}) => host},
    {label: "Path", value: ({path}) => path},
    {label: "Client", value: ({user_agent}) => user_agent}
  ];
  return columns.filter(({value}) => rows.some((row) => value(row) !== null));
}

function withPort(ip: string | null, port: number | null): string | null {
  if (port === null) return ip;
  if (ip === null) return `port ${port}`;
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
