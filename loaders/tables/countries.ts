import {countries as list} from "../addresses/index.js";
import {schemas} from "../schema.js";
import {rowsToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

export const countries: PublishTable = async () => rowsToArrow(schemas.countries, list);
