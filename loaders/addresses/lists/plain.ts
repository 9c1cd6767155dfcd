import {addEntry, createDraft} from "./draft.js";
import type {ListFormat} from "./format.js";
import {eachLine, isComment} from "./format.js";
import {readHeader} from "./header.js";

/** One address, block, range or system a line; what follows a blank, `#` or `;` is a remark. Sources: ipset and netset files,
 * Spamhaus's DROP as text, the Tor project's bulk list. */
export const plain: ListFormat = {
  name: "plain",
  fits: () => true,
  read({text, comments}, {wide}) {
    const draft = createDraft(readHeader(comments));
    eachLine(text, (line, number) => {
      if (!isComment(line)) addEntry(draft, entryOf(line), number, {wide, shown: line});
    });
    return [draft];
  }
};

const longest = 200; // no entry is longer, and a search for blanks in a hostile line would take its time

function entryOf(whole: string): string {
  const line = whole.slice(0, longest);
  const remark = line.search(/[#;]/);
  const bare = (remark === -1 ? line : line.slice(0, remark)).trim().replace(/\s+-\s+/, "-");
  const [first] = bare.split(/\s/, 1);
  return first || line;
}
