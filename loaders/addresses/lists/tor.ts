import {parseDate} from "./about.js";
import {addEntry, createDraft} from "./draft.js";
import type {ListFormat} from "./format.js";
import {eachLine, isComment} from "./format.js";

/** The Tor project's exit-addresses: blocks of lines, those with `ExitAddress` holding an address and when it was seen. */
export const torExits: ListFormat = {
  name: "tor-exits",
  fits: ({head}) => head.some((line) => line.startsWith("ExitAddress ")),
  read({text}, {wide}) {
    const draft = createDraft();
    let date = 0;
    eachLine(text, (line, number) => {
      const [key, value = "", ...time] = line.split(/\s+/);
      if (key === "ExitAddress") addEntry(draft, value, number, {wide});
      else if (key !== "LastStatus" && key !== "ExitNode" && key !== "Published" && !isComment(line))
        addEntry(draft, key, number, {wide});
      const seen = key === "LastStatus" ? [value, ...time].join(" ") : time.join(" ");
      if (key === "LastStatus" || key === "ExitAddress") date = Math.max(date, parseDate(seen) ?? 0);
    });
    draft.stated = {name: "Tor exits", category: "tor", ...(date > 0 ? {date} : {})};
    return [draft];
  }
};
