import {createRequire} from "node:module";
import type * as NodeApi from "@duckdb/node-api";

// Required and not imported: before an import, Node reads all files of a CommonJS package once more to know what it may name, which
// takes as long again (250 ms instead of 130) of each command that opens a database.
export const {DOUBLE, DuckDBDataChunk, DuckDBInstance, DuckDBTimestampValue, UINTEGER, UTINYINT, VARCHAR, version} =
  createRequire(import.meta.url)("@duckdb/node-api") as typeof NodeApi;
