import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

const most = 20_000; // addresses: what a page can hold and a table can show

export const addresses: PublishTable = ({connection}) =>
  queryToArrow(
    connection,
    schemas.addresses,
    `SELECT known.*, source FROM known JOIN unit_of USING (rank) WHERE ip IS NOT NULL AND rank <= ${most + 1} ORDER BY rank LIMIT ${most}`
  );
