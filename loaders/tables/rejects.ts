import {schemas} from "../schema.js";
import {rowsToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

const most = 1000; // samples over all logs

export const rejects: PublishTable = async ({logs}) =>
  rowsToArrow(
    schemas.rejects,
    logs.flatMap(({file, rejects}) => rejects.map((reject) => ({file, ...reject}))).slice(0, most)
  );
