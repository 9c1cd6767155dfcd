import {readFileSync} from "node:fs";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {createRandom} from "./random.js";
import {change, drawn, failedCells, goTo, visit} from "./visit.js";

type Name = "country" | "protocol" | "status" | "ip" | "log" | "direction" | "label" | "class";

interface Event {
  time: number;
  bytes: number;
  values: Record<Exclude<Name, "label">, string>; // empty where there is none
}

interface Choice {
  from: number | null;
  to: number | null;
  parts: {name: Name; value: string; exclude: boolean}[];
}

const countryOf: Record<string, string> = {"8.8.8.8": "US", "1.1.1.1": "AU", "81.2.69.142": "GB"};
const classOf: Record<string, string> = {
  "10.0.0.5": "private",
  "192.0.2.17": "documentation",
  "2001:db8::7": "documentation"
};

/** The settings of the fixture name 198.51.100.0/31 as their own; private addresses always are. */
function directionOf(from: string, to: string): string {
  if (to === "") return "";
  if (from === "10.0.0.5") return to === "198.51.100.1" ? "internal" : "outbound";
  return to === "198.51.100.1" ? "inbound" : "passing";
}

const labelsOf: Record<string, string[]> = {
  "81.2.69.142": ["test-list-a", "<b>test-list-b</b>"],
  "1.1.1.1": ["Test cloud ranges"]
};
const valuesOf = ({values}: Event, name: Name): string[] =>
  name === "label" ? (labelsOf[values.ip] ?? [""]) : [values[name]];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Reads the fixture logs with a plain loop that shares no code with the loaders. */
function readEvents(): Event[] {
  const read = (name: string) =>
    readFileSync(new URL(`../fixtures/site/${name}`, import.meta.url), "utf8")
      .trimEnd()
      .split("\n");
  const events: Event[] = [];
  const add = (time: number, bytes: number, log: string, ip: string, protocol: string, status: string, to = "") => {
    const known = {country: countryOf[ip] ?? "", class: classOf[ip] ?? "public"};
    events.push({time, bytes, values: {log, ip, protocol, status, direction: directionOf(ip, to), ...known}});
  };
  for (const line of read("flows.csv")) {
    const [time, ip, to, , , protocol, sent, received, action] = line.split(",");
    if (/^\d{4}-/.test(line) && action !== undefined)
      add(Date.parse(time), Number(sent) + Number(received), "flows", ip, protocol, action, to);
  }
  for (const line of read("web.log")) {
    const [, ip, day, month, year, clock, protocol, status, size] =
      /^(\S+) \S+ \S+ \[(\d+)\/(\w+)\/(\d+):(\S+) \+0000\] "\S+ \S+ (\S+)" (\d{3}) (\d+|-) "/.exec(line) ?? [];
    if (ip === undefined) continue;
    const at = Date.parse(`${year}-${String(months.indexOf(month) + 1).padStart(2, "0")}-${day}T${clock}Z`);
    add(at, size === "-" ? 0 : Number(size), "web", ip, protocol, `${status[0]}xx`);
  }
  return events;
}

const events = readEvents();
const hour = 3_600_000;
const start = Math.floor(Math.min(...events.map(({time}) => time)) / hour) * hour;
const hours = Math.ceil((Math.max(...events.map(({time}) => time)) + 1 - start) / hour);

function choose(random: (limit: number) => number): Choice {
  const names: Name[] = ["country", "protocol", "status", "ip", "log", "direction", "label", "class"];
  const parts = new Map<string, Choice["parts"][number]>();
  for (let i = random(4); i > 0; i--) {
    const name = names[random(names.length)];
    const [value] = valuesOf(events[random(events.length)], name);
    parts.set(`${name} ${value}`, {name, value, exclude: random(3) === 0});
  }
  if (random(2) === 0) return {from: null, to: null, parts: [...parts.values()]};
  const first = random(hours);
  const last = first + 1 + random(hours - first);
  if (first === 0 && last === hours) return {from: null, to: null, parts: [...parts.values()]};
  return {from: start + first * hour, to: start + last * hour, parts: [...parts.values()]};
}

function write({from, to, parts}: Choice): string {
  const query = new URLSearchParams();
  if (from !== null && to !== null) {
    query.set("from", new Date(from).toISOString());
    query.set("to", new Date(to).toISOString());
  }
  for (const {name, value, exclude} of parts) query.append(`${exclude ? "not" : "only"}.${name}`, value);
  return query.toString();
}

