import type {Bound} from "./bound.js";
import type {Units} from "./format.js";

/** Sums that most tables carry. Null bytes were not logged. */
export interface Sums {
  readonly events: number;
  readonly bytes_sent: number | null;
  readonly bytes_received: number | null;
  readonly unsized: number;
}

/** First and last event, milliseconds since 1970, UTC. */
export interface Span {
  readonly first_seen: number | null;
  readonly last_seen: number | null;
}

export interface PlaceFacts {
  readonly country: string | null; // ISO 3166 alpha-2, or XK
  readonly region: string | null;
  readonly city: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly precision: string | null; // city, region, country or registry
}

export interface AddressFacts extends PlaceFacts {
  readonly class: string | null;
  readonly asn: number | null;
  readonly organization: string | null;
  readonly network: string | null;
  readonly labels: string | null; // names of lists, with ", " between them
  readonly threats: number | null; // threat lists that agree independently
}

export interface SourceRow extends AddressFacts, Sums, Span {
  readonly source: number;
  readonly ip: string | null; // null for a remainder
  readonly level: "address" | "place" | "country" | "class";
  readonly addresses: number;
  readonly unlisted?: boolean; // a remainder of a report whose listed addresses all have a row of their own
}

/** A part of the time with finer buckets, in files of its own. */
export interface TileRow {
  readonly start: number; // milliseconds since 1970, UTC
  readonly end: number;
  readonly seconds: number; // length of a bucket
  readonly rows: number;
  readonly bytes: number; // of the file
  readonly file: string; // beside the published tables
  readonly sources: string | null; // the file of its own sources, if it has any
}

/** An address that `sources` sums with others, and a tile does not. */
export interface TileSourceRow extends SourceRow {
  readonly within: number; // row of sources that it is part of
}

export interface AddressRow extends AddressFacts, Sums, Span {
  readonly ip: string;
  readonly source: number;
}

export interface PlaceRow extends PlaceFacts, Sums {
  readonly addresses: number;
  readonly bound?: Bound; // of all its figures, under a selection
}

/** An autonomous system; without a number, what is not known (0 systems), or the quietest together. */
export interface SystemRow extends Sums, Span {
  readonly asn: number | null;
  readonly organization: string | null;
  readonly country: string | null;
  readonly countries: number | null;
  readonly systems: number;
  readonly addresses: number;
  readonly bound?: Bound; // of all its figures, under a selection
}

export interface CountryRow {
  readonly code: string;
  readonly name: string;
  readonly id: string;
  readonly continent: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export interface FileRow extends Span {
  readonly file: string;
  readonly log: string;
  readonly format: string | null;
  readonly size: number;
  readonly read: number;
  readonly chunks: number;
  readonly lines: number;
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly note: string | null;
}

export interface RejectRow {
  readonly file: string;
  readonly line: number | null;
  readonly reason: string;
  readonly text: string;
}

export interface ListRow extends Sums, Span {
  readonly name: string;
  readonly category: string | null;
  readonly kind: "threat" | "context";
  readonly date: number | null;
  readonly dated: "stated" | "file";
  readonly confidence: number | null; // 0 to 100
  readonly collection: boolean;
  readonly entries: number;
  readonly malformed: number;
  readonly unsupported: number;
  readonly left: number;
  readonly reserved: number;
  readonly addresses: number;
  readonly format: string | null; // null if it could not be read
  readonly file: string;
  readonly licence: string | null;
  readonly note: string | null;
  readonly bound?: Bound; // of its sums, under a selection
}

export interface EvidenceRow {
  readonly ip: string;
  readonly timestamp: number | null; // milliseconds since 1970, UTC
  readonly file: string;
  readonly log: string | null;
  readonly protocol: string | null;
  readonly status: string | null;
  readonly direction: string | null;
  readonly status_code: number | null;
  readonly method: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly user_agent: string | null;
  readonly source_port: number | null;
  readonly dest_ip: string | null;
  readonly dest_port: number | null;
  readonly bytes_sent: number | null;
  readonly bytes_received: number | null;
}

/** A destination; without an address all others together, or (0 destinations) what has none. */
export interface DestinationRow extends Sums, Span {
  readonly dest_ip: string | null;
  readonly destinations: number;
}

export interface AddressDestinationRow extends DestinationRow {
  readonly ip: string; // source
}

/** Where the sums by time and destination of a part of the traffic are. */
export interface FlowRow {
  readonly dimension: "all" | "country" | "asn" | "network" | "ip";
  readonly value: string;
  readonly file: string; // beside the published tables
  readonly first: number; // row in the file
  readonly rows: number;
  readonly seconds: number; // length of a bucket
  readonly kept: number; // destinations told apart
  readonly others: number; // destinations
}

export interface ListRejectRow {
  readonly list: string;
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

export interface SummaryRow extends Sums, Span {
  readonly title: string;
  readonly sample: boolean;
  readonly files: number;
  readonly lines: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly untimed: number;
  readonly sources: number;
  readonly destinations: number;
  readonly countries: number;
  readonly public_addresses: number;
  readonly placed_addresses: number;
  readonly placed_events: number;
  readonly placed_bytes: number | null;
  readonly private_events: number;
  readonly private_bytes: number;
  readonly reserved_events: number;
  readonly reserved_bytes: number;
  readonly invalid_events: number;
  readonly invalid_bytes: number;
  readonly unlogged_events: number;
  readonly unlogged_bytes: number;
  readonly unknown_events: number;
  readonly unknown_bytes: number;
  readonly cdn_name: string | null;
  readonly cdn_events: number;
  readonly located_events: number;
  readonly listed_addresses: number | null;
  readonly location_name: string | null;
  readonly location_date: number | null;
  readonly location_attribution: string | null;
  readonly location_url: string | null;
  readonly asn_name: string | null;
  readonly asn_date: number | null;
  readonly ip_api: "free" | "pro" | null; // null if it is off, as is all that follows
  readonly ip_api_addresses: number | null;
  readonly ip_api_events: number | null;
  readonly ip_api_bytes: number | null;
  readonly ip_api_compared: number | null;
  readonly ip_api_differing: number | null;
  readonly ip_api_asked: number | null;
  readonly ip_api_answered: number | null;
  readonly ip_api_unknown: number | null;
  readonly ip_api_failed: number | null;
  readonly ip_api_unasked: number | null;
  readonly ip_api_stopped: string | null;
  readonly ip_api_first: number | null;
  readonly ip_api_last: number | null;
  readonly bucket_seconds: number;
  readonly budget_rows: number;
  readonly traffic_rows: number;
  readonly kept_addresses: number;
  readonly kept_places: number;
  readonly store_bytes: number | null;
  readonly seconds_read: number;
  readonly seconds_tables: number;
  readonly peak_memory: number | null;
  readonly built_at: number;
  readonly atlas_version: string;
  readonly duckdb_version: string;
  readonly node_version: string;
  readonly units: Units;
}

/** Bytes sent and received together; null only where neither was logged. */
export function bytesOf({bytes_sent, bytes_received}: Pick<Sums, "bytes_sent" | "bytes_received">): number | null {
  return bytes_sent == null && bytes_received == null ? null : (bytes_sent ?? 0) + (bytes_received ?? 0);
}
