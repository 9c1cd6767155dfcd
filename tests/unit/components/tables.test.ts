import {describe, expect, it} from "vitest";
import {bytesOf} from "../../../src/components/tables.js";
import {readTraffic} from "../../../src/components/traffic.js";
import {measures, offeredMeasures, trafficValues} from "../../../src/components/measure.js";
import {atlasOf, tableOf} from "./fixture.js";

describe("readTraffic(table)", () => {
  it("adds sent and received, and has no bytes where neither was logged", () => {
    const rows = [{bytes_sent: 1, bytes_received: 2}, {bytes_received: 5}, {bytes_sent: 0}, {}];
    expect([...readTraffic(tableOf("traffic", rows)).bytes]).toEqual([3, 5, 0, NaN]);
  });
});

describe("bytesOf(row)", () => {
  it("is null only where nothing was logged", () => {
    expect(bytesOf({bytes_sent: null, bytes_received: 7})).toBe(7);
    expect(bytesOf({bytes_sent: 0, bytes_received: null})).toBe(0);
    expect(bytesOf({bytes_sent: null, bytes_received: null})).toBe(null);
  });
});

describe("offeredMeasures(summary)", () => {
  it("opens with bytes", () =>
    expect(atlasOf().offered.map(({name}) => name)).toEqual(["bytes", "events", "addresses"]));
  it("falls back to events where no log has byte counts", () => {
    const {measure, offered, traffic} = atlasOf({summary: {bytes_sent: null, bytes_received: null}});
    expect(offered.map(({name}) => name)).toEqual(["events", "addresses"]);
    expect(trafficValues(traffic, measure)).toBe(traffic.events);
  });
  it("says the exact value", () => {
    const {bytes, addresses} = measures("iec");
    expect(bytes.format(2048)).toBe("2.00\u00a0KiB");
    expect(addresses.exact(1)).toBe("1\u00a0address");
    expect(offeredMeasures({events: 1, bytes_sent: 0, bytes_received: null, unsized: 0, units: "si"})[0].name).toBe(
      "bytes"
    );
  });
});
