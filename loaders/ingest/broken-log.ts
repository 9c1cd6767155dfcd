import {messageOf, UserError} from "../errors.js";

/** The packed file is damaged or cut off; what came before that is good. */
export class BrokenLogError extends Error {
  override name = "BrokenLogError";
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
