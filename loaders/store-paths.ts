import {join} from "node:path";
import type {TableName} from "./schema.js";

/** The folder of the published tables. */
export function tableFolder(store: string): string {
  return join(store, "tables");
}

/** The file of a published table. */
export function tablePath(store: string, name: TableName): string {
  return join(tableFolder(store), `${name}.arrow`);
}

/** The folder of the files that table `tiles` names. */
export function tileFolder(store: string): string {
  return join(tableFolder(store), "tiles");
}
