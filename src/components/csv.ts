/** A column of a table that can be shown, sorted and copied. */
export interface CsvColumn<T> {
  readonly label: string;
  readonly value: (row: T) => string | number | null | undefined;
}

/**
 * Rows as CSV after RFC 4180, with a heading line. Text that a spreadsheet would run as a formula gets a leading
 * apostrophe; numbers stay exact, a missing value is an empty field.
 */
export function toCsv<T>(rows: Iterable<T>, columns: readonly CsvColumn<T>[]): string {
  const lines = [columns.map(({label}) => field(label)).join(",")];
  for (const row of rows) lines.push(columns.map(({value}) => field(value(row))).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function field(value: string | number | null | undefined): string {
  if (value == null || Number.isNaN(value)) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
