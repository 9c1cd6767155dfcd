/** A mistake of the user's: shown as one line without a stack. The message reads `what went wrong: value`, then what to do. */
export class UserError extends Error {
  override name = "UserError";
}

/** A command that was called in a way that it does not understand: exit code 2. */
export class UsageError extends UserError {
  override name = "UsageError";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
