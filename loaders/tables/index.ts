import {createHash} from "node:crypto";
import {rmSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {AddressMemory} from "../addresses/index.js";
import {databaseStamps, describeLists, knowAddresses, listStamps, readLists} from "../addresses/index.js";
import {placeByIpApi} from "../addresses/ip-api/index.js";
import {codeDigest} from "../code-digest.js";
import {rollUpAddresses} from "../engines/rollups.js";
import {eventsIn, openSettledSums} from "../engines/settled-sums.js";
import {sumsOver} from "../engines/sums.js";
import type {EventColumn} from "../formats/index.js";
import type {StoredLog} from "../ingest/index.js";
import {eventsOf} from "../ingest/index.js";
import {version as duckdbVersion} from "../duckdb-api.js";
import type {Progress} from "../progress.js";
import type {TableName} from "../schema.js";
import type {Settings} from "../settings.js";
import {addresses} from "./addresses.js";
import {countKinds} from "./count-kinds.js";
import {countries} from "./countries.js";
import {addressDestinations, destinations as destinationTable} from "./destinations.js";
import {evidence} from "./evidence.js";
import {files} from "./files.js";
import {listRejects, lists as listTable} from "./lists.js";
import {places} from "./places.js";
import {rejects} from "./rejects.js";
import {shareDetail} from "./share-detail.js";
import {gatherDestinations, gatherEvidence, showAddresses} from "./shown.js";
import {sources} from "./sources.js";
import {summary} from "./summary.js";
import type {PublishTable, TableContext} from "./table.js";
import {systems} from "./systems.js";
import {makeFlows} from "./flows.js";
import type {WriteTile} from "./pack-tile.js";
import {flows, tiles} from "./tile-table.js";
import {makeTiles} from "./tiles.js";
import {traffic} from "./traffic.js";

const publishers: Record<TableName, PublishTable> = {
  traffic,
  sources,
  addresses,
  places,
  systems,
  countries,
  files,
  rejects,
  lists: listTable,
  list_rejects: listRejects,
  evidence,
  destinations: destinationTable,
  address_destinations: addressDestinations,
  flows,
  tiles,
  summary
};

export interface PublishOptions {
  settings: Settings;
  logs: readonly StoredLog[];
  version: string; // of the atlas
  readSeconds: number;
  force?: boolean; // takes over nothing of what earlier runs knew of addresses; defaults to false
  writeTile?: WriteTile | null; // without it no tiles and no flows are made
  progress: Progress;
  clock?: () => number; // milliseconds since 1970
}

/** Makes all published tables from the events of logs, and hands them out by name as Arrow IPC streams. */
export async function publishTables(
  connection: DuckDBConnection,
  {settings, logs, version, readSeconds, force = false, writeTile = null, progress, clock = Date.now}: PublishOptions
): Promise<Record<TableName, Uint8Array>> {
  const begun = clock();
  const columns = new Set(logs.flatMap(({columns}) => columns));
  const memory = memoryOf(settings, {force});
  const events = await openSettledSums(connection, eventsOf(logs), {
    folder: join(settings.store, "sums"),
    key: keyOfSums(memory, columns),
    force
  });
  const sums = sumsOver(columns);
  await rollUpAddresses(connection, {from: events, sums, to: "totals"});
  const own = settings.networks.length > 0 ? "own_destinations" : null;
  const counting = countKinds(connection, {events, own, networks: settings.networks, columns, sums}); // while JavaScript looks addresses up
  counting.catch(() => {}); // thrown where it is awaited
  const lists = readLists(settings.lists);
  const beginEvidence = async (from: string) => {
    await showAddresses(connection, {from, lists: lists.length > 0});
    const gatheredEvidence = counting.then((destinations) => gatherEvidence(connection, {events, destinations}));
    gatheredEvidence.catch(() => {}); // thrown where it is awaited
    return {gatheredEvidence}; // in an object, since it is not to be awaited yet
  };
  const early = lists.length === 0 ? await beginEvidence("totals") : null; // while JavaScript looks addresses up, too
  if (lists.length > 0) describeLists(lists).forEach(progress.note);
  const addressSources = await knowAddresses(connection, {
    from: "totals",
    to: "known",
    location: settings.location,
    networks: settings.networks,
    lists,
    memory,
    progress
  });
  const ipApi =
    settings.ipApi &&
    (await placeByIpApi(connection, {
      known: "known",
      settings: settings.ipApi,
      store: settings.store,
      progress
    }));
  const destinations = await counting;
  const detail = await shareDetail(connection, {
    events: ipApi ? eventsIn("events") : events, // with each answer, an address may go to another place
    known: "known",
    kinds: "kinds",
    own,
    sums,
    rows: settings.budget.rows
  });
  const {gatheredEvidence} = early ?? (await beginEvidence("known"));
  const gathered = gatheredEvidence.then(async (lacking) => {
    if (destinations > 0) await gatherDestinations(connection, {events, sums, lacking}); // while JavaScript writes other tables
  });
  gathered.catch(() => {}); // thrown where it is awaited
  const tiles =
    writeTile && (await makeTiles(connection, {seconds: detail.seconds, own, sums, write: writeTile, progress}));
  await (writeTile && gathered);
  const flows =
    writeTile && destinations > 0
      ? await makeFlows(connection, {seconds: detail.seconds, own, sums, write: writeTile, progress})
      : [];
  const seconds = {read: readSeconds, tables: (clock() - begun) / 1000};
  const context: TableContext = {
    connection,
    settings,
    logs,
    detail,
    tiles: tiles ?? [],
    flows,
    addressSources,
    ipApi,
    lists,
    destinations,
    gathered,
    builtAt: clock(),
    seconds,
    versions: {atlas: version, duckdb: duckdbVersion(), node: process.version}
  };
  const tables: Partial<Record<TableName, Uint8Array>> = {};
  for (const [name, publish] of Object.entries(publishers) as [TableName, PublishTable][])
    tables[name] = await publish(context);
  events.keep();
  return tables as Record<TableName, Uint8Array>;
}

/** What decides sums of events, but for the events. */
function keyOfSums({key}: AddressMemory, columns: ReadonlySet<EventColumn>): string {
  const parts = [key, codeDigest(["engines", "tables"]), duckdbVersion(), ...[...columns].sort()];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Where a rebuild finds what is known of addresses. */
function memoryOf({store, location, networks, lists}: Settings, {force}: {force: boolean}): AddressMemory {
  const path = join(store, "addresses.parquet");
  if (force) rmSync(path, {force});
  const code = codeDigest(["addresses", "addresses/lists"]);
  const key = JSON.stringify([code, databaseStamps(location), listStamps(lists), location, networks]);
  return {path, key: createHash("sha256").update(key).digest("hex")};
}
