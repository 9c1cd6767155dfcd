import {linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {hostname} from "node:os";
import {join} from "node:path";
import {UserError} from "../errors.js";
import {isRunning} from "../is-running.js";

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string; // ISO 8601
}

/**
 * Takes a store for this process and gives the function that gives it back. Throws `store in use: path` with who holds it. The
 * lock of a process that has died is taken over.
 */
export function lockStore(
  store: string,
  {pid = process.pid, host = hostname(), now = () => new Date()} = {}
): () => void {
  mkdirSync(store, {recursive: true});
  const path = join(store, "lock");
  const mine = `${path}-${pid}`; // written first and linked then: nobody sees a lock half written
  writeFileSync(mine, JSON.stringify({pid, host, since: now().toISOString()} satisfies Owner));
  try {
    for (;;) {
      if (link(mine, path)) return () => rmSync(path, {force: true});
      const other = readOwner(path);
      if (other && (other.host !== host || isRunning(other.pid)))
        throw new UserError(
          `store in use: ${store}, by process ${other.pid} on ${other.host} since ${other.since}; wait for it, or name another store in STORE` +
            (other.host === host ? "" : ` (if that process has died, remove ${path})`)
        );
      takeAway(path, {to: `${mine}-dead`, dead: other});
    }
  } finally {
    rmSync(mine, {force: true});
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Of several that find a dead lock, one moves it away; one that has moved a living one instead puts it back. */
function takeAway(path: string, {to, dead}: {to: string; dead: Owner | null}): void {
  try {
    renameSync(path, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const moved = readOwner(to);
  if (moved && (moved.pid !== dead?.pid || moved.since !== dead.since)) link(to, path);
  rmSync(to, {force: true});
}

function readOwner(path: string): Owner | null {
  try {
    const {pid, host, since} = JSON.parse(readFileSync(path, "utf8")) as Owner;
    return {pid, host, since};
  } catch {
    return null; // gone, or no lock of ours
  }
}
