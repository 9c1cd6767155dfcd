/** A mistake of the user's: shown as one line without a stack. The message reads `what went wrong: value`, then what to do. */
export class UserError extends Error {
  override name = "UserError";
}

/** A command that was called in a way that it does not understand: exit code 2. */
export class UsageError extends UserError {
  override name = "UsageError";
}

/** A full disk, told as such: DuckDB says it in words of its own. Any other error is given as it is. */
export function explainDisk(error: unknown): unknown {
  const message = messageOf(error);
  if (
    (error as NodeJS.ErrnoException | null)?.code !== "ENOSPC" &&
    !/no space left on device|disk quota/i.test(message)
  )
    return error;
  return new UserError(
    `disk full: ${message.split("\n", 1)[0]}; free some space, then run again: it goes on where it stopped`
  );
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
