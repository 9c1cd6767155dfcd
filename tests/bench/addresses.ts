import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {knowAddresses, readLists} from "../../loaders/addresses/index.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {createRandom} from "../../loaders/generate/random.js";
import {silent} from "../../loaders/progress.js";

// How long it takes to know a million distinct addresses: class, place, system, and 10 lists of 200,000 ranges in all.
// Run by hand: node loaders/run.js tests/bench/addresses.ts [addresses]

const addresses = Number(process.argv[2] ?? 1_000_000);
const lists = 10;
const ranges = 20_000; // of each list
const temp = mkdtempSync(join(tmpdir(), "bench-addresses-temp-"));

const folder = mkdtempSync(join(tmpdir(), "bench-addresses-"));
try {
  writeLists();
  const seconds = stopwatch();
  const connection = await openDuckDB({memory: 700e6, temp});
  await connection.run(`
    CREATE TEMP TABLE all_addresses AS SELECT DISTINCT CASE WHEN i % 10 = 0
      THEN format('2a0{}:{:x}:{:x}::{:x}', 1 + hash(i) % 8, 256 + hash(i + 1) % 4096, 1 + hash(i + 2) % 4096, 1 + i)
      ELSE format('{}.{}.{}.{}', 1 + hash(i) % 223, hash(i + 1) % 256, hash(i + 2) % 256, hash(i + 3) % 256) END AS ip
    FROM range(${Math.round(addresses * 1.001)}) t(i) LIMIT ${addresses}`);
  const [[count]] = (await connection.runAndReadAll("SELECT count(*)::INTEGER FROM all_addresses")).getRowsJS();
  console.warn(`${String(count)} addresses in a table: ${seconds()}; ${memory()}`);
  const read = readLists({folder, about: {}});
  const entries = read.reduce((sum, list) => sum + list.entries, 0);
  console.warn(`${read.length} lists of ${entries} ranges read: ${seconds()}; ${memory()}`);
  const know = async (lists: typeof read, most: number) => {
    await connection.run(`DROP TABLE IF EXISTS facts; CREATE TEMP TABLE totals AS FROM all_addresses LIMIT ${most}`);
    const location = {city: [], asn: null};
    seconds();
    await knowAddresses(connection, {from: "totals", to: "facts", location, lists, progress: silent});
  };
  await know(read, addresses / 10); // once, to be warm
  await know(read, addresses);
  console.warn(`class, place, system, lists: ${seconds()}; ${memory()}`);
  const labelled = await connection.runAndReadAll(
    "SELECT count(labels)::INTEGER, count(DISTINCT labels)::INTEGER FROM facts"
  );
  console.warn(`labelled, and sets of labels: ${labelled.getRowsJS().join()}`);
  await know([], addresses);
  console.warn(`class, place, system alone: ${seconds()}`);
  connection.closeSync();
} finally {
  for (const made of [folder, temp]) rmSync(made, {recursive: true});
}

/** Lists of blocks of /20 to /32 and of IPv6, one in fifty a wide one that others nest in. */
function writeLists() {
  const {below} = createRandom(20261117);
  const integer = (low: number, high: number) => low + below(high - low + 1);
  for (let list = 0; list < lists; list++) {
    const lines = Array.from({length: ranges}, (_, i) => {
      const part = () => integer(0, 255);
      if (i % 20 === 0) return `2a0${integer(1, 8)}:${integer(256, 4351).toString(16)}::/${integer(30, 48)}`;
      return `${integer(1, 223)}.${part()}.${part()}.${part()}/${i % 50 === 1 ? integer(12, 16) : integer(20, 32)}`;
    });
    writeFileSync(join(folder, `test-list-${list}.netset`), `${lines.join("\n")}\n`);
  }
}

function stopwatch(): () => string {
  let begun = performance.now();
  let used = process.cpuUsage();
  return () => {
    const {user, system} = process.cpuUsage(used);
    const text = `${((performance.now() - begun) / 1000).toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of processor)`;
    begun = performance.now();
    used = process.cpuUsage();
    return text;
  };
}

function memory(): string {
  return `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`;
}
