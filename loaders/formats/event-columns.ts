import {isNanoseconds} from "./field-sql.js";

/** The columns of an event and their DuckDB types, in the order in which the store holds them. */
export const eventColumns = {
  timestamp: "TIMESTAMP",
  source_ip: "VARCHAR",
  source_port: "USMALLINT",
  dest_ip: "VARCHAR",
  dest_port: "USMALLINT",
  protocol: "VARCHAR",
  bytes_sent: "BIGINT",
  bytes_received: "BIGINT",
  packets: "BIGINT",
  status_code: "SMALLINT",
  action: "VARCHAR",
  conn_state: "VARCHAR",
  method: "VARCHAR",
  host: "VARCHAR",
  path: "VARCHAR",
  user_agent: "VARCHAR",
  duration_ms: "DOUBLE"
} as const;

export type EventColumn = keyof typeof eventColumns;

interface Kind {
  readonly value: (text: string) => string; // SQL from the text of a field to its value, null where it cannot be read
  readonly right?: (text: string, value: string) => string; // SQL: true if the value may stand; otherwise the line is rejected
  readonly quick?: (text: string, value: string) => string; // SQL: never true for a value that may not stand; cheaper
}

const word: Kind = {value: (text) => text};
const count: Kind = {value: (text) => `TRY_CAST(${text} AS UBIGINT)`, right: isCount, quick: isPlainCount};
const port: Kind = {value: (text) => `TRY_CAST(${text} AS USMALLINT)`, right: isCount, quick: isPlainCount};

const kinds: Record<EventColumn, Kind> = {
  timestamp: {value: time, right: inRange, quick: inRange},
  source_ip: word,
  source_port: port,
  dest_ip: word,
  dest_port: port,
  protocol: {value: protocol},
  bytes_sent: count,
  bytes_received: count,
  packets: count,
  status_code: {value: status},
  action: {value: action},
  conn_state: word,
  method: word,
  host: word,
  path: word,
  user_agent: word,
  duration_ms: {
    value: (text) => `TRY_CAST(${text} AS DOUBLE)`,
    right: isDuration,
    quick: (text, value) => `${text} IS NULL OR (${isDuration(text, value)})`
  }
};

const first = "TIMESTAMP '1970-01-01'";
const last = "TIMESTAMP '9999-12-31 23:59:59.999999'";

/** How events come out of a relation of text fields. All are pieces of SQL over `from`. */
export interface EventQuery {
  readonly from: string; // a query with the text and the value of every field, and the columns that were to be kept
  readonly columns: readonly EventColumn[]; // the columns that the log has
  readonly select: string; // these columns as an event has them
  readonly checked: string; // the same, but it throws at a row that may be no event
  readonly valid: string; // true for a row that is an event
  readonly fault: string; // why a row is none, else null
}

/**
 * Maps text fields to events: `texts` holds SQL over relation `from` for each column that the log has, null where a line has
 * nothing. A time is floored to the millisecond; a row without one is no event. A counter must be plain digits, since a
 * cast alone would take 5.6 and 1e3 as well; a status or an action that means nothing is null. `valid` and `fault` say the
 * same, the one quickly, the other with the reason. `checked` spares a filter, for which DuckDB would work out the values
 * twice, and is stricter: it wants counters without leading zeros.
 */
export function eventsFrom(
  texts: Partial<Record<EventColumn, string>>,
  from: string,
  keep: readonly string[] = []
): EventQuery {
  const columns = (Object.keys(eventColumns) as EventColumn[]).filter((name) => texts[name] !== undefined);
  const text = columns.map((name) => `${texts[name]} AS text_${name}`);
  const value = columns.map((name) => `${kinds[name].value(`text_${name}`)} AS value_${name}`);
  const rules = columns.flatMap((name) => {
    const right = kinds[name].right?.(`text_${name}`, `value_${name}`);
    return right ? [{name, right: `(text_${name} IS NULL OR coalesce(${right}, false))`}] : [];
  });
  const faults = rules.map(({name, right}) => `WHEN NOT ${right} THEN 'unreadable ${name}'`);
  const valid = ["text_timestamp IS NOT NULL", ...rules.map(({right}) => right)].join(" AND ");
  return {
    from: `(SELECT *, ${value.join(", ")} FROM (SELECT ${[...keep, ...text].join(", ")} FROM ${from}))`,
    columns,
    select: columns.map((name) => `${finish(name)} AS ${name}`).join(", "),
    checked: columns.map((name) => `${finishChecked(name)} AS ${name}`).join(", "),
    valid,
    fault: `CASE WHEN text_timestamp IS NULL THEN 'missing timestamp' ${faults.join(" ")} END`
  };
}

