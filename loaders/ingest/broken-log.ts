import {messageOf, UserError} from "../errors.js";

/** The packed file is damaged or cut off; what came before that is good. */
export class BrokenLogError extends Error {
  override name = "BrokenLogError";
}

/** A packed log that breaks off ends there, with a note, since what was read of it is good. */
export async function* untilBroken(blocks: AsyncIterable<Buffer>, notes: string[]): AsyncGenerator<Buffer> {
  try {
    yield* blocks;
  } catch (error) {
    if (!(error instanceof BrokenLogError)) throw error;
    notes.push(`the compressed file is damaged or cut off (${error.message}); what stands before that was read`);
  }
}

/** What a library threw while it unpacked a log: damage, unless the file can't be read at all. */
export function broken(error: unknown): Error {
  if (
    error instanceof UserError ||
    error instanceof BrokenLogError ||
    ["ENOENT", "EACCES", "EPERM", "EIO"].includes((error as NodeJS.ErrnoException).code ?? "")
  )
    return error as Error;
  return new BrokenLogError(messageOf(error), {cause: error});
}

/** Whether a file can't be read at all: it has gone, is a folder, or may not be read. */
export function isUnreadable(error: unknown): boolean {
  return ["EACCES", "EPERM", "EISDIR", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "");
}