function pick({from, to, parts}: Choice, besides?: Name): Event[] {
  const names = [...new Set(parts.map(({name}) => name))].filter((name) => name !== besides);
  return events.filter(
    ({time, ...event}) =>
      (from === null || to === null || (time >= from && time < to)) &&
      names.every((name) => {
        const own = parts.filter((part) => part.name === name);
        const only = own.filter(({exclude}) => !exclude);
        return (
          !own.some(({exclude, value}) => exclude && valuesOf({time, ...event}, name).includes(value)) &&
          (only.length === 0 || only.some(({value}) => valuesOf({time, ...event}, name).includes(value)))
        );
      })
  );
}

const count = (some: Event[]) => some.reduce((sum, {bytes}) => sum + bytes, 0);

/** What the Overview must show for a choice: headline figures, and every bar's value. */
function expected(choice: Choice) {
  const chosen = pick(choice);
  const bars: Record<string, number> = {};
  for (const name of ["country", "protocol", "status", "ip", "log", "direction", "label", "class"] as const)
    for (const event of pick(choice, name))
      for (const value of valuesOf(event, name))
        if (value !== "" || !["country", "label"].includes(name))
          bars[`${name} ${value}`] = (bars[`${name} ${value}`] ?? 0) + (name === "status" ? 1 : event.bytes);
  const some = chosen.length > 0;
  return {
    bytes: some ? count(chosen) : null,
    events: chosen.length,
    addresses: new Set(chosen.map(({values}) => values.ip)).size,
    countries: new Set(chosen.flatMap(({values}) => values.country || [])).size,
    bars
  };
}

/** What it does show. */
async function shown(page: Page) {
  return page.evaluate(() => {
    const number = (text: string | null | undefined) =>
      /\d/.test(text ?? "") ? Number((text ?? "").replace(/[^\d]/g, "")) : null;
    const figures = [...document.querySelectorAll(".headline > div")].map((one) => one.querySelector("dd")!);
    const bars: Record<string, number> = {};
    for (const bar of document.querySelectorAll(".bar-button"))
      bars[bar.getAttribute("data-key")!] = number(/: ([^:]*?)(,|$)/.exec(bar.getAttribute("aria-label")!)![1])!;
    const [bytes, events, addresses, countries] = figures;
    return {
      bytes: number(bytes.title),
      events: number(events.textContent),
      addresses: number(addresses.textContent),
      countries: number(countries.textContent),
      bars
    };
  });
}

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const open = async (path: string, options = {}) => (await visit(browser, inject("origin") + path, options)).page;

describe("any selection", () => {
  it(
    "gives the figures of a plain loop over the logs, 200 times, and the same when its address is opened afresh",
    async () => {
      const random = createRandom(20260711);
      const [page, afresh] = [await open("/"), await open("/")];
      for (let i = 0; i < 200; i++) {
        const choice = choose(random);
        const query = write(choice);
        await goTo(page, query);
        const figures = await shown(page);
        expect(figures, query).toEqual(expected(choice));
        if (process.env.LINKS !== "all" && i % 20 !== 7) continue; // all of them take three minutes more
        await afresh.goto(`${inject("origin")}/?${query}`, {waitUntil: "commit"});
        await drawn(afresh);
        expect(await shown(afresh), query).toEqual(figures);
      }
      await page.context().close();
      await afresh.context().close();
    },
    process.env.LINKS === "all" ? 900_000 : 240_000
  );
});

