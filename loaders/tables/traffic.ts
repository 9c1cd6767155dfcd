import {bucketOrigin} from "../engines/rollups.js";
import {schemas} from "../schema.js";
import {readCells, readNames, trafficToArrow} from "./cells.js";
import type {PublishTable} from "./table.js";

export const traffic: PublishTable = async ({connection, detail: {seconds}}) => {
  const names = await readNames(connection, "SELECT source, class, network FROM units");
  const cells = await readCells(connection, {from: "traffic", seconds, origin: bucketOrigin(seconds)});
  return trafficToArrow(schemas.traffic.columns, cells, names);
};
