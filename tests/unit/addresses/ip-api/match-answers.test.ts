import {describe, expect, it} from "vitest";
import {locationOf, matchAnswers} from "../../../../loaders/addresses/ip-api/match-answers.js";
import {oslo} from "./service.js";

const asked = ["8.8.8.8", "9.9.9.9", "2a00::1"];
const named = (query: string, city: string) => ({...oslo(query), city});
const cities = (items: readonly unknown[]) =>
  Object.fromEntries([...matchAnswers(asked, items)].map(([ip, {city, status}]) => [ip, city ?? status]));

describe("matchAnswers(asked, items)", () => {
  it("goes by the address that an answer names, in any order and spelling", () => {
    expect(cities([named("2A00:0::1", "C"), named("9.9.9.9", "B"), named("8.8.8.8", "A")])).toEqual({
      "8.8.8.8": "A",
      "9.9.9.9": "B",
      "2a00::1": "C"
    });
  });
  it("leaves out what has no answer", () => expect(cities([named("9.9.9.9", "B")])).toEqual({"9.9.9.9": "B"}));
  it("goes by the place of answers without a name, if there are as many as questions", () => {
    const [a, b, c] = ["A", "B", "C"].map((city) => ({status: "success", city}));
    expect(cities([a, b, c])).toEqual({"8.8.8.8": "A", "9.9.9.9": "B", "2a00::1": "C"});
    expect(cities([a, b])).toEqual({});
  });
  it("takes the first of two answers, and none for what was not asked", () => {
    expect(cities([named("8.8.8.8", "A"), named("8.8.8.8", "X"), named("1.1.1.1", "X"), named("", "X")])).toEqual({
      "8.8.8.8": "A"
    });
  });
  it("keeps that nothing is known", () => {
    expect([...matchAnswers(asked, [{status: "fail", message: "reserved range", query: "8.8.8.8"}])]).toEqual([
      ["8.8.8.8", {status: "fail", message: "reserved range"}]
    ]);
  });
  it.each([
    null,
    7,
    "x",
    [],
    {},
    {query: "8.8.8.8"},
    {query: "8.8.8.8", status: "maybe"},
    {query: 8, status: "success"}
  ])("passes over %j", (item) => expect(cities([item])).toEqual({}));
  it("keeps the fields that were asked for, of simple types, cut to 200 characters, without empty texts", () => {
    const item = {...oslo("8.8.8.8"), city: "x".repeat(1000), as: "", lat: "59", lon: {}, extra: 1, regionName: null};
    expect(matchAnswers(asked, [item]).get("8.8.8.8")).toEqual({
      status: "success",
      country: "Norway",
      countryCode: "NO",
      city: "x".repeat(200),
      lat: "59",
      asname: "EXAMPLE",
      proxy: false,
      hosting: true
    });
  });
});

describe("locationOf(answer)", () => {
  const of = (change: object) => locationOf({...oslo("8.8.8.8"), ...change});
  it("rounds the point", () => {
    expect(of({})).toEqual({
      ...{country: "NO", region: "Oslo", city: "Oslo"},
      ...{latitude: 59.91, longitude: 10.75, precision: "city"}
    });
  });
  it("takes zero degrees without a city for no point, and keeps the country", () => {
    expect(of({lat: 0, lon: 0, city: "", regionName: ""})).toEqual({
      ...{country: "NO", region: null, city: null},
      ...{latitude: null, longitude: null, precision: "country"}
    });
  });
  it("is null for what is not known", () => {
    expect(of({status: "fail"})).toBeNull();
    expect(locationOf({status: "success"})).toBeNull();
  });
  it.each([["no"], ["EU"], ["<b>"], [7]])("reads the code %j as databases' are read", (countryCode) => {
    expect(of({countryCode})?.country ?? null).toBe(countryCode === "no" ? "NO" : null);
  });
  it("marks points that stand for addresses without a place", () => {
    expect(of({lat: 37.751, lon: -97.822})?.precision).toBe("country");
  });
});
