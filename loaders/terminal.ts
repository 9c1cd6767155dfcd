/**
 * Makes text from a log safe to print: control characters (C0, C1, DEL) and direction overrides become `\xNN` or `\u{N}`,
 * and what is longer than `width` characters is cut with an ellipsis.
 */
export function printable(text: string, width = 200): string {
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (c) => {
    const code = c.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}
