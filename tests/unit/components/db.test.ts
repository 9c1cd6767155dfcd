import {expect, it} from "vitest";
import {openDatabase} from "../../../src/components/db.js";

it("openDatabase(client, tables) turns extension loading off before the first query", async () => {
  const asked: string[] = [];
  const database = {
    query: async (text: string) => void asked.push(text),
    async sql(strings: TemplateStringsArray) {
      asked.push(strings.join("?"));
      return [];
    }
  };
  const sql = await openDatabase({of: async (tables) => (asked.push(...Object.keys(tables)), database)}, {places: 1});
  await sql`SELECT ${1}`;
  expect(asked).toEqual(["places", "SET autoload_known_extensions = false", "SELECT ?"]);
});
