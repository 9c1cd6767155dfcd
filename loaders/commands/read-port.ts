import {UsageError} from "../errors.js";

/** The port that an option names, null if it was not given. Throws `invalid --port: text`. */
export function readPort(text: string | boolean | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UsageError(`invalid --port: ${text}; it must be a whole number from 1 to 65535`);
}
