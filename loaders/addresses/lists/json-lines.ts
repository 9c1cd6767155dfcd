import {addAsn, addEntry, createDraft, refuse} from "./draft.js";
import type {ListDraft, Stated} from "./draft.js";
import type {ListFormat} from "./format.js";
import {eachLine, isComment} from "./format.js";

const fields = ["cidr", "ip", "ip_address", "ipAddress", "address", "network", "prefix", "range", "indicator"];

/** One JSON object a line, as Spamhaus writes DROP and ASN-DROP: `cidr` or `asn`, and a last line that tells of the list. */
export const jsonLines: ListFormat = {
  name: "json-lines",
  fits: ({head}) => head.length > 0 && head[0].startsWith("{") && objectOf(head[0]) !== null,
  read({text}, {wide}) {
    const draft = createDraft();
    let metadata: Record<string, unknown> = {};
    eachLine(text, (line, number) => {
      if (isComment(line)) return;
      const object = objectOf(line);
      if (object === null) return refuse(draft, number, "no JSON object", line);
      if (object.type === "metadata") return void (metadata = object);
      const entry = fields.map((field) => object[field]).find((value) => typeof value === "string");
      if (entry !== undefined) addEntry(draft, entry as string, number, {wide});
      else if (typeof object.asn === "number") addAsn(draft, object.asn, line, number);
      else refuse(draft, number, `no field ${fields.slice(0, 2).join(", ")} or asn`, line);
    });
    draft.stated = statedBy(metadata, draft);
    return [draft];
  }
};

function statedBy({timestamp, copyright, terms}: Record<string, unknown>, {ranges, asns}: ListDraft): Stated {
  const licence = [copyright, terms].filter((part) => typeof part === "string").join(" ");
  const six = ranges.length > 0 && ranges.every(({family}) => family === 6);
  const spamhaus = typeof copyright === "string" && /spamhaus/i.test(copyright);
  const name = asns.length > ranges.length ? "Spamhaus ASN-DROP" : six ? "Spamhaus DROPv6" : "Spamhaus DROP";
  return {
    ...(spamhaus ? {name, category: "hijacked"} : {}),
    ...(typeof timestamp === "number" && timestamp > 0 && timestamp < 4e9 ? {date: timestamp * 1000} : {}),
    ...(licence ? {licence} : {})
  };
}

function objectOf(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
