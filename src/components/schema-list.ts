import {PlainTable} from "./behind.js";
import {el} from "./dom.js";

/** A published table as `data/schema.json` describes it. */
export interface PublishedTable {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly {readonly name: string; readonly type: string; readonly about: string}[];
}

const types: Record<string, string> = {
  time: "timestamp, ms, UTC",
  number: "float64",
  key: "unsigned integer",
  word: "text, dictionary",
  text: "text",
  flag: "boolean"
};

/** Every published table: what it holds, its columns, and where to download it. */
export function SchemaList(tables: readonly PublishedTable[]): HTMLElement {
  return el(
    "div",
    {class: "folds"},
    ...tables.map(({name, about, columns}) =>
      el(
        "details",
        {},
        el("summary", {}, el("code", {}, name), " ", el("span", {class: "muted"}, about)),
        el(
          "p",
          {class: "fine"},
          el("a", {href: `./data/${name}.arrow`, download: `${name}.arrow`}, `Download ${name}.arrow`),
          ", an Arrow IPC stream. The address stays the same from build to build."
        ),
        el(
          "div",
          {class: "scroll", tabindex: 0, role: "region", "aria-label": `Columns of ${name}`},
          PlainTable(columns, [
            {label: "Column", value: (column) => column.name},
            {label: "Type", value: (column) => types[column.type] ?? column.type},
            {label: "Meaning", value: (column) => column.about}
          ])
        )
      )
    )
  );
}

/** Source files by path, folded: what made the numbers, as it was when it made them. */
export function CodeList(code: Readonly<Record<string, string>>): HTMLElement {
  return el(
    "div",
    {class: "folds"},
    ...Object.entries(code).map(([path, text]) => {
      const details = el(
        "details",
        {},
        el("summary", {}, el("code", {}, path), " ", el("span", {class: "muted"}, purpose(text)))
      );
      details.addEventListener(
        "toggle",
        () => details.append(el("pre", {tabindex: 0, "aria-label": path}, el("code", {}, text))),
        {once: true}
      );
      return details;
    })
  );
}

/** The first sentence of a file's first doc comment. */
function purpose(text: string): string {
  const comment = /\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? "";
  const words = comment
    .replace(/^\s*\* ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  return (/^.*?\.(?=\s|$)/.exec(words)?.[0] ?? words).replaceAll("`", "");
}
