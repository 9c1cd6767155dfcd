import {firstBytes} from "./first-bytes.js";
import type {Place} from "./open-log.js";

/** Whether a log is a Parquet file, by its first bytes. */
export function isParquet({path, member}: Omit<Place, "size">): boolean {
  return member === null && firstBytes(path, 4).toString("latin1") === "PAR1"; // in an archive DuckDB does not read it
}
