import {schemas} from "../schema.js";
import {rowsToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

export const files: PublishTable = async ({logs}) =>
  rowsToArrow(
    schemas.files,
    logs.map(({parts, notes, ...log}) => ({...log, chunks: parts.length, note: notes.join("; ") || null}))
  );
