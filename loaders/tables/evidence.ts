import {literal} from "../sql.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import {directionIn, ownCondition} from "./direction.js";
import type {PublishTable} from "./table.js";

/**
 * Log, protocol and status are named as traffic names them. An event that a log has twice is there once: how a log was cut into
 * parts is not to be told from it.
 */
export const evidence: PublishTable = async ({connection, logs, settings, gathered}) => {
  await gathered;
  const parts = logs.flatMap(({file, log, parts}) => parts.map(() => ({file, log})));
  const ofPart = (name: "file" | "log") =>
    `([${parts.map((part) => literal(part[name])).join(", ")}]::VARCHAR[])[part + 1]`;
  const toOwn =
    settings.networks.length > 0
      ? "CASE WHEN dest_ip IS NOT NULL THEN dest_ip IN (FROM own_destinations) END"
      : "NULL::BOOLEAN";
  const raw = ["log", "protocol", "hundreds", "action"];
  return queryToArrow(
    connection,
    schemas.evidence,
    `WITH event AS (
      SELECT shown.*, seen.* EXCLUDE (rank, path), regexp_replace(path, '[?].*', '?…', 's') AS path, ${ofPart("file")} AS file,
        ${ofPart("log")} AS log, status_code // 100 AS hundreds, ${directionIn(ownCondition, toOwn)} AS direction
      FROM seen JOIN (SELECT rank, ip, class, network FROM known) AS shown USING (rank)),
    label AS (
      SELECT log, left(protocol, 64) AS protocol, hundreds, action, true AS labelled,
        min(log_label) AS log_label, min(protocol_label) AS protocol_label, min(status) AS status
      FROM kinds GROUP BY ALL)
    SELECT DISTINCT rank, timestamp, ip, file, if(labelled, log_label, event.log) AS log, if(labelled, protocol_label, event.protocol) AS protocol,
      status, direction, ${others.join(", ")}
    FROM event LEFT JOIN label ON ${raw.map((name) => `label.${name} IS NOT DISTINCT FROM event.${name}`).join(" AND ")}
    ORDER BY ALL NULLS FIRST`
  );
};

const others = [
  ...["status_code", "method", "host", "path", "user_agent", "source_port"],
  ...["dest_ip", "dest_port", "bytes_sent", "bytes_received"]
];
