/** Quotes text as a SQL string literal: `O'Neil` becomes `'O''Neil'`. Throws on NUL, which no SQL text can hold. */
export function literal(text: string): string {
  if (text.includes("\0")) throw new Error("invalid text for SQL: it holds a NUL character");
  return `'${text.replaceAll("'", "''")}'`;
}

/** Quotes a name as a SQL identifier: `my "col"` becomes `"my ""col"""`. */
export function identifier(name: string): string {
  if (name.includes("\0")) throw new Error("invalid name for SQL: it holds a NUL character");
  return `"${name.replaceAll('"', '""')}"`;
}
