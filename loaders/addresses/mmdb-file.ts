import {readFileSync} from "node:fs";
import type {Response} from "mmdb-lib";
import {Reader} from "mmdb-lib";
import {messageOf, UserError} from "../errors.js";
import {formatAddress} from "./format-address.js";
import type {IpNumber} from "./parse-address.js";

/** A MaxMind DB file in memory. */
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
}

const separator = 16; // bytes between the tree and the data

/** Opens a MaxMind DB file. Throws a UserError that names the path if it cannot be read or is none. */
export function openMmdb(path: string): MmdbFile {
  const [db, reader] = readMmdb(path);
  const {nodeCount, recordSize, searchTreeSize, ipVersion, databaseType, buildEpoch} = reader.metadata;
  if (!(nodeCount > 0 && searchTreeSize + separator < db.length)) throw unreadable(path, "the file is cut short");
  const child = childOf(db, recordSize);
  const start4 = ipVersion === 4 ? 0 : descend(0, 0, 96);
  const families = {4: ipVersion === 4 || start4 !== nodeCount, 6: ipVersion === 6};

  /** Follows zero bits from a node, or as many as lead to another node. */
  function descend(node: number, from: number, to: number): number {
    for (let bit = from; bit < to && node < nodeCount; bit++) node = child(node, 0);
    return node;
  }

  /** The record of an address, as a number above that of every node, or else the number of nodes. */
  function find(address: IpNumber): number {
    if (address.family === 4) return find32(start4, address.value);
    let node = 0;
    for (let shift = 96n; shift >= 0n && node < nodeCount; shift -= 32n)
      node = find32(node, Number((address.value >> shift) & 0xffffffffn));
    return node;
  }

  function find32(node: number, word: number): number {
    for (let bit = 31; bit >= 0 && node < nodeCount; bit--) node = child(node, (word >>> bit) & 1);
    return node;
  }

  function decode(address: IpNumber): unknown {
    try {
      return reader.get(formatAddress(address));
    } catch (error) {
      throw unreadable(path, messageOf(error));
    }
  }

  return {
    path,
    type: String(databaseType),
    date: buildEpoch.getTime(),
    holds: (family) => families[family],
    samples(count) {
      const found = new Map<number, unknown>();
      const bits = ipVersion === 4 ? 32 : 128;
      const open = [{node: 0, depth: 0, value: 0n}];
      while (open.length > 0 && found.size < count) {
        const {node, depth, value} = open.pop()!;
        if (node > nodeCount) {
          if (!found.has(node))
            found.set(node, decode(bits === 32 ? {family: 4, value: Number(value)} : {family: 6, value}));
        } else if (node < nodeCount && depth < bits) {
          const right = value + (1n << BigInt(bits - depth - 1));
          open.push({node: child(node, 1), depth: depth + 1, value: right});
          open.push({node: child(node, 0), depth: depth + 1, value});
        }
      }
      return [...found.values()];
    },
    lookUp<T>(convert: (record: unknown) => T | null) {
      const known = new Map<number, T | null>();
      return (address: IpNumber) => {
        if (!families[address.family]) return null;
        const record = find(address);
        if (record <= nodeCount) return null;
        let answer = known.get(record);
        if (answer === undefined) known.set(record, (answer = convert(decode(address))));
        return answer;
      };
    }
  };
}

function readMmdb(path: string): [Buffer, Reader<Response>] {
  try {
    const db = readFileSync(path);
    return [db, new Reader<Response>(db)];
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
}

function unreadable(path: string, why: string): UserError {
  return new UserError(
    `unable to read database: ${path} (${why}); it must be a whole file in MaxMind DB format (.mmdb)`
  );
}

/** Reads the left (0) or right (1) child of a node; the size of the records, in bits, decides where it stands. */
function childOf(db: Buffer, recordSize: number): (node: number, side: number) => number {
  if (recordSize === 24)
    return (node, side) => {
      const at = node * 6 + side * 3;
      return (db[at] << 16) | (db[at + 1] << 8) | db[at + 2];
    };
  if (recordSize === 28)
    return (node, side) => {
      const at = node * 7;
      const high = side === 0 ? db[at + 3] >> 4 : db[at + 3] & 15;
      return (high << 24) | (db[at + side * 4] << 16) | (db[at + side * 4 + 1] << 8) | db[at + side * 4 + 2];
    };
  return (node, side) => db.readUInt32BE(node * 8 + side * 4);
}
