import {expect, it} from "vitest";
import {headsAgree} from "../../loaders/ingest/content.js";
import {indexHeads} from "../../loaders/ingest/head-index.js";
import {createRandom} from "../browser/random.js";

it("finds what begins as another does, or with what another begins, as comparing with each does", () => {
  const random = createRandom(3);
  const text = () => Buffer.from(Array.from({length: random(7)}, () => 97 + random(2)));
  for (let round = 0; round < 200; round++) {
    const heads = Array.from({length: random(30)}, text);
    const find = indexHeads(heads, (head) => head);
    for (const head of [...heads, text(), text()])
      expect(find(head)).toEqual(heads.filter((other) => headsAgree(head, other)));
  }
});
