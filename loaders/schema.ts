/**
 * How a column is written to Arrow: `time` a UTC millisecond timestamp, `number` a Float64 (exact to 2^53), `key` the
 * narrowest unsigned integer, `word` dictionary-encoded text, `text` plain text for values that hardly repeat, `flag` a
 * boolean.
 */
export type ColumnType = "time" | "number" | "key" | "word" | "text" | "flag";

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly about: string; // one line for the reader: meaning, unit, and what null means
}

export interface TableSchema {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly Column[];
}

const facts: readonly Column[] = [
  {
    name: "class",
    type: "word",
    about: "public, private, … by the IANA registries; not-logged where the log has no address"
  },
  {name: "country", type: "word", about: "ISO 3166 alpha-2, or XK; null if not placed"},
  {name: "region", type: "word", about: "first-level region as the location database names it"},
  {name: "city", type: "word", about: "city as the location database names it"},
  {name: "latitude", type: "number", about: "degrees north, rounded to 0.01"},
  {name: "longitude", type: "number", about: "degrees east, rounded to 0.01"},
  {name: "precision", type: "word", about: "city, region, country or registry: how far the point can be trusted"},
  {name: "asn", type: "number", about: "autonomous system number; null if not known"},
  {name: "organization", type: "word", about: "holder of the autonomous system"},
  {name: "network", type: "word", about: "the user's own name for the network"},
  {
    name: "labels",
    type: "word",
    about: "names of the lists that hold the address, separated by commas; null if none does"
  },
  {name: "threats", type: "key", about: "threat lists that hold the address, copies and collections not counted twice"}
];

const sums: readonly Column[] = [
  {name: "events", type: "number", about: "requests or flows"},
  {name: "bytes_sent", type: "number", about: "bytes from the source; null if no event logged them"},
  {name: "bytes_received", type: "number", about: "bytes to the source; null if no event logged them"},
  {name: "unsized", type: "number", about: "events that logged no byte count at all"}
];

const span: readonly Column[] = [
  {name: "first_seen", type: "time", about: "first event, UTC"},
  {name: "last_seen", type: "time", about: "last event, UTC"}
];

const destinationColumns: readonly Column[] = [
  {
    name: "dest_ip",
    type: "word",
    about: "destination address; null for all others together, and where the log has none"
  },
  {
    name: "destinations",
    type: "number",
    about: "1; how many the others are; 0 where the log has none"
  },
  ...sums,
  ...span
];

/** Why traffic has no country. */
export const unplacedReasons = [
  {reason: "private", about: "private, link-local or loopback addresses"},
  {reason: "reserved", about: "reserved addresses: multicast, documentation, tunnels, …"},
  {reason: "invalid", about: "text that is no address"},
  {reason: "unlogged", about: "no address logged"},
  {reason: "unknown", about: "public addresses that the database does not know"}
] as const;