describe("a selection", () => {
  const query = `?only.country=US&not.protocol=UDP&from=${new Date(start).toISOString()}&to=${new Date(start + 6 * hour).toISOString()}`;

  it.each(["/", "/map", "/countries", "/sources", "/networks", "/threats", "/made"])(
    "can be used by everyone on %s, also on a phone",
    async (path) => {
      const {page, errors} = await visit(browser, inject("origin") + path + query);
      expect([errors, await failedCells(page), await seriousFindings(page)]).toEqual([[], [], []]);
      await change(page, "dark", {width: 390, height: 844});
      expect([errors, await failedCells(page), await seriousFindings(page)]).toEqual([[], [], []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await page.context().close();
    }
  );

  it("is moved by the keyboard alone, and given back", async () => {
    const page = await open("/");
    await page.getByRole("slider", {name: "Begin of the selected time"}).focus();
    await page.keyboard.press("PageUp");
    await page.waitForURL(/from=/);
    await page.locator('[data-key="country AU"]').focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/only\.country=AU/);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-key"))).toBe("country AU");
    expect(await page.locator(".chips").innerText()).toMatch(/Time[^]*Country\s*Australia/);
    await page.getByRole("button", {name: "only Country: Australia; turn round"}).click();
    await page.waitForURL(/not\.country=AU/);
    await page.getByRole("button", {name: "Drop Country: Australia"}).click();
    await page.getByRole("slider", {name: "End of the selected time"}).press("Escape");
    await page.waitForURL((url) => url.search === "");
    await page.context().close();
  });

  it("is followed by what stands out once it rests: until then the old sentences are marked", async () => {
    const page = await open("/");
    expect(await goTo(page, "only.ip=8.8.8.8", '.view[aria-busy="true"] .findings')).toBe(1);
    await page.locator(".view:not([aria-busy]) > .findings").waitFor();
    expect(await page.locator(".findings").innerText()).toMatch(/^8\.8\.8\.8 alone made 100\s% of the selected/);
    await page.context().close();
  });

  it("is compared with the time before, in the charts and the tables behind them, and its address says so", async () => {
    const [from, middle, to] = [0, 6, 12].map((hours) => start + hours * hour);
    const page = await open(`/?from=${new Date(middle).toISOString()}&to=${new Date(to).toISOString()}`);
    await page.getByLabel("Compare with").selectOption("the time before");
    await page.waitForURL(/compare=before/);
    const before = pick({from, to: middle, parts: []});
    const digits = (text: string | null) => Number(/before: ([^:(]*)/.exec(text ?? "")![1].replace(/[^\d]/g, ""));
    for (const protocol of ["TCP", "HTTP/1.1"]) {
      const label = await page.locator(`[data-key="protocol ${protocol}"]`).getAttribute("aria-label");
      expect(digits(label)).toBe(count(before.filter(({values}) => values.protocol === protocol)));
    }
    const note = await page.locator(".headline > div").nth(1).locator("dd.muted").innerText();
    expect(note).toContain(`before ${before.length}`);
    expect(await page.locator(".brush-compared").getAttribute("d")).toMatch(/^M/);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", {name: "All countries"}).click();
    await page.waitForURL(/countries\?.*compare=before/);
    await page.getByText("Change: against the time before.").waitFor();
    await page.context().close();
  });

  it("is shown in any time zone, with the same figures, and its address keeps the zone from page to page", async () => {
    const query = `from=${new Date(start + 6 * hour).toISOString()}&to=${new Date(start + 9 * hour).toISOString()}`;
    const page = await open(`/?${query}`);
    const figures = await shown(page);
    await page.locator(".times summary").click();
    await page.getByLabel("Time zone").fill("America/New_York");
    await page.getByLabel("Time zone").press("Enter");
    await page.waitForURL(/tz=America%2FNew_York/);
    await page.locator(".period", {hasText: "America/New_York"}).waitFor();
    await page.waitForFunction(() => document.querySelector("main observablehq-loading") === null);
    expect(await shown(page)).toEqual(figures);
    const at = (hours: number) => new Date(start + (hours - 5) * hour).toISOString().slice(11, 16); // winter: UTC−5
    expect(await page.locator(".chips").innerText()).toContain(`${at(6)} – ${at(9)} America/New_York`);
    expect(await page.locator(".time").first().textContent()).toContain("time in America/New_York");
    expect(await page.getByLabel("From, America/New_York").inputValue()).toContain(`T${at(6)}`);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", {name: "All countries"}).click();
    await page.waitForURL(/countries\?.*tz=America/);
    await page.getByText("through time in America/New_York").waitFor();
    await page.context().close();
  });

  it("is drawn with the pointer, shown on the next page, and dropped where it does not exist", async () => {
    const page = await open("/?only.country=ZZ");
    expect(await page.locator(".selection-lost").innerText()).toContain("country ZZ");
    const box = (await page.locator(".brush-plot").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 40, {steps: 5});
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    const said = await page.locator(".selection-said").innerText();
    await page.getByRole("link", {name: "All countries"}).click();
    await page.waitForURL(/countries\?.*from=.*to=/);
    await page.locator(".selection-said:not(:empty)").waitFor();
    expect(await page.locator(".selection-said").innerText()).toBe(said);
    await page.context().close();
  });
});
