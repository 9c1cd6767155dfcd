/** Colours by role. Each is a variable of `style.css`, which has a value for dark and one for light. */
export const categories = [1, 2, 3, 4, 5, 6].map((i) => `var(--atlas-category-${i})`);

/** Traffic from low to high. */
export const ramp = [1, 2, 3, 4, 5, 6].map((i) => `var(--atlas-ramp-${i})`);

export const otherColor = "var(--atlas-other)";

/** Colours for names: the first six a category each, in their order; "other" and "not logged" stay grey. */
export function colorsFor(names: readonly string[]): (name: string | null) => string {
  const colored = names.filter((name) => name !== "other" && name !== "not logged").slice(0, categories.length);
  return (name) => {
    const at = name === null ? -1 : colored.indexOf(name);
    return at < 0 ? otherColor : categories[at];
  };
}
