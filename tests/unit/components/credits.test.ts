// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {Credits} from "../../../src/components/credits.js";
import type {SummaryRow} from "../../../src/components/tables.js";

const built = Date.UTC(2026, 10, 23);
const row = (values: Partial<SummaryRow>) =>
  Credits({built_at: built, location_name: null, location_date: null, asn_name: null, ...values} as SummaryRow);

const counts = {
  ...{events: 200, bytes_sent: 1000, bytes_received: null, placed_events: 150, placed_bytes: 900},
  ...{
    private_events: 30,
    private_bytes: 100,
    reserved_events: 0,
    reserved_bytes: 0,
    invalid_events: 0,
    invalid_bytes: 0
  },
  ...{unlogged_events: 0, unlogged_bytes: 0, unknown_events: 20, unknown_bytes: 0}
};

describe("Credits(summary)", () => {
  it("says how much was placed and why the rest was not, the largest part first", () =>
    expect(row({...counts, location_name: "DB-IP City Lite"}).textContent!.replace(/\s/g, " ")).toMatch(
      /^Placed: 75.0 % of events and 90.0 % of bytes\. Not placed: private addresses 15.0 % of events and 10.0 % of bytes; not in the database 10.0 % of events and 0.0 % of bytes\. /
    ));
  it("leaves bytes out where none are logged", () =>
    expect(row({...counts, bytes_sent: null, location_name: "DB-IP City Lite"}).textContent).not.toContain("bytes"));
  it("warns where most traffic comes from a content delivery network", () => {
    const cdn = (cdn_events: number) => row({...counts, cdn_events, cdn_name: "Cloudflare", location_name: "DB-IP"});
    expect(cdn(150).querySelector(".aged")?.textContent).toContain(
      "(Cloudflare): the places are those of its machines"
    );
    expect(cdn(100).querySelector(".aged")).toBeNull();
  });
  it("names the databases with their age", () => {
    const date = Date.UTC(2026, 10, 3);
    const credits = row({
      location_name: "DB-IP City Lite",
      location_date: date,
      location_url: "https://db-ip.com",
      asn_name: "ASN",
      asn_date: date
    });
    expect(credits.textContent!.replace(/\s/g, " ")).toMatch(
      / Places: DB-IP City Lite of 3 Nov 2026, 20 days old when this was made\. Networks: ASN of 3 Nov/
    );
    expect(credits.querySelector(".aged")).toBe(null);
  });
  it("marks one that is older than 90 days", () => {
    const credits = row({
      location_name: "DB-IP City Lite",
      location_date: built - 91 * 86_400_000,
      location_url: "https://db-ip.com"
    });
    expect(credits.querySelector(".aged")?.textContent).toMatch(/old when this was made$/);
  });
  it("credits a database of the user's own, and links only to web addresses", () => {
    const own = {location_name: "Mine", location_date: null, location_attribution: "by <Me>"};
    expect(row({...own, location_url: "https://example.com/"}).querySelector("a")?.textContent).toBe("by <Me>");
    expect(row({...own, location_url: "javascript:alert(1)"}).querySelector("a")).toBe(null);
  });
  it("says that there is none", () => {
    expect(row({}).textContent).toBe("No location database was used, so nothing is placed. ");
  });
});
