const lineFeed = 10;

export const patience = 1024 * 1024; // bytes of an unfinished line that are held back to keep blocks whole

/**
 * Joins blocks so that each ends at a line end, but for the last and for blocks within a line of more than 1 MB. All are parts
 * of one buffer, each good until the next is asked for: making a buffer for each costs more than looking at what is in it.
 */
export async function* wholeLines(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let buffer = Buffer.alloc(0);
  let kept = 0;
  for await (const block of blocks) {
    const length = kept + block.length;
    if (length > buffer.length) {
      const longer = Buffer.allocUnsafe(buffer.length > 0 ? length + patience : length); // a small log is one block
      buffer.copy(longer, 0, 0, kept);
      buffer = longer;
    }
    block.copy(buffer, kept);
    kept = length;
    const end = buffer.lastIndexOf(lineFeed, length - 1) + 1 || (length > patience ? length : 0);
    if (end > 0) yield buffer.subarray(0, end);
    buffer.copyWithin(0, end, length);
    kept = length - end;
  }
  if (kept > 0) yield buffer.subarray(0, kept);
}
