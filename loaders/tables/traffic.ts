import {bucketOrigin} from "../engines/rollups.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

export const traffic: PublishTable = ({connection, detail: {seconds}}) =>
  queryToArrow(
    connection,
    schemas.traffic,
    `SELECT make_timestamp_ms(bucket * ${seconds * 1000} + ${bucketOrigin(seconds)}) AS bucket, traffic.* EXCLUDE (bucket, kind),
      log, protocol, status
    FROM traffic JOIN kind_labels USING (kind) ORDER BY bucket, source, kind`
  );
