import {messageOf, UserError} from "../errors.js";
import type {LazyFile} from "./lazy-file.js";
import {openLazily} from "./lazy-file.js";
import type {DecodeMmdb} from "./mmdb-decode.js";
import {mmdbDecoder} from "./mmdb-decode.js";
import type {IpNumber} from "./parse-address.js";

/** A MaxMind DB file, of which what is looked up is read. */
export interface MmdbFile {
  readonly path: string;
  readonly type: string; // what the file says it is
  readonly date: number; // when it was built, milliseconds since 1970
  /** True if the file can answer for a family; one tree can hold both. */
  holds(family: 4 | 6): boolean;
  /** The first records in the order of the addresses, each once; by them the schema is recognised. */
  samples(count: number): unknown[];
  /**
   * Makes a look-up. `convert` is called once for each record that is met, and what it makes is handed out again for every
   * address of that record. Null where the file has no record, and for a family that it does not hold.
   */
  lookUp<T>(convert: (record: unknown) => T | null): (address: IpNumber) => T | null;
  close(): void;
}

interface Metadata {
  readonly nodes: number;
  readonly recordSize: number; // bits
  readonly family: 4 | 6; // of the tree; in one of IPv6, IPv4 stands below 96 zero bits
  readonly type: string;
  readonly date: number; // milliseconds since 1970
}

const separator = 16; // bytes between the tree and the data
const furthest = 128 * 1024; // bytes from the end at which metadata may begin
const marker = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");

/** Opens a MaxMind DB file. Throws a UserError that names the path if it cannot be read or is none. */
export function openMmdb(path: string): MmdbFile {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new UserError(
        `unable to read database: ${path} (${messageOf(error)}); it must be a whole file in MaxMind DB format (.mmdb)`
      );
    }
  };
  const db = attempt(() => openLazily(path));
  const {nodes, recordSize, family, type, date} = attempt(() => {
    try {
      return readMetadata(db);
    } catch (error) {
      db.close();
      throw error;
    }
  });
  const child = childOf(db, recordSize);
  const data = (nodes * recordSize) / 4 + separator;
  const decode = mmdbDecoder(db.bytes.subarray(data), (from, to) => db.need(data + from, data + to));
  const start4 = family === 4 ? 0 : attempt(() => descend(descend(descend(0, 0), 0), 0));
  const holds = (asked: 4 | 6) => asked === family || (asked === 4 && start4 < nodes);
  const record = (place: number): unknown => attempt(() => decode(place - nodes - separator));

  /** Follows the bits of a word; a number above that of every node is the place of a record, the number of nodes is none. */
  function descend(node: number, word: number): number {
    for (let bit = 31; bit >= 0 && node < nodes; bit--) node = child(node, (word >>> bit) & 1);
    return node;
  }

  function find(address: IpNumber): number {
    if (address.family === 4) return descend(start4, address.value);
    let node = 0;
    for (let shift = 96n; shift >= 0n && node < nodes; shift -= 32n)
      node = descend(node, Number((address.value >> shift) & 0xffffffffn));
    return node;
  }

  return {
    path,
    type,
    date,
    holds,
    close: () => db.close(),
    samples(count) {
      const places = new Set<number>();
      const open = [0];
      while (open.length > 0 && places.size < count) {
        const node = open.pop()!;
        if (node < nodes) open.push(child(node, 1), child(node, 0));
        else if (node > nodes) places.add(node);
      }
      return [...places].map(record);
    },
    lookUp<T>(convert: (record: unknown) => T | null) {
      const known = new Map<number, T | null>();
      return (address: IpNumber) => {
        if (!holds(address.family)) return null;
        const place = attempt(() => find(address));
        if (!(place > nodes)) return null;
        let answer = known.get(place);
        if (answer === undefined) known.set(place, (answer = convert(record(place))));
        return answer;
      };
    }
  };
}

function readMetadata({bytes, need}: LazyFile): Metadata {
  const first = Math.max(0, bytes.length - furthest);
  need(first, bytes.length);
  const found = bytes.subarray(first).lastIndexOf(marker);
  if (found === -1) throw new Error("it has no metadata");
  const start = first + found;
  const decode: DecodeMmdb = mmdbDecoder(bytes.subarray(start + marker.length));
  const fields = decode(0) as Record<string, unknown>;
  const {node_count, record_size, ip_version, database_type, build_epoch} = fields;
  const nodes = Number(node_count);
  const recordSize = Number(record_size);
  if (![24, 28, 32].includes(recordSize)) throw new Error(`its records have ${recordSize} bits`);
  if (!(nodes > 0 && (nodes * recordSize) / 4 + separator < start)) throw new Error("it is cut short");
  return {
    nodes,
    recordSize,
    family: ip_version === 4 ? 4 : 6,
    type: String(database_type),
    date: Number(build_epoch) * 1000
  };
}

/** Reads the left (0) or right (1) child of a node. */
function childOf({bytes: db, need}: LazyFile, recordSize: number): (node: number, side: number) => number {
  if (recordSize === 24)
    return (node, side) => {
      const at = node * 6 + side * 3;
      need(at, at + 3);
      return (db[at] << 16) | (db[at + 1] << 8) | db[at + 2];
    };
  if (recordSize === 28)
    return (node, side) => {
      const at = node * 7;
      need(at, at + 7);
      const high = side === 0 ? db[at + 3] >> 4 : db[at + 3] & 15;
      return (high << 24) | (db[at + side * 4] << 16) | (db[at + side * 4 + 1] << 8) | db[at + side * 4 + 2];
    };
  return (node, side) => {
    const at = node * 8 + side * 4;
    need(at, at + 4);
    return db.readUInt32BE(at);
  };
}
