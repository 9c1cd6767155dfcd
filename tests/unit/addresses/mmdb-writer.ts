import {writeFileSync} from "node:fs";
import {parseAddress} from "../../../loaders/addresses/parse-address.js";

/** A number that is stored as a 32-bit float, as the packages of ip-location-db store degrees. */
export class Float {
  constructor(readonly value: number) {}
}

export type MmdbValue = string | number | bigint | boolean | Float | MmdbValue[] | {readonly [key: string]: MmdbValue};

export interface MmdbOptions {
  type?: string;
  ipVersion?: 4 | 6; // of the tree; one of IPv6 holds IPv4 below 96 zero bits
  recordSize?: 24 | 28 | 32; // bits
  built?: number; // seconds since 1970
}

type Node = [left: Node | number | null, right: Node | number | null]; // a number is the place of a record in the data

/** Writes a small MaxMind DB file with a record for each prefix. Whole numbers are stored as uint32, others as doubles. */
export function writeMmdb(
  path: string,
  records: Readonly<Record<string, MmdbValue>>,
  {type = "Test-City", ipVersion = 6, recordSize = 24, built = 1_700_000_000}: MmdbOptions = {}
): string {
  const root: Node = [null, null];
  const data = createEncoder();
  for (const [prefix, record] of Object.entries(records)) insert(root, bitsOf(prefix, ipVersion), data.add(record));
  const nodes: Node[] = [root];
  for (let at = 0; at < nodes.length; at++) for (const side of nodes[at]) if (Array.isArray(side)) nodes.push(side);
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const place = (side: Node[0]) =>
    side === null ? nodes.length : Array.isArray(side) ? numbers.get(side)! : nodes.length + 16 + side;
  const metadata = createEncoder();
  metadata.add({
    node_count: nodes.length,
    record_size: recordSize,
    ip_version: ipVersion,
    database_type: type,
    languages: ["en"],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: BigInt(built),
    description: {en: "written by a test"}
  });
  writeFileSync(
    path,
    Buffer.concat([
      ...nodes.map(([left, right]) => encodeNode(place(left), place(right), recordSize)),
      Buffer.alloc(16),
      data.bytes(),
      Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"),
      metadata.bytes()
    ])
  );
  return path;
}

function bitsOf(prefix: string, ipVersion: 4 | 6): string {
  const [text, length] = prefix.split("/");
  const {family, value} = parseAddress(text)!;
  const bits = value.toString(2).padStart(family === 4 ? 32 : 128, "0");
  return (family === 4 && ipVersion === 6 ? "0".repeat(96) : "") + bits.slice(0, Number(length));
}

function insert(root: Node, bits: string, record: number): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const next = node[Number(bit)];
    node = Array.isArray(next) ? next : ((node[Number(bit)] = [next, next]) as Node);
  }
  node[Number(bits.at(-1))] = record;
}

function encodeNode(left: number, right: number, recordSize: 24 | 28 | 32): Buffer {
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 28) {
    bytes.writeUIntBE(left & 0xffffff, 0, 3);
    bytes[3] = ((left >>> 24) << 4) | (right >>> 24);
    bytes.writeUIntBE(right & 0xffffff, 4, 3);
  } else {
    bytes.writeUIntBE(left, 0, recordSize / 8);
    bytes.writeUIntBE(right, recordSize / 8, recordSize / 8);
  }
  return bytes;
}

/** Encodes values one behind the other; text that was there before becomes a pointer, as real files have it. */
function createEncoder() {
  const parts: Buffer[] = [];
  const texts = new Map<string, number>();
  let size = 0;
  const push = (...buffers: Buffer[]) => {
    parts.push(...buffers);
    size += buffers.reduce((sum, {length}) => sum + length, 0);
  };

  function encode(value: MmdbValue): void {
    if (typeof value === "string") return encodeText(value);
    if (typeof value === "boolean") return push(control(14, Number(value)));
    if (typeof value === "bigint") return push(control(9, 8), Buffer.from(value.toString(16).padStart(16, "0"), "hex"));
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return push(control(6, 4), uint32(value));
    if (typeof value === "number") return push(control(3, 8), doubleOf(value));
    if (value instanceof Float) return push(control(15, 4), floatOf(value.value));
    if (Array.isArray(value)) {
      push(control(11, value.length));
      return value.forEach(encode);
    }
    const entries = Object.entries(value);
    push(control(7, entries.length));
    for (const [key, entry] of entries) {
      encodeText(key);
      encode(entry);
    }
  }

  function encodeText(text: string): void {
    const before = texts.get(text);
    if (before !== undefined && before < 2048) return push(Buffer.from([(1 << 5) | (before >> 8), before & 255]));
    texts.set(text, size);
    const bytes = Buffer.from(text);
    push(control(2, bytes.length), bytes);
  }

  return {
    add(value: MmdbValue): number {
      const start = size;
      encode(value);
      return start;
    },
    bytes: () => Buffer.concat(parts)
  };
}

function control(type: number, size: number): Buffer {
  const more = size < 29 ? [] : size < 285 ? [size - 29] : [(size - 285) >> 8, (size - 285) & 255];
  const low = size < 29 ? size : size < 285 ? 29 : 30;
  return Buffer.from(type < 8 ? [(type << 5) | low, ...more] : [low, type - 7, ...more]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function doubleOf(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function floatOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
}
