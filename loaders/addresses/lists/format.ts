import type {AboutList} from "./about.js";
import type {ListDraft} from "./draft.js";

/** A file of a list. */
export interface ListContent {
  readonly text: string;
  readonly json: unknown; // undefined if the whole text is not JSON
  readonly head: readonly string[]; // the first lines that are no comments
  readonly comments: readonly string[]; // the first comments, without their marks
}

/** One way to write a list. Most files are one list; a bundle may be several. */
export interface ListFormat {
  readonly name: string;
  readonly fits: (content: ListContent, about: AboutList) => boolean;
  readonly read: (content: ListContent, about: AboutList) => ListDraft[];
}

/** Calls for each line that holds something, with its number from 1 and without blanks around it. */
export function eachLine(text: string, call: (line: string, number: number) => void): void {
  let number = 1;
  for (let at = 0; at <= text.length; number++) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end).trim();
    if (line !== "") call(line, number);
    at = end === -1 ? Infinity : end + 1;
  }
}

export function isComment(line: string): boolean {
  return line.startsWith("#") || line.startsWith(";") || line.startsWith("//");
}

const mostHead = 20;
const mostComments = 100;
const longest = 300; // characters of a comment

/** Looks at a file: whether it is JSON, and how it begins. */
export function contentOf(text: string): ListContent {
  const head: string[] = [];
  const comments: string[] = [];
  eachLine(text.slice(0, 65_536), (line) => {
    if (isComment(line)) comments.push(line.replace(/^(?:[#;]+|\/\/)\s*/, "").slice(0, longest));
    else head.push(line);
  });
  return {text, json: jsonOf(text), head: head.slice(0, mostHead), comments: comments.slice(0, mostComments)};
}

function jsonOf(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
