import {printable} from "../../terminal.js";
import {createMatcher} from "./match.js";
import type {Labels, Matcher} from "./match.js";
import type {AddressList} from "./read-list.js";

export type {AboutList} from "./about.js";
export {normalizeAbout} from "./about.js";
export type {Labels, Matcher, Seen} from "./match.js";
export type {AddressList} from "./read-list.js";
export type {ListsSetting} from "./read-lists.js";
export {listStamps} from "./list-stamps.js";
export {readLists} from "./read-lists.js";

/** Labels of an address as the tables carry them. */
export interface LabelText {
  readonly labels: string; // names of lists, in the order of the lists, with commas between them
  readonly threats: number; // how many lists name it a threat independently
}

export const labelSeparator = ", "; // no name has a comma

/** Makes the matcher of some lists; null if there are none, so that nothing is asked of it. */
export function openMatcher(lists: readonly AddressList[]): Matcher | null {
  return lists.length === 0 ? null : createMatcher(lists);
}

/** What was read of the lists, in a line, and a line for each that was refused. */
export function describeLists(lists: readonly AddressList[]): string[] {
  const total = (name: "entries" | "malformed") =>
    lists.reduce((sum, list) => sum + list[name], 0).toLocaleString("en-US");
  const refused = lists.filter(({format}) => format === null);
  return [
    `lists: ${lists.length - refused.length} with ${total("entries")} entries, ${total("malformed")} malformed`,
    ...refused.map(({file, note}) => `list ${printable(file)}: ${printable(note ?? "")}`)
  ];
}

/**
 * Writes labels down. Parts and copies of one file count as one list, and a collection, which repeats others, counts only where no
 * other threat list holds the address.
 */
export function textOf({lists}: Labels, all: readonly AddressList[]): LabelText {
  const threats = lists.map((list) => all[list]).filter(({kind}) => kind === "threat");
  const independent = new Set(threats.filter(({collection}) => !collection).map(({digest}) => digest));
  return {
    labels: lists.map((list) => all[list].name).join(labelSeparator),
    threats: independent.size || Math.min(1, threats.length)
  };
}
