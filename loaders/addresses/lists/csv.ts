import type {AboutList} from "./about.js";
import {addEntry, createDraft, refuse} from "./draft.js";
import type {ListContent, ListFormat} from "./format.js";
import {eachLine, isComment} from "./format.js";
import {readHeader} from "./header.js";
import {parseRange} from "./range.js";

/** How columns with the address are called, likeliest first. */
const names = [
  "dst_ip",
  "ip",
  "ip_address",
  "ipaddress",
  "ip address",
  "address",
  "src_ip",
  "source_ip",
  "ipv4",
  "ipv6",
  "cidr",
  "network",
  "netblock",
  "prefix",
  "range",
  "ioc",
  "ioc_value",
  "indicator",
  "ip:port"
];

interface Layout {
  readonly delimiter: string;
  readonly column: number; // from 0
  readonly header: readonly string[]; // empty if there is none
}

/** A table with an address in one column, its header a line of its own or the last comment (Feodo Tracker). */
export const csv: ListFormat = {
  name: "csv",
  fits: (content, about) => layoutOf(content, about) !== null,
  read(content, about) {
    const {delimiter, column, header} = layoutOf(content, about)!;
    const stated = readHeader(content.comments);
    const draft = createDraft({...(header.includes("c2_status") ? {category: "c2"} : {}), ...stated});
    let first = true;
    eachLine(content.text, (line, number) => {
      if (isComment(line)) return;
      const cells = splitLine(line, delimiter);
      const isHeader = first && header.length > 0 && lower(cells).join() === header.join();
      first = false;
      if (isHeader) return;
      if (column >= cells.length) refuse(draft, number, `fewer than ${column + 1} columns`, line);
      else addEntry(draft, cells[column], number, {wide: about.wide, shown: line});
    });
    return [draft];
  }
};

function layoutOf({head, comments}: ListContent, {column}: AboutList): Layout | null {
  const named = typeof column === "string" ? [column.toLowerCase()] : names;
  for (const delimiter of [",", "\t", ";", "|"]) {
    const cells = splitLine(head[0] ?? "", delimiter);
    for (const line of [...head.slice(0, 1), ...comments]) {
      const header = lower(splitLine(line, delimiter));
      if (header.length !== cells.length) continue; // prose with commas
      const at = named.map((name) => header.indexOf(name)).find((index) => index !== -1);
      if (header.length > 1 && at !== undefined) return {delimiter, header, column: at};
    }
    if (cells.length < 2 || (delimiter !== "," && typeof column !== "number")) continue;
    const found = typeof column === "number" ? column - 1 : cells.findIndex((cell) => parseRange(cell) !== null);
    if (found !== -1) return {delimiter, header: [], column: found};
  }
  return null;
}

function lower(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.toLowerCase());
}

/** The cells of a line; a cell in quotes may hold the delimiter, and two quotes for one. Source: RFC 4180. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === '"' && quoted && line[at + 1] === '"') cell += line[at++];
    else if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += char;
  }
  return [...cells, cell.trim()];
}
