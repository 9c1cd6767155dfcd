// @vitest-environment jsdom
import {expect, it} from "vitest";
import {SelectionBar} from "../../../src/components/selection-bar.js";
import {atlasOf} from "./fixture.js";

const day = 86_400_000;
const first = Date.UTC(2025, 10, 17);
const row = (at: number, events: number) => ({
  ...{bucket: first + at * day, source: 0, log: "test", protocol: "TCP", status: "allow"},
  ...{events, bytes_sent: 1, bytes_received: 0, unsized: 0}
});

it("offers the time of all but a few events, and keeps the focus of who takes it", async () => {
  const summary = {bucket_seconds: 86_400, first_seen: first, last_seen: first + 40 * day - 1};
  const bar = SelectionBar(atlasOf({summary, traffic: [row(0, 2), row(39, 5000)]}));
  document.body.append(bar);
  const button = [...bar.querySelectorAll("button")].find(({textContent}) => textContent === "show that time")!;
  expect(button.parentElement!.textContent).toMatch(/^All but 2\s+events lie in Fri 26 Dec, 00:00/);
  button.focus();
  button.click();
  await new Promise(requestAnimationFrame);
  expect(bar.value).toMatchObject({from: first + 39 * day, to: first + 40 * day});
  expect(document.activeElement!.getAttribute("aria-label")).toMatch(/^Drop Time/);
});
