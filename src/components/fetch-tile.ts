import type {Table} from "apache-arrow";

/** Loads a file that table `tiles` names. Rejects with what went wrong, and when the signal says that it is not wanted. */
export type FetchTile = (file: string, signal: AbortSignal) => Promise<Table>;

/**
 * Fetches a gzipped Arrow stream of the report. Some servers say of such a file that it is packed (`Content-Encoding`), so that
 * the browser has unpacked it already: its first two bytes tell.
 */
export const fetchTile: FetchTile = async (file, signal) => {
  const [response] = await Promise.all([fetch(addressOf(file), {signal}), import("apache-arrow")]); // what reads it comes with it
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  return readTile(new Uint8Array(await response.arrayBuffer()));
};

/** Reads an Arrow stream, gzipped or not. */
export async function readTile(bytes: Uint8Array<ArrayBuffer>): Promise<Table> {
  const {tableFromIPC} = await import("apache-arrow");
  return tableFromIPC(bytes[0] === 0x1f && bytes[1] === 0x8b ? await unpack(bytes) : bytes);
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Beside the other tables of the report, whose components lie in `_import/components`; a preview serves files at another place. */
function addressOf(file: string, self = import.meta.url): URL {
  const isPreview = new URL(self).searchParams.has("sha");
  return new URL(`../../${isPreview ? "_file/" : ""}data/${file}`, self);
}
