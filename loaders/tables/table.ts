import type {DuckDBConnection} from "@duckdb/node-api";
import type {AddressList, AddressSources} from "../addresses/index.js";
import type {IpApiCoverage} from "../addresses/ip-api/index.js";
import type {StoredLog} from "../ingest/index.js";
import type {Settings} from "../settings.js";
import type {Detail} from "./share-detail.js";
import type {Flow} from "./write-flows.js";
import type {Tile} from "./tiles.js";

/** What the published tables are made from. In the connection stand `known`, `listed`, `shown`, `unit_of`, `traffic`, `top_destinations` and `kind_labels`. */
export interface TableContext {
  readonly connection: DuckDBConnection;
  readonly settings: Settings;
  readonly logs: readonly StoredLog[];
  readonly detail: Detail;
  readonly tiles: readonly Tile[];
  readonly flows: readonly Flow[];
  readonly addressSources: AddressSources;
  readonly ipApi: IpApiCoverage | null; // null if it is off
  readonly lists: readonly AddressList[];
  readonly destinations: number; // distinct
  readonly gathered: Promise<void>; // when the events stand that are evidence
  readonly builtAt: number; // milliseconds since 1970
  readonly seconds: {readonly read: number; readonly tables: number};
  readonly versions: {readonly atlas: string; readonly duckdb: string; readonly node: string};
}

/** Makes one published table as an Arrow IPC stream. */
export type PublishTable = (context: TableContext) => Promise<Uint8Array>;
