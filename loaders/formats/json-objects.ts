import {identifier, literal} from "../sql.js";
import {jsonField, orNull} from "./field-sql.js";

/** What is wanted of an object: of itself, and of its members. */
interface Wanted {
  itself: boolean;
  readonly members: Map<string, Wanted>;
}

/**
 * SQL: what `withJsonFields` makes of the lines of a file, by DuckDB's own reader of JSON, which takes a third of the time. A line that
 * is no JSON has no field, and objects may have none of them: `is_json` is true for those with a field that `timestamp`, SQL over the
 * fields, asks for, which all events are among. It writes numbers below 0.0001 and from 10^16 on as in 1.2e-05. Null if the names of
 * members differ in their case alone, which DuckDB does not tell apart.
 */
export function readObjects(path: string, pointers: readonly string[], timestamp: string): string | null {
  const paths = pointers.map(namesOf);
  const all: Wanted = {itself: false, members: new Map()};
  for (const names of paths) want(all, names);
  if (!tellsApart(all)) return null;
  const columns = [...all.members].map(([name, wanted]) => `${literal(name)}: ${literal(typeOf(wanted))}`);
  const fields = paths.map((names, i) => `${orNull(textAt(all, names))} AS ${jsonField(i)}`);
  const times = pointers.map((_, i) => jsonField(i)).filter((name) => new RegExp(`\\b${name}\\b`).test(timestamp));
  return `(SELECT *, coalesce(NULL, ${times.join(", ")}) IS NOT NULL AS is_json FROM (SELECT ${fields.join(", ")}
    FROM read_ndjson(${literal(path)}, columns = {${columns.join(", ")}}, maximum_object_size = ${longest}, records = true, ignore_errors = true)))`;
}

const longest = 4_000_000; // bytes of a line

/** The names in a JSON pointer. Source: RFC 6901, section 4. */
function namesOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function want(wanted: Wanted, [name, ...rest]: readonly string[]): void {
  if (name === undefined) {
    wanted.itself = true;
    return;
  }
  const member = wanted.members.get(name) ?? {itself: false, members: new Map<string, Wanted>()};
  wanted.members.set(name, member);
  want(member, rest);
}

function tellsApart({members}: Wanted): boolean {
  const names = new Set([...members.keys()].map((name) => name.toLowerCase()));
  return names.size === members.size && [...members.values()].every(tellsApart);
}

/** A member that is wanted itself too, or may be an array, stays JSON. */
function typeOf({itself, members}: Wanted): string {
  if (members.size === 0) return "VARCHAR";
  if (itself || [...members.keys()].some((name) => /^\d*$/.test(name))) return "JSON";
  return `STRUCT(${[...members].map(([name, wanted]) => `${identifier(name)} ${typeOf(wanted)}`).join(", ")})`;
}

function textAt(all: Wanted, [first, ...names]: readonly string[]): string {
  let [sql, wanted] = [identifier(first), all.members.get(first)!];
  for (const [i, name] of names.entries()) {
    if (typeOf(wanted) === "JSON") return `json_extract_string(${sql}, ${literal(pointerTo(names.slice(i)))})`;
    sql = `struct_extract(${sql}, ${literal(name)})`;
    wanted = wanted.members.get(name)!;
  }
  return typeOf(wanted) === "JSON" ? `json_extract_string(${sql}, '$')` : sql;
}

function pointerTo(names: readonly string[]): string {
  return names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
