import {bucketOrigin} from "../engines/rollups.js";
import {schemas} from "../schema.js";
import {toArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

/** The kinds are named here and not in the query: hundreds of thousands of texts take longer to hand over than to look up. */
export const traffic: PublishTable = async ({connection, detail: {seconds}}) => {
  const labels = await connection.runAndReadAll("SELECT kind::DOUBLE, log, protocol, status FROM kind_labels");
  const labelOf = new Map(labels.getRowsJS().map(([kind, ...label]) => [kind, label]));
  const reader = await connection.runAndReadAll(`
    SELECT (bucket * ${seconds * 1000} + ${bucketOrigin(seconds)})::DOUBLE AS bucket, source::DOUBLE AS source, kind::DOUBLE AS kind,
      events, bytes_sent, bytes_received, unsized
    FROM traffic ORDER BY bucket, source, kind`);
  const {kind, ...columns} = reader.getColumnsObjectJS();
  const label = (index: number) => (kind ?? []).map((number) => labelOf.get(number)?.[index] ?? null);
  return toArrow(schemas.traffic.columns, {...columns, log: label(0), protocol: label(1), status: label(2)});
};
