import {describe, expect, it} from "vitest";
import {attribution} from "../../../loaders/site/attribution.js";

describe("attribution()", () => {
  it("links to everyone whose data is shipped", () => {
    const links = [...attribution().matchAll(/href="https:\/\/(?:www\.)?([^/"]+)/g)].map(([, host]) => host);
    expect(links).toEqual(["db-ip.com", "routeviews.org", "nro.net", "naturalearthdata.com", "github.com"]);
  });
  it("says it in the words that the licence of DB-IP asks for", () => {
    expect(attribution()).toContain(">IP Geolocation by DB-IP</a>, CC BY 4.0, modified");
  });
});
