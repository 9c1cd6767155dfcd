import {UserError} from "../errors.js";
import {identifier} from "../sql.js";
import type {EventColumn} from "./event-columns.js";
import {eventColumns} from "./event-columns.js";
import type {LogFormat} from "./format.js";
import {timeText} from "./local-time.js";
import {patternFormat} from "./pattern.js";

export interface OwnPattern {
  readonly pattern: string; // with named groups
  readonly columns?: Readonly<Record<string, string>>; // group of each event column whose name is another
  readonly time?: string; // as in strptime
}

/**
 * A format of the user's own: a regular expression for a whole line, whose named groups are event columns. Throws
 * `invalid setting formats.pattern` if it has none for a time and an address, or something that only JavaScript has.
 */
export function ownPattern({pattern, columns = {}, time}: OwnPattern): LogFormat {
  const {plain, names} = plainGroups(pattern);
  const groupOf = (column: string) => columns[column] ?? column;
  const found = (Object.keys(eventColumns) as EventColumn[]).filter((column) => names.includes(groupOf(column)));
  if (!found.includes("timestamp") || !(found.includes("source_ip") || found.includes("dest_ip")))
    throw new UserError(
      `invalid setting formats.pattern: ${pattern}; it needs groups for a time and an address, (?<timestamp>…) and (?<source_ip>…)`
    );
  return patternFormat({
    name: "own pattern",
    about: "the regular expression in the settings",
    pattern: plain,
    fields: names,
    events: ({zone}) =>
      Object.fromEntries(
        found.map((column) => {
          const text = identifier(groupOf(column));
          return [column, column === "timestamp" ? timeText(text, {zone, time}) : text];
        })
      )
  });
}

/** Makes named groups plain ones, and plain ones no groups at all, for engines that count groups. */
function plainGroups(pattern: string): {plain: string; names: string[]} {
  const names: string[] = [];
  let inClass = false;
  const plain = pattern.replace(
    /\\.|\[|\]|\((\?P?<(\w+)>|\?)?/gs,
    (token, special: string | undefined, name?: string) => {
      if (/^\\[1-9k]/.test(token)) throw notSupported(pattern, token);
      if (token === "[") inClass = true;
      else if (token === "]") inClass = false;
      if (inClass || !token.startsWith("(")) return token;
      if (name !== undefined) {
        names.push(name);
        return "(";
      }
      return special === undefined ? "(?:" : token;
    }
  );
  const look = /\(\?(<?[=!])/.exec(plain);
  if (look) throw notSupported(pattern, look[0]);
  return {plain: `^(?:${plain})$`, names};
}

function notSupported(pattern: string, part: string): UserError {
  return new UserError(
    `invalid setting formats.pattern: ${pattern}; ${part} is not supported: neither back references nor looking around`
  );
}
