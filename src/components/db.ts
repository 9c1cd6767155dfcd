/** The rows of a query: an Arrow table, which gives its rows one after the other. */
export type QueryResult = Iterable<Record<string, unknown>>;

export interface DatabaseClient {
  query(text: string): Promise<unknown>;
  sql(strings: TemplateStringsArray, ...values: unknown[]): Promise<QueryResult>;
}

/** Framework's DuckDBClient, which a page hands in since it is a name that only pages know. */
export interface DatabaseClientClass {
  of(tables: Record<string, unknown>): Promise<DatabaseClient>;
}

/**
 * Opens the one database of a page over some published tables and gives the tag that `sql` cells use. Extensions are not
 * loaded by themselves: the engine would fetch them from another host, and then die where it cannot.
 */
export async function openDatabase(
  client: DatabaseClientClass,
  tables: Record<string, unknown>
): Promise<DatabaseClient["sql"]> {
  const database = await client.of(tables);
  await database.query("SET autoload_known_extensions = false");
  return database.sql.bind(database);
}
