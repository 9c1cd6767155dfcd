import {addEntry, createDraft} from "./draft.js";
import type {ListFormat} from "./format.js";
import {eachLine, isComment} from "./format.js";
import {readHeader} from "./header.js";

const usual = 3; // below it, more is noise than not

/** IPsum: an address, a tab, and how many lists name it. Those on too few are left out, and counted. */
export const ipsum: ListFormat = {
  name: "ipsum",
  fits: ({head}) => head.length > 0 && head.filter((line) => /^\S+\t\d+$/.test(line)).length * 2 > head.length,
  read({text, comments}, {wide, level = usual}) {
    const draft = createDraft({collection: true, ...readHeader(comments)});
    eachLine(text, (line, number) => {
      if (isComment(line)) return;
      const [entry, count] = line.split("\t");
      if (/^\d+$/.test(count ?? "") && Number(count) < level) draft.left++;
      else addEntry(draft, entry, number, {wide});
    });
    return [draft];
  }
};
