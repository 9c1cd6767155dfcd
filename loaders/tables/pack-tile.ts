import {createHash} from "node:crypto";
import {promisify} from "node:util";
import {gzip} from "node:zlib";

const compress = promisify(gzip);

/** Takes a file that pages fetch as they need it. */
export type WriteTile = (name: string, bytes: Uint8Array) => void;

/** Packs an Arrow stream on another thread and writes it under a name that ends in a hash of its content. */
export async function packTile(
  what: string,
  bytes: Uint8Array,
  write: WriteTile
): Promise<{readonly file: string; readonly bytes: number}> {
  // The levels above take twice as long for one byte in seventy.
  const packed = await compress(bytes, {level: 4});
  const hash = createHash("sha256").update(packed).digest("hex").slice(0, 12);
  const name = `${what}-${hash}.arrow.gz`;
  write(name, packed);
  return {file: `tiles/${name}`, bytes: packed.length};
}
