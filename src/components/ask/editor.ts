import {SQLDialect, sql as sqlLanguage} from "@codemirror/lang-sql";
import {HighlightStyle, syntaxHighlighting} from "@codemirror/language";
import {setDiagnostics} from "@codemirror/lint";
import {Prec} from "@codemirror/state";
import {EditorView, keymap} from "@codemirror/view";
import {tags} from "@lezer/highlight";
import {basicSetup} from "codemirror";
import type {PublishedTable} from "../schema-list.js";
import type {QueryError} from "./engine.js";

export interface EditorOptions {
  text: string;
  tables: readonly PublishedTable[]; // what names are completed to
  onRun: () => void; // Ctrl+Enter, or Command+Enter on a Mac
}

export interface Editor {
  readonly node: HTMLElement;
  text(): string;
  write(text: string): void;
  /** Marks the place of an error; null takes the mark away. */
  mark(error: QueryError | null): void;
  focus(): void;
}

// Words that DuckDB knows and standard SQL does not, for their colour.
const dialect = SQLDialect.define({
  keywords:
    "all and anti any as asc asof between by case cast cross current_date current_timestamp date_trunc describe desc distinct else end except exclude exists explain false filter first following from full group having ignore ilike in inner intersect interval is join last lateral left like limit natural not null nulls offset on or order outer over partition pivot positional preceding qualify range recursive replace respect right row rows sample select semi show similar summarize table then to true try_cast unbounded union unnest unpivot using values when where window with",
  types:
    "bigint boolean date double float hugeint integer interval json smallint struct text time timestamp tinyint ubigint uinteger varchar",
  doubleDollarQuotedStrings: true
});

const colors = HighlightStyle.define([
  {tag: tags.keyword, color: "var(--atlas-accent)"},
  {tag: [tags.string, tags.special(tags.string)], color: "var(--atlas-code-text)"},
  {tag: [tags.number, tags.bool, tags.null], color: "var(--atlas-code-number)"},
  {tag: tags.typeName, color: "var(--atlas-code-type)"},
  {tag: [tags.lineComment, tags.blockComment], color: "var(--atlas-muted)", fontStyle: "italic"}
]);

/** An editor for SQL that knows the published tables and their columns. Tab leaves it, as anywhere on the page. */
export function SqlEditor({text, tables, onRun}: EditorOptions): Editor {
  const schema = Object.fromEntries(
    tables.map(({name, about, columns}) => [
      name,
      {
        self: {label: name, type: "class", info: about},
        children: columns.map((column) => ({
          label: column.name,
          type: "property",
          detail: column.type,
          info: column.about
        }))
      }
    ])
  );
  const view = new EditorView({
    doc: text,
    extensions: [
      Prec.highest(
        keymap.of([
          {
            key: "Mod-Enter",
            run: () => {
              onRun();
              return true;
            }
          }
        ])
      ),
      basicSetup,
      sqlLanguage({dialect, schema, upperCaseKeywords: true}),
      syntaxHighlighting(colors),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({"aria-label": "SQL query", spellcheck: "false"})
    ]
  });
  return {
    node: view.dom,
    text: () => view.state.doc.toString(),
    write(text) {
      view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: text}});
    },
    mark(error) {
      const place = error?.at;
      if (!error || !place || place.line > view.state.doc.lines) return view.dispatch(setDiagnostics(view.state, []));
      const line = view.state.doc.line(place.line);
      const from = Math.min(line.from + place.column, line.to);
      const word = /^[\w.]+/.exec(view.state.sliceDoc(from, line.to))?.[0].length ?? 1;
      const to = Math.min(from + word, line.to);
      view.dispatch(setDiagnostics(view.state, [{from, to, severity: "error", message: error.message}]));
    },
    focus: () => view.focus()
  };
}