function finish(name: EventColumn): string {
  if (name === "timestamp") return `make_timestamp_ms(epoch_ms(value_${name}))`;
  return kinds[name] === count ? `TRY_CAST(value_${name} AS BIGINT)` : `value_${name}`;
}

function finishChecked(name: EventColumn): string {
  const {right, quick = right} = kinds[name];
  const [text, value] = [`text_${name}`, `value_${name}`];
  return quick ? `CASE WHEN ${quick(text, value)} THEN ${finish(name)} ELSE error('no event') END` : finish(name);
}

function inRange(_text: string, value: string): string {
  return `${value} BETWEEN ${first} AND ${last}`;
}

function isPlainCount(text: string, value: string): string {
  return `${value}::VARCHAR IS NOT DISTINCT FROM ${text}`;
}

function isCount(text: string, value: string): string {
  return `${value} <= 9223372036854775807 AND regexp_full_match(${text}, '[0-9]+')`;
}

function isDuration(_text: string, value: string): string {
  return `${value} >= 0 AND isfinite(${value})`;
}

/**
 * Times as logs write them, to UTC: ISO 8601 with `Z`, an offset or none (then UTC), Unix time in seconds (with decimals),
 * milliseconds, microseconds or nanoseconds by its magnitude, and the common log format's `04/Mar/2024:10:55:32 +0100`, in
 * brackets or not. A zone's name must not reach DuckDB's cast: it would stay in force for the rows after it. The commonest
 * ways are known by their shape, which takes a third of the time of a regular expression; the cast tells whether they are right.
 */
function time(text: string): string {
  const date = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";
  const clock = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?";
  const digits = (count: number) => "[0-9]".repeat(count);
  const shaped = (glob: string) =>
    `(length(${text}) = ${glob.replace(/\[.*?\]/g, "?").length} AND ${text} GLOB '${glob}')`;
  const shape = (middle: string, end = "") => shaped(`[0-9]???-??-?[0-9]${middle}[0-9]?:??:?[0-9]${end}`);
  const withOffset = instantToUtc(`TRY_CAST(${text} AS TIMESTAMPTZ)`);
  const inBrackets = instantToUtc(`TRY_STRPTIME(${text}, '[%d/%b/%Y:%H:%M:%S %z]')`);
  return `CASE
      WHEN ends_with(${text}, 'Z') THEN TRY_CAST(${text} AS TIMESTAMP)
      WHEN ${text} LIKE '____-%' THEN CASE
        WHEN ${shape("[T ]")} OR ${shape("[T ]", `.${digits(3)}`)} THEN TRY_CAST(${text} AS TIMESTAMP)
        WHEN ${shape("T", "[-+]??:??")} OR ${shape("T", `.${digits(6)}[-+]????`)} THEN ${withOffset}
        WHEN regexp_full_match(${text}, '${date}([T ]${clock})?') THEN TRY_CAST(${text} AS TIMESTAMP)
        WHEN regexp_full_match(${text}, '${date}[T ]${clock} ?[+-][0-9]{2}(:?[0-9]{2})?') THEN ${withOffset}
      END
      WHEN ${text} LIKE '__/%' THEN ${instantToUtc(`TRY_STRPTIME(${text}, '%d/%b/%Y:%H:%M:%S %z')`)}
      WHEN starts_with(${text}, '[') THEN ${inBrackets}
      WHEN ${isNanoseconds(text)} THEN make_timestamp(TRY_CAST(${text} AS BIGINT) // 1000)
      WHEN ${shaped(digits(10))} THEN make_timestamp(${text}::BIGINT * 1000000)
      WHEN ${shaped(`[0-8]${digits(9)}.${digits(6)}`)} OR ${shaped(`[0-8]${digits(9)}.${digits(3)}`)} THEN ${unixTime(text)}
      WHEN regexp_full_match(${text}, '[0-9]+([.][0-9]+)?') THEN CASE
        WHEN length(${text}) <= 11 AND NOT contains(${text}, '.') THEN make_timestamp(${text}::BIGINT * 1000000)
        WHEN strpos(${text}, '.') = 11 AND ${text} < '9' THEN ${unixTime(`left(${text}, 17)`)}
        WHEN length(${text}) <= 11 OR strpos(${text}, '.') BETWEEN 1 AND 12 THEN ${unixSeconds(text)}
        WHEN contains(${text}, '.') THEN NULL
        WHEN length(${text}) <= 14 THEN make_timestamp(${text}::BIGINT * 1000)
        WHEN length(${text}) <= 17 THEN make_timestamp(${text}::BIGINT)
        WHEN length(${text}) <= 19 THEN make_timestamp(TRY_CAST(${text} AS BIGINT) // 1000)
      END
    END`;
}

