import {bucketOrigin} from "../engines/rollups.js";
import {schemas} from "../schema.js";
import {toArrow} from "./arrow.js";
import {directionOf, isOwn} from "./direction.js";
import type {PublishTable} from "./table.js";

/** The kinds are named here and not in the query: hundreds of thousands of texts take longer to hand over than to look up. */
export const traffic: PublishTable = async ({connection, detail: {seconds}}) => {
  const labels = await connection.runAndReadAll(
    "SELECT kind::DOUBLE AS kind, log, protocol, status, to_own FROM kind_labels"
  );
  const labelOf = new Map(labels.getRowObjectsJS().map((label) => [label.kind, label]));
  const units = await connection.runAndReadAll("SELECT source::DOUBLE AS source, class, network FROM units");
  const ownOf = new Map(
    units.getRowObjectsJS().map(({source, class: name, network}) => [source, isOwn({class: name, network})])
  );
  const reader = await connection.runAndReadAll(`
    SELECT (bucket * ${seconds * 1000} + ${bucketOrigin(seconds)})::DOUBLE AS bucket, source::DOUBLE AS source, kind::DOUBLE AS kind,
      events, bytes_sent, bytes_received, unsized
    FROM traffic ORDER BY bucket, source, kind`);
  const {kind = [], ...columns} = reader.getColumnsObjectJS();
  const label = (name: "log" | "protocol" | "status") => kind.map((number) => labelOf.get(number)?.[name] ?? null);
  const direction = kind.map((number, row) =>
    directionOf(ownOf.get(columns.source[row])!, labelOf.get(number)!.to_own as boolean | null)
  );
  return toArrow(schemas.traffic.columns, {
    ...columns,
    log: label("log"),
    protocol: label("protocol"),
    status: label("status"),
    direction
  });
};
