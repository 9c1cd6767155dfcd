/** Keeps the values that were asked for last, by key, and makes those that are not there. */
export function keepRecent<T>(most: number): (key: string, make: () => T) => T {
  const values = new Map<string, T>(); // in the order in which they were asked for
  return (key, make) => {
    const found = values.get(key);
    const value = found === undefined ? make() : found;
    values.delete(key);
    values.set(key, value);
    if (values.size > most) values.delete(values.keys().next().value!);
    return value;
  };
}

/** Makes a value when it is first asked for: the charts of one dimension need little of the atlas without it. */
export function once<T>(make: () => T): () => T {
  let made: {value: T} | null = null;
  return () => (made ??= {value: make()}).value;
}
