import type {Table} from "apache-arrow";
import {readNumbers, readWords} from "./columns.js";
import type {Words} from "./columns.js";
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
  readonly labels: string | null;
}

export interface SourceRow extends AddressFacts, Sums, Span {
  readonly source: number;
  readonly ip: string | null; // null for a remainder
  readonly level: "address" | "place" | "country" | "class";
  readonly addresses: number;
}

export interface AddressRow extends AddressFacts, Sums, Span {
  readonly ip: string;
  readonly source: number;
}

export interface PlaceRow extends PlaceFacts, Sums {
  readonly addresses: number;
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
  readonly located_events: number;
  readonly location_name: string | null;
  readonly location_date: number | null;
  readonly location_attribution: string | null;
  readonly location_url: string | null;
  readonly asn_name: string | null;
  readonly asn_date: number | null;
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

/** The fact table as typed arrays, a position a row. */
export interface Traffic {
  readonly rows: number;
  readonly bucket: Float64Array; // start, milliseconds UTC; NaN if the log has no time
  readonly source: Float64Array; // key of sources
  readonly log: Words;
  readonly protocol: Words;
  readonly status: Words;
  readonly events: Float64Array;
  readonly sent: Float64Array; // NaN if not logged
  readonly received: Float64Array;
  readonly bytes: Float64Array; // sent and received; NaN if neither was logged
  readonly unsized: Float64Array;
}

/** Reads the published `traffic` table, 300,000 rows in some 50 ms. */
export function readTraffic(table: Table): Traffic {
  const sent = readNumbers(table, "bytes_sent");
  const received = readNumbers(table, "bytes_received");
  return {
    rows: table.numRows,
    bucket: readNumbers(table, "bucket"),
    source: readNumbers(table, "source"),
    log: readWords(table, "log"),
    protocol: readWords(table, "protocol"),
    status: readWords(table, "status"),
    events: readNumbers(table, "events"),
    sent,
    received,
    bytes: sent.map((value, i) => addKnown(value, received[i])),
    unsized: readNumbers(table, "unsized")
  };
}

/** Bytes sent and received together; null only where neither was logged. */
export function bytesOf({bytes_sent, bytes_received}: Pick<Sums, "bytes_sent" | "bytes_received">): number | null {
  return bytes_sent == null && bytes_received == null ? null : (bytes_sent ?? 0) + (bytes_received ?? 0);
}

function addKnown(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}
