/** The name of the file that a page's script is run from, beside what it imports, while the page is drawn. */
export function drawingOf(page: string, pid = process.pid): string {
  return `.draw-${pid}-${page.replaceAll(/[\\/]/g, "-")}.mjs`;
}

export function isDrawing(name: string): boolean {
  return /^\.draw-\d+-.*\.mjs$/.test(name);
}
