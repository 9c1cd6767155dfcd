import type {TableFile} from "./engine.js";

/** The tables that an author has added to the report, from their stable addresses: a page cannot name them when it is written. */
export function ownFiles(
  schema: readonly {readonly name: string}[],
  known: Readonly<Record<string, unknown>>,
  base = document.baseURI
): Record<string, TableFile> {
  const own = schema.map(({name}) => name).filter((name) => !(name in known));
  return Object.fromEntries(
    own.map((name) => {
      const url = new URL(`./data/${name}.arrow`, base).href;
      return [name, {arrayBuffer: async () => (await fetch(url)).arrayBuffer()}];
    })
  );
}
