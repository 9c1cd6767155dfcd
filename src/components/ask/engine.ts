import type {Table} from "apache-arrow";
import {readAnswer} from "./answer.js";
import type {QueryAnswer} from "./answer.js";

/** What is wrong with a query, and where: a line (from 1) and a column (from 0) of its text, if the engine says so. */
export class QueryError extends Error {
  constructor(
    message: string,
    readonly at: {readonly line: number; readonly column: number} | null = null
  ) {
    super(message);
  }
}

/** The parts of DuckDB-WASM that are used. */
export interface Engine {
  connect(): Promise<EngineConnection>;
  connectInternal(): Promise<number>;
  runQuery(connection: number, sql: string): Promise<Uint8Array>;
  disconnect(connection: number): Promise<void>;
  terminate(): Promise<void>;
}
interface EngineConnection {
  query(sql: string): Promise<Table>;
  prepare(sql: string): Promise<{close(): Promise<void>}>;
  insertArrowFromIPCStream(bytes: Uint8Array, options: {name: string; schema: string}): Promise<void>;
  close(): Promise<void>;
}

/** A published table: an Arrow IPC stream, fetched when it is asked for. */
export interface TableFile {
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface AskOptions {
  open: () => Promise<Engine>; // an engine of its own
  tables?: Readonly<Record<string, TableFile>>; // the published tables by name; an engine gets them as queries name them
  rows?: number; // a result is cut there; defaults to 10,000
  seconds?: number; // a query is stopped then; defaults to 30
}

export interface Asker {
  /** Runs a query. Throws a QueryError: what is wrong with it, `stopped`, or that it took too long. */
  run(sql: string): Promise<QueryAnswer>;
  /** Runs a query and gives its result as an Arrow IPC stream, whole. Throws as `run` does. */
  arrow(sql: string): Promise<Uint8Array>;
  /** Ends the query that runs, if there is one, whatever it is doing. */
  stop(): void;
}

/**
 * Runs queries that a reader wrote, in an engine that they can neither hang the page with nor leave: it works in a thread of its
 * own, which is ended and made anew if a query is stopped or takes too long, and it reads no file and no address.
 */
export function createAsker({open, tables = {}, rows: most = 10_000, seconds = 30}: AskOptions): Asker {
  let engine: Promise<Engine> | null = null;
  let filled = new Map<string, Promise<void>>(); // the tables of the engine
  let end: ((error: QueryError) => void) | null = null;

  async function start(): Promise<Engine> {
    const opened = await open();
    const connection = await opened.connect();
    // In this order: what comes after the lock can't be changed any more, by nobody.
    for (const setting of [
      "autoload_known_extensions = false",
      "autoinstall_known_extensions = false",
      "enable_external_access = false",
      "lock_configuration = true"
    ])
      await connection.query(`SET ${setting}`);
    await connection.close();
    return opened;
  }

  async function ready(): Promise<Engine> {
    if (engine === null) {
      engine = start();
      filled = new Map();
    }
    engine.catch(() => (engine = null));
    return engine;
  }

  /** The engine with the tables that a query may need: they are fetched while it starts. */
  async function withTables(names: readonly string[]): Promise<Engine> {
    const opened = ready();
    const own = filled;
    for (const name of names) {
      if (own.has(name)) continue;
      const filling = fill(opened, name);
      own.set(name, filling);
      filling.catch(() => own.delete(name)); // fetched again by the next query
    }
    await Promise.all(names.map((name) => own.get(name)));
    return opened;
  }

  async function fill(opened: Promise<Engine>, name: string): Promise<void> {
    const bytes = await tables[name].arrayBuffer();
    const connection = await (await opened).connect();
    try {
      await connection.insertArrowFromIPCStream(new Uint8Array(bytes), {name, schema: "main"});
    } finally {
      await connection.close();
    }
  }

  /** Runs a query with the tables that it names; with all of them, if it turns out to need another. */
  async function withNamed<T>(sql: string, run: (opened: Engine) => Promise<T>): Promise<T> {
    const names = namesIn(sql, Object.keys(tables));
    try {
      return await run(await withTables(names));
    } catch (error) {
      const lacks = names.length < Object.keys(tables).length && /does not exist|not found/i.test(messageOf(error));
      if (!lacks) throw error;
      return run(await withTables(Object.keys(tables)));
    }
  }

  async function answer(sql: string, opened: Engine): Promise<QueryAnswer> {
    const connection = await opened.connect();
    const begun = performance.now();
    try {
      const single = await isSingle(connection, sql);
      const table = await connection.query(single ? limited(sql, most) : sql);
      return {...readAnswer(table, most), milliseconds: performance.now() - begun};
    } catch (error) {
      throw error instanceof QueryError ? error : explain(error, sql);
    } finally {
      connection.close().catch(() => {}); // it may have ended with its engine
    }
  }

  async function arrow(sql: string, opened: Engine): Promise<Uint8Array> {
    const connection = await opened.connectInternal();
    try {
      return await opened.runQuery(connection, sql);
    } catch (error) {
      throw explain(error, sql);
    } finally {
      opened.disconnect(connection).catch(() => {});
    }
  }

  async function atMost<T>(work: () => Promise<T>): Promise<T> {
    end?.(new QueryError("stopped: another query was run"));
    const ended = new Promise<never>((_, reject) => (end = reject));
    const own = end;
    const late = `stopped after ${seconds} seconds: narrow it, by time or by WHERE, and run it again`;
    const timer = setTimeout(() => abandon(new QueryError(late)), seconds * 1000);
    try {
      return await Promise.race([work(), ended]);
    } finally {
      clearTimeout(timer);
      if (end === own) end = null;
    }
  }

  function abandon(error: QueryError) {
    const ended = engine;
    engine = null;
    ended?.then((one) => one.terminate()).catch(() => {});
    end?.(error);
  }

  return {
    async run(sql) {
      if (sql.trim() === "") throw new QueryError("nothing to run: write a query first");
      return atMost(() => withNamed(sql, (opened) => answer(sql, opened)));
    },
    arrow: (sql) => atMost(() => withNamed(sql, (opened) => arrow(sql, opened))),
    stop: () => abandon(new QueryError("stopped"))
  };
}

/** The tables that a query names, or all of them if it asks what there is. */
export function namesIn(sql: string, tables: readonly string[]): string[] {
  if (/\b(show|describe|summarize|pragma\w*|information_schema|sqlite_\w+|duckdb_\w+|pg_\w+)\b/i.test(sql))
    return [...tables];
  const words = new Set(sql.toLowerCase().match(/\w+/g));
  return tables.filter((name) => words.has(name.toLowerCase()));
}

/** Whether it is one statement, by the engine's own parser, which also says what is wrong with it and where. */
async function isSingle(connection: EngineConnection, sql: string): Promise<boolean> {
  try {
    const statement = await connection.prepare(sql);
    await statement.close();
    return true;
  } catch (error) {
    if (/multiple statements/i.test(messageOf(error))) return false;
    throw explain(error, sql);
  }
}

/** One row more than the limit, so that a cut is noticed; statements that are no queries stay as they are. */
function limited(sql: string, most: number): string {
  const bare = sql.replace(/(?:\s|;|--[^\n]*$)+$/, "");
  return /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:with|select|from|values|table|pivot|unpivot|\()/i.test(bare)
    ? `SELECT * FROM (\n${bare}\n) LIMIT ${most + 1}`
    : sql;
}

/** The engine's words for what is wrong, and the place that its `LINE 3: …` and the caret below it point at. */
function explain(error: unknown, sql: string): QueryError {
  const message = messageOf(error);
  const [, number, excerpt, caret] = /LINE (\d+): (.*)\n( *)\^/.exec(message) ?? [];
  const text = message.replace(/\n\nLINE \d+:[\s\S]*$/, "").trim();
  if (number === undefined) return new QueryError(text);
  const line = Number(number);
  const whole = sql.split("\n")[line - 1] ?? "";
  const part = excerpt.replace(/^\.\.\.|\.\.\.$/g, "");
  const shift = Math.max(0, whole.indexOf(part)) - (excerpt.startsWith("...") ? 3 : 0);
  const column = caret.length - `LINE ${number}: `.length + shift;
  return new QueryError(text, {line, column: Math.min(Math.max(0, column), whole.length)});
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
