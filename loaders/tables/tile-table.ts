import {schemas} from "../schema.js";
import {rowsToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

export const tiles: PublishTable = ({tiles}) => Promise.resolve(rowsToArrow(schemas.tiles, tiles));

export const flows: PublishTable = ({flows}) => Promise.resolve(rowsToArrow(schemas.flows, flows));
