import type {LogFormat, Sample} from "./format.js";
import {headedFormat} from "./headed.js";
import {connEvents, connFields, httpEvents, httpFields} from "./zeek.js";

/** Zeek's own form: lines of `#` tell the separator, the fields and what stands for no value; other logs of Zeek are not read. */
export const zeekConnTsv = zeekTsv("conn", connFields, connEvents);
export const zeekHttpTsv = zeekTsv("http", httpFields, httpEvents);

function zeekTsv(path: "conn" | "http", fields: readonly string[], events: typeof connEvents): LogFormat {
  return headedFormat({
    name: `zeek-${path}`,
    about: `Zeek's ${path}.log, tab separated, with a #fields line`,
    delim: "\t",
    header(line) {
      if (!line.startsWith("#")) return null;
      return line.startsWith("#fields\t") ? {names: line.slice(8).split("\t"), skip: "header"} : {skip: "header"};
    },
    fits: ({head}) => head[0]?.startsWith("#separator") && tagOf(head, "path") === path,
    unset: ({head}: Sample) => tagOf(head, "unset_field") ?? "-",
    fields,
    events
  });
}

function tagOf(head: readonly string[], tag: string): string | undefined {
  return head
    .slice(0, 20)
    .find((line) => line.startsWith(`#${tag}\t`))
    ?.slice(tag.length + 2);
}
