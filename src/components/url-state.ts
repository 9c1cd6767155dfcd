/** The value of a parameter of the page's address; null if it is not there. It is text from outside: check it. */
export function getParameter(name: string, url = location.href): string | null {
  return new URL(url).searchParams.get(name);
}

/** Puts a parameter into the page's address without loading it again, so that a link shows what is on the screen. */
export function setParameter(name: string, value: string | null): void {
  const url = new URL(location.href);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  history.replaceState(history.state, "", url);
}
