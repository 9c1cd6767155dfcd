// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {Credits} from "../../../src/components/credits.js";
import type {SummaryRow} from "../../../src/components/tables.js";

const built = Date.UTC(2026, 10, 23);
const row = (values: Partial<SummaryRow>) =>
  Credits({built_at: built, location_name: null, asn_name: null, ...values} as SummaryRow);

describe("Credits(summary)", () => {
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
      /^Places: DB-IP City Lite of 3 Nov 2026, 20 days old when this was made\. Networks: ASN of 3 Nov/
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