/** A TIMESTAMPTZ as a TIMESTAMP in UTC. A cast gives the same, but asks for the zone at each row, four times as slow. */
function instantToUtc(instant: string): string {
  return `make_timestamp(epoch_us(${instant}))`;
}

/** Seconds since 1970 until 2255 with at most six decimals, which a DOUBLE holds well enough: its microseconds stay below 2^53. */
function unixTime(text: string): string {
  return `make_timestamp(round(TRY_CAST(${text} AS DOUBLE) * 1000000)::BIGINT)`;
}

/**
 * Seconds since 1970 with more digits, which a DOUBLE does not hold exactly. In a DECIMAL of 18 digits they are read 250 times as
 * fast as in one of more, but its product would not fit: so the seconds and what is left of them are worked out apart.
 */
function unixSeconds(text: string): string {
  const seconds = `TRY_CAST(CASE WHEN length(${text}) > 17 THEN left(${text}, strpos(${text}, '.') + 6) ELSE ${text} END AS DECIMAL(18, 6))`;
  return `make_timestamp(floor(${seconds})::BIGINT * 1000000 + ((${seconds} - floor(${seconds})) * 1000000)::BIGINT)`;
}

/** Upper case; IANA numbers become names; `IP-n` for a number without one here. Digits and no letter sort before `:`. */
function protocol(text: string): string {
  // Two comparisons by the first letters spare most rows the list.
  const maybeICMPv6 = `(${text} BETWEEN 'ICMP6' AND 'IPv6-ICMP' OR ${text} BETWEEN 'icmp6' AND 'ipv6-icmp')`;
  const known = `WHEN ${text} = 'HTTP/1.1' THEN ${text} WHEN ${text} IN ('tcp', 'TCP', '6') THEN 'TCP'
    WHEN ${text} IN ('udp', 'UDP', '17') THEN 'UDP' WHEN ${text} = 'HTTP/2.0' THEN ${text}`; // most are: told in half the time
  return `CASE ${known}
    WHEN ${maybeICMPv6} AND lower(${text}) IN ('icmp6', 'ipv6-icmp') THEN 'ICMPV6'
    WHEN ${text} < ':' AND regexp_full_match(${text}, '[0-9]{1,3}') THEN
      CASE ${text}::INTEGER WHEN 1 THEN 'ICMP' WHEN 6 THEN 'TCP' WHEN 17 THEN 'UDP' WHEN 58 THEN 'ICMPV6' ELSE 'IP-' || ${text} END
    ELSE upper(${text}) END`;
}

/** An HTTP status from 100 to 999; spreadsheets write `200.0`. Anything else (`-`, `0`, `000`, `-1`) is not logged. */
function status(text: string): string {
  return `CASE WHEN length(${text}) = 3 AND ${text} BETWEEN '100' AND '999' THEN TRY_CAST(${text} AS SMALLINT)
    WHEN regexp_full_match(${text}, '[1-9][0-9]{2}[.]0+') THEN ${text}[1:3]::SMALLINT END`;
}

function action(text: string): string {
  return `CASE WHEN lower(${text}) IN ('allow', 'allowed', 'accept', 'accepted', 'pass', 'permit', 'permitted') THEN 'allow'
    WHEN lower(${text}) IN ('deny', 'denied', 'drop', 'dropped', 'block', 'blocked', 'reject', 'rejected') THEN 'deny' END`;
}
