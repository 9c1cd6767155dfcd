import type {Header} from "./headed.js";

/** The names that a `#Fields:` line lists, in lower case; null for another line. */
export function listedFields(line: string): readonly string[] | null {
  const list = /^#Fields:(.*)/i.exec(line)?.[1].trim().toLowerCase();
  return list ? list.split(/\s+/) : null;
}

/**
 * What is in force behind a line of the extended log file format: `#Fields:` lists the columns of the lines below it, other `#`
 * lines change nothing. Null for a line without `#`. Source: W3C working draft WD-logfile.
 */
export function followDirective(
  line: string,
  before: Header,
  headerOf: (names: readonly string[], line: string) => Header
): Header | null {
  if (!line.startsWith("#")) return null;
  const names = listedFields(line);
  return names ? headerOf(names, line) : before;
}

/** SQL: path and query as the client asked for them; a query alone is none. */
export const stemAndQuery = `"cs-uri-stem" || coalesce('?' || "cs-uri-query", '')`;