/** The published tables, in the order in which they are documented. Every page and every test reads this list. */
export const schemas = {
  traffic: {
    name: "traffic",
    about: "The fact table: sums by time, source, log, protocol and status.",
    columns: [
      {name: "bucket", type: "time", about: "start of the bucket, UTC"},
      {name: "source", type: "key", about: "row of sources"},
      {name: "log", type: "word", about: "label of the log"},
      {name: "protocol", type: "word", about: "TCP, UDP, HTTP/1.1, …; other beyond the busiest"},
      {name: "status", type: "word", about: "2xx … 5xx, allow, deny; null if not logged"},
      {
        name: "direction",
        type: "word",
        about: "inbound, outbound, internal or passing, if the settings name networks; null without a destination"
      },
      ...sums.filter(({name}) => name !== "unsized"),
      {name: "unsized", type: "key", about: "events that logged no byte count at all"}
    ]
  },
  sources: {
    name: "sources",
    about: "The dimension of traffic: the busiest addresses a row each, all others summed by place, country or class.",
    columns: [
      {name: "source", type: "key", about: "key"},
      {name: "ip", type: "text", about: "address; null for a remainder"},
      {name: "level", type: "word", about: "address, or what the remainder sums: place, country or class"},
      ...facts,
      ...sums,
      ...span,
      {name: "addresses", type: "number", about: "1, or how many addresses a remainder stands for"}
    ]
  },
  addresses: {
    name: "addresses",
    about: "What is known of the busiest addresses, with their totals over the whole period.",
    columns: [
      {name: "ip", type: "text", about: "canonical text"},
      ...facts,
      ...sums,
      ...span,
      {name: "source", type: "key", about: "row of sources that holds its traffic through time"}
    ]
  },
  places: {
    name: "places",
    about:
      "Totals of every city over the whole period; the quietest summed into their country where there are too many.",
    columns: [
      ...facts.filter(({name}) => ["country", "region", "city", "latitude", "longitude", "precision"].includes(name)),
      {name: "addresses", type: "number", about: "distinct addresses"},
      ...sums
    ]
  },
  systems: {
    name: "systems",
    about:
      "Totals of the autonomous systems (the networks of the internet) over the whole period; the quietest are summed.",
    columns: [
      {
        name: "asn",
        type: "number",
        about: "autonomous system number; null if not known, or for the sum of the quietest"
      },
      {name: "organization", type: "text", about: "who holds it"},
      {name: "country", type: "word", about: "country of most of its traffic; null if not placed"},
      {name: "countries", type: "number", about: "distinct countries of its traffic"},
      {
        name: "systems",
        type: "number",
        about: "1; 0 where it is not known; how many the sum of the quietest stands for"
      },
      {name: "addresses", type: "number", about: "distinct addresses"},
      ...sums,
      ...span
    ]
  },
  countries: {
    name: "countries",
    about: "Names and codes of the countries.",
    columns: [
      {name: "code", type: "text", about: "ISO 3166 alpha-2, or XK"},
      {name: "name", type: "text", about: "English name"},
      {name: "id", type: "text", about: "id in the map: ISO 3166 numeric with leading zeros, -2 for Kosovo"},
      {
        name: "continent",
        type: "word",
        about: "Africa, Antarctica, Asia, Europe, North America, Oceania, South America"
      },
      {name: "latitude", type: "number", about: "point for a country that has no polygon of its own, else null"},
      {name: "longitude", type: "number", about: "point for a country that has no polygon of its own, else null"}
    ]
  },
  files: {
    name: "files",
    about: "The logs that were read. In each, lines = events + rejected + skipped.",
    columns: [
      {name: "file", type: "text", about: "path as it was named"},
      {name: "log", type: "word", about: "label of the log"},
      {name: "format", type: "word", about: "format that was recognised; null if none"},
      {name: "size", type: "number", about: "bytes on disk"},
      {name: "read", type: "number", about: "bytes on disk that were read this time; 0 if the store had them"},
      {name: "chunks", type: "number", about: "pieces that the log was read in"},
      {name: "lines", type: "number", about: "lines"},
      {name: "events", type: "number", about: "lines that became events"},
      {name: "rejected", type: "number", about: "lines that could not be read"},
      {name: "skipped", type: "number", about: "headers, comments and blank lines"},
      ...span,
      {name: "bytes", type: "number", about: "bytes of its events in the store"},
      {name: "seconds", type: "number", about: "time to read it"},
      {name: "note", type: "text", about: "what the reader should know: why a log was refused, what was assumed"}
    ]
  },
  rejects: {
    name: "rejects",
    about: "Samples of the lines that could not be read.",
    columns: [
      {name: "file", type: "word", about: "path as it was named"},
      {name: "line", type: "number", about: "line number, from 1"},
      {name: "reason", type: "word", about: "why"},
      {name: "text", type: "text", about: "the line, cut short"}
    ]
  },
  lists: {
    name: "lists",
    about: "Threat and context lists: what each says of itself, what could be read of it, and what it matched.",
    columns: [
      {name: "name", type: "text", about: "as it stands in labels"},
      {name: "category", type: "word", about: "c2, scanner, tor, cloud, …; null if nobody says"},
      {name: "kind", type: "word", about: "threat, or context: what an address is, not what it did"},
      {name: "date", type: "time", about: "of the list"},
      {name: "dated", type: "word", about: "stated, or file: the list names no date, that of its file stands in"},
      {name: "confidence", type: "number", about: "0 to 100; null if nobody says"},
      {
        name: "collection",
        type: "flag",
        about: "true if it repeats other lists, so that it does not agree independently"
      },
      {name: "entries", type: "number", about: "entries that could be read"},
      {name: "malformed", type: "number", about: "entries that could not"},
      {name: "unsupported", type: "number", about: "entries that no address can match: names, hashes, other patterns"},
      {name: "left", type: "number", about: "entries left out because too few lists agree on them"},
      {name: "reserved", type: "number", about: "entries that lie, at least in part, in private or reserved ranges"},
      {name: "addresses", type: "number", about: "addresses in the logs that it holds"},
      ...sums,
      ...span,
      {name: "format", type: "word", about: "how it is written; null if it was refused"},
      {name: "file", type: "text", about: "path below the folder of lists"},
      {name: "licence", type: "text", about: "what it says of copyright and terms"},
      {name: "note", type: "text", about: "why it was refused, what was left out"}
    ]
  },
  list_rejects: {
    name: "list_rejects",
    about: "Samples of the entries of lists that could not be read.",
    columns: [
      {name: "list", type: "word", about: "name of the list"},
      {name: "file", type: "word", about: "path below the folder of lists"},
      {name: "line", type: "number", about: "line, or entry, from 1"},
      {name: "reason", type: "word", about: "why"},
      {name: "text", type: "text", about: "the entry, cut short"}
    ]
  },
  evidence: {
    name: "evidence",
    about:
      "A few events of each of the 1,000 busiest addresses and of 500 on lists: the first and the largest of each of up to eight parts of its time, and the last.",
    columns: [
      {name: "ip", type: "word", about: "source address"},
      {name: "timestamp", type: "time", about: "start of the event, UTC; null if the log has no times"},
      {name: "file", type: "word", about: "log file, as in files"},
      {name: "log", type: "word", about: "label of the log, as in traffic"},
      {name: "protocol", type: "word", about: "as in traffic"},
      {name: "status", type: "word", about: "as in traffic"},
      {name: "direction", type: "word", about: "as in traffic"},
      {name: "status_code", type: "key", about: "HTTP status"},
      {name: "method", type: "word", about: "HTTP method, cut short"},
      {name: "host", type: "word", about: "host that was asked, cut short"},
      {
        name: "path",
        type: "text",
        about: "path that was asked for, cut short; without its query, which may hold secrets"
      },
      {name: "user_agent", type: "word", about: "what the client calls itself, cut short"},
      {name: "source_port", type: "key", about: "port of the source"},
      {name: "dest_ip", type: "word", about: "destination address"},
      {name: "dest_port", type: "key", about: "port of the destination"},
      {name: "bytes_sent", type: "number", about: "bytes from the source; null if not logged"},
      {name: "bytes_received", type: "number", about: "bytes to the source; null if not logged"}
    ]
  },
  destinations: {
    name: "destinations",
    about:
      "The 1,000 busiest destinations over the whole period; empty if no log has any. The rows add up to all events.",
    columns: destinationColumns
  },
  address_destinations: {
    name: "address_destinations",
    about:
      "The 20 busiest destinations of each address in evidence, over the whole period. The rows of an address add up to all its events.",
    columns: [{name: "ip", type: "word", about: "source address"}, ...destinationColumns]
  },
  flows: {
    name: "flows",
    about:
      "Where sums by time and destination are: of all traffic, of each country and network, and of the addresses in evidence. Files with the columns of traffic, source being the place of dest_ip among the destinations, 0 where the log has none.",
    columns: [
      {name: "dimension", type: "word", about: "whose traffic: all, country, asn, network or ip"},
      {name: "value", type: "text", about: "which of these; empty for all"},
      {name: "file", type: "word", about: "gzipped Arrow stream, beside this table"},
      {name: "first", type: "number", about: "its first row in the file, from 0"},
      {name: "rows", type: "number", about: "how many rows it has there"},
      {name: "seconds", type: "number", about: "length of its buckets: those of traffic, or finer where they fit"},
      {name: "kept", type: "number", about: "destinations that are told apart; the place of all others is one more"},
      {name: "others", type: "number", about: "how many the others are over the whole period"}
    ]
  },
  tiles: {
    name: "tiles",
    about: "Where finer sums by time are: files with the columns of traffic, each for a part of the time.",
    columns: [
      {name: "start", type: "time", about: "begin of its time, UTC"},
      {name: "end", type: "time", about: "end of its time, UTC"},
      {name: "seconds", type: "number", about: "length of its buckets"},
      {name: "rows", type: "number", about: "rows of the file"},
      {name: "bytes", type: "number", about: "size of the file"},
      {name: "file", type: "text", about: "gzipped Arrow stream, beside this table"},
      {
        name: "sources",
        type: "word",
        about: "the same for the busiest addresses of its day that sources sums with others; null if there are none"
      }
    ]
  },
  summary: {
    name: "summary",
    about: "One row: the totals, the period, the coverage and the settings that shaped the tables.",
    columns: [
      {name: "title", type: "text", about: "title of the report"},
      {name: "sample", type: "flag", about: "true if the logs are generated samples"},
      {name: "files", type: "number", about: "log files"},
      {name: "lines", type: "number", about: "lines"},
      {name: "rejected", type: "number", about: "lines that could not be read"},
      {name: "skipped", type: "number", about: "headers, comments and blank lines"},
      ...sums,
      ...span,
      {name: "sources", type: "number", about: "distinct source addresses"},
      {name: "destinations", type: "number", about: "distinct destination addresses; 0 if the logs have none"},
      {name: "countries", type: "number", about: "distinct countries"},
      {name: "public_addresses", type: "number", about: "distinct addresses that can have a place"},
      {name: "placed_addresses", type: "number", about: "distinct addresses that can have a place, and have a country"},
      {name: "placed_events", type: "number", about: "events of addresses with a country"},
      {name: "placed_bytes", type: "number", about: "bytes of addresses with a country"},
      ...unplacedReasons.flatMap(({reason, about}) => [
        {name: `${reason}_events`, type: "number", about: `events not placed: ${about}`} as const,
        {name: `${reason}_bytes`, type: "number", about: `bytes not placed: ${about}`} as const
      ]),
      {name: "cdn_name", type: "word", about: "the content delivery network with most events; null if there is none"},
      {name: "cdn_events", type: "number", about: "events from content delivery networks, which hide where people are"},
      {name: "located_events", type: "number", about: "events of addresses with a point"},
      {name: "listed_addresses", type: "number", about: "distinct addresses on threat and context lists"},
      {name: "location_name", type: "text", about: "location database; null if there is none"},
      {name: "location_date", type: "time", about: "build date of the location database"},
      {name: "location_attribution", type: "text", about: "credit that its licence asks for"},
      {name: "location_url", type: "text", about: "link of that credit"},
      {name: "asn_name", type: "text", about: "database of autonomous systems; null if there is none"},
      {name: "asn_date", type: "time", about: "build date of that database"},
      {name: "ip_api", type: "text", about: "free or pro: the terms on which ip-api was asked; null if it is off"},
      {
        name: "ip_api_addresses",
        type: "number",
        about: "distinct addresses that ip-api placed; the location database placed the others"
      },
      {name: "ip_api_events", type: "number", about: "events of these"},
      {name: "ip_api_bytes", type: "number", about: "bytes of these"},
      {name: "ip_api_compared", type: "number", about: "addresses for which both name a country"},
      {name: "ip_api_differing", type: "number", about: "of these, addresses for which the two countries differ"},
      {
        name: "ip_api_asked",
        type: "number",
        about: "addresses that this build asked of ip-api: answered + unknown + failed"
      },
      {name: "ip_api_answered", type: "number", about: "of these, answered with what is known"},
      {name: "ip_api_unknown", type: "number", about: "of these, answered that nothing is known"},
      {name: "ip_api_failed", type: "number", about: "of these, not answered"},
      {
        name: "ip_api_unasked",
        type: "number",
        about: "public addresses without an answer that were left for later builds"
      },
      {name: "ip_api_stopped", type: "text", about: "why this build stopped asking early; null if it did not"},
      {name: "ip_api_first", type: "time", about: "when the oldest answer that is used came"},
      {name: "ip_api_last", type: "time", about: "when the newest answer that is used came"},
      {name: "bucket_seconds", type: "number", about: "length of a bucket of traffic"},
      {name: "budget_rows", type: "number", about: "rows that traffic may have"},
      {name: "traffic_rows", type: "number", about: "rows that it has"},
      {name: "kept_addresses", type: "number", about: "addresses with a row of their own in sources"},
      {name: "kept_places", type: "number", about: "places with a remainder of their own"},
      {name: "store_bytes", type: "number", about: "size of the event store"},
      {name: "seconds_read", type: "number", about: "time to read the logs"},
      {name: "seconds_tables", type: "number", about: "time to make the tables"},
      {name: "peak_memory", type: "number", about: "most memory that the build used, bytes"},
      {name: "built_at", type: "time", about: "when the tables were made, UTC"},
      {name: "atlas_version", type: "text", about: "version of Traffic Atlas"},
      {name: "duckdb_version", type: "text", about: "version of DuckDB"},
      {name: "node_version", type: "text", about: "version of Node"},
      {name: "units", type: "text", about: "si or iec: how bytes are shown"}
    ]
  }
} as const satisfies Record<string, TableSchema>;

export type TableName = keyof typeof schemas;
