import type {DuckDBConnection, DuckDBType, DuckDBValue} from "@duckdb/node-api";
import {DOUBLE, DuckDBDataChunk, UINTEGER, UTINYINT, VARCHAR} from "../duckdb-api.js";
import type {AutonomousSystem} from "./asn-table.js";
import type {KnownAddress} from "./know-address.js";
import type {Labels, LabelText} from "./lists/index.js";
import type {Location} from "./location-record.js";
import type {OwnNetwork} from "./own-networks.js";
import {addressClasses} from "./special-ranges.js";

export interface Answers {
  /** Takes the answers of the next rows, 2,048 at most. */
  write(known: readonly KnownAddress[]): void;
  close(): void;
}

const size = 2048; // rows of a chunk
const classNumbers = new Map(addressClasses.map((name, number) => [name, number]));

/**
 * Makes temporary tables and takes answers into them: one with the numbers of class, place, system, own network and labels in
 * the order of the answers, and one each of the places, the systems, the networks and the labels, since text costs far more to hand over than numbers, and the same
 * comes back often.
 */
export async function openAnswers(
  connection: DuckDBConnection,
  tables: {
    readonly answers: string;
    readonly places: string;
    readonly systems: string;
    readonly networks: string;
    readonly labels: string;
  },
  textOf: (labels: Labels) => LabelText
): Promise<Answers> {
  const answers = await openTable(connection, tables.answers, {
    class: UTINYINT,
    place: UINTEGER,
    system: UINTEGER,
    net: UINTEGER,
    label: UINTEGER
  });
  const places = await openTable(connection, tables.places, {
    place: UINTEGER,
    country: VARCHAR,
    region: VARCHAR,
    city: VARCHAR,
    latitude: DOUBLE,
    longitude: DOUBLE,
    precision: VARCHAR
  });
  const systems = await openTable(connection, tables.systems, {
    system: UINTEGER,
    asn: UINTEGER,
    organization: VARCHAR
  });
  const networks = await openTable(connection, tables.networks, {net: UINTEGER, network: VARCHAR});
  const texts = await openTable(connection, tables.labels, {label: UINTEGER, labels: VARCHAR, threats: UINTEGER});
  const placeNumber = numberOnce<Location>((number, {country, region, city, latitude, longitude, precision}) =>
    places.add([number, country, region, city, latitude, longitude, precision])
  );
  const systemNumber = numberOnce<AutonomousSystem>((number, {asn, organization}) =>
    systems.add([number, asn, organization])
  );
  const networkNumber = numberOnce<OwnNetwork>((number, {name}) => networks.add([number, name]));
  const labelNumber = numberOnce<Labels>((number, found) => {
    const {labels, threats} = textOf(found);
    texts.add([number, labels, threats]);
  });
  return {
    write(known) {
      answers.addColumns([
        known.map((answer) => classNumbers.get(answer.class)!),
        known.map(({location}) => placeNumber(location)),
        known.map(({system}) => systemNumber(system)),
        known.map(({network}) => networkNumber(network)),
        known.map(({labels}) => labelNumber(labels))
      ]);
    },
    close() {
      for (const table of [answers, places, systems, networks, texts]) table.close();
    }
  };
}

/** Numbers things in the order in which they first come; null stays null. In sorted addresses the same often comes again. */
function numberOnce<T extends object>(first: (number: number, thing: T) => void): (thing: T | null) => number | null {
  const numbers = new Map<T, number>();
  let last: T | null = null;
  let lastNumber: number | null = null;
  return (thing) => {
    if (thing === last) return lastNumber;
    last = thing;
    if (thing === null) return (lastNumber = null);
    let number = numbers.get(thing);
    if (number === undefined) {
      numbers.set(thing, (number = numbers.size));
      first(number, thing);
    }
    return (lastNumber = number);
  };
}

async function openTable(connection: DuckDBConnection, name: string, columns: Readonly<Record<string, DuckDBType>>) {
  const types = Object.values(columns);
  const definitions = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  await connection.run(`CREATE TEMP TABLE ${name} (${definitions.join(", ")})`);
  const appender = await connection.createAppender(name);
  let waiting = types.map((): DuckDBValue[] => []);

  function addColumns(values: readonly (readonly DuckDBValue[])[]) {
    const chunk = DuckDBDataChunk.create(types, values[0].length);
    chunk.setColumns(values);
    appender.appendDataChunk(chunk);
  }

  function flush() {
    if (waiting[0].length > 0) addColumns(waiting);
    waiting = types.map(() => []);
  }

  return {
    addColumns,
    add(row: readonly DuckDBValue[]) {
      row.forEach((value, column) => waiting[column].push(value));
      if (waiting[0].length === size) flush();
    },
    close() {
      flush();
      appender.closeSync();
    }
  };
}
