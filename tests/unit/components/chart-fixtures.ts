import type {Topology} from "topojson-specification";
import {coverageFacts, FactList} from "../../../src/components/coverage.js";
import type {PlaceRow} from "../../../src/components/tables.js";
import {atlasOf, noon} from "./fixture.js";

/** A world of two square countries. */
export const tinyWorld: Topology = {
  type: "Topology",
  arcs: [square(-60, -20), square(5, 45)],
  objects: {
    countries: {
      type: "GeometryCollection",
      geometries: [
        {type: "Polygon", id: "076", arcs: [[0]], properties: {name: "Brazil"}},
        {type: "Polygon", id: "-3", arcs: [[1]], properties: {name: "Somaliland"}}
      ]
    }
  }
};

const sums = {events: 3, bytes_received: null, unsized: 0, addresses: 1, region: null};

export const placeRows: PlaceRow[] = [
  {country: "DE", city: "Berlin", latitude: 52.52, longitude: 13.4, precision: "city", ...sums, bytes_sent: 1000},
  {country: "BR", city: null, latitude: -10, longitude: -50, precision: "country", ...sums, bytes_sent: 250},
  {country: "FR", city: null, latitude: null, longitude: null, precision: "country", ...sums, bytes_sent: 5}
];

/** The facts of coverage with a database that was a hundred days old at the build. */
export function CoverageForTest(): HTMLElement {
  const {summary} = atlasOf({summary: {location_name: "Test City", location_date: noon - 99 * 86_400_000}});
  return FactList(coverageFacts(summary));
}

function square(west: number, south: number): [number, number][] {
  return [
    [west, south],
    [west, south + 15],
    [west + 15, south + 15],
    [west + 15, south],
    [west, south]
  ];
}
