import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

const most = 20_000; // addresses: what a page can hold and a table can show

/** The listed ones are among them however quiet they are. */
export const addresses: PublishTable = ({connection}) =>
  queryToArrow(
    connection,
    schemas.addresses,
    `SELECT * FROM (
      SELECT known.*, source, turn FROM known JOIN unit_of USING (rank) LEFT JOIN listed USING (rank)
      WHERE ip IS NOT NULL AND (rank <= ${most + 1} OR turn IS NOT NULL) ORDER BY turn NULLS LAST, rank LIMIT ${most})
    ORDER BY rank`
  );
