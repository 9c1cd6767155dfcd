import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {menuOf} from "../../../loaders/site/menu.js";
import {newPage} from "../../../loaders/site/new-page.js";
import {temporary} from "./temporary.js";

describe("newPage(question, folder)", () => {
  it("names the file after the question, and has at most fifteen lines", () => {
    const folder = temporary();
    expect(newPage("Which networks send most 404s?", folder)).toBe("which-networks-send-most-404s.md");
    const text = readFileSync(join(folder, "which-networks-send-most-404s.md"), "utf8");
    expect(text.trim().split("\n").length).toBeLessThanOrEqual(15);
    expect(text).toContain('title: "Which networks send most 404s?"');
  });
  it("makes a safe name of any text, and shows the text as it is", () => {
    const folder = temporary();
    expect(newPage('Où va "../../<b>${x}</b>"?\n', folder)).toBe("ou-va-b-x-b.md");
    expect(readFileSync(join(folder, "ou-va-b-x-b.md"), "utf8")).toContain(
      '# Où va "../../&#60;b&#62;&#36;&#123;x&#125;&#60;/b&#62;"?'
    );
    expect(newPage("long ".repeat(40), folder).length).toBeLessThanOrEqual(63);
  });
  it("keeps a page that is there, and asks for words", () => {
    const folder = temporary();
    newPage("Who?", folder);
    expect(() => newPage("who", folder)).toThrow("page exists");
    expect(() => newPage("??", folder)).toThrow('no question: "??"');
  });
});

describe("menuOf(folder)", () => {
  it("has the report's pages, then an author's by title, then the tools; none that links lead to", () => {
    const folder = temporary();
    for (const [name, text] of [
      ["made", "---\ntitle: How this was made\n---"],
      ["components", "---\ntitle: Components\n---"],
      ["map", "---\ntitle: Map\n---"],
      ["index", "# Overview"],
      ["address", "# One address"],
      ["zebra", '---\ntoc: false\ntitle: "A \\"quoted\\" title"\n---\n# Other'],
      ["bare", "# Bare heading"]
    ])
      writeFileSync(join(folder, `${name}.md`), text);
    expect(menuOf(folder)).toEqual([
      {name: "Map", path: "/map"},
      {name: 'A "quoted" title', path: "/zebra"},
      {name: "Bare heading", path: "/bare"},
      {name: "Components", path: "/components"},
      {name: "How this was made", path: "/made"}
    ]);
  });
});
