import * as Plot from "@observablehq/plot";
import {geoEqualEarth} from "d3-geo";
import type {GeoProjection} from "d3-geo";
import {tidy} from "./dom.js";
import type {Land} from "./world.js";

export interface MapBaseOptions {
  width: number; // CSS pixels
  height: number;
  title: string; // names the map to those who cannot see it
  description: string;
  shade: (code: string | null) => string | null; // the colour of a country with traffic, null for one without
}

export interface MapBase {
  readonly svg: SVGSVGElement;
  readonly projection: GeoProjection;
  readonly paths: readonly SVGPathElement[]; // one for each of the lands, in their order
}

/** Draws the countries in Equal Earth, which keeps areas true. Those without traffic have the colour of the land. */
export function MapBase(world: readonly Land[], options: MapBaseOptions): MapBase {
  const {width, height, title, description, shade} = options;
  const projection = geoEqualEarth().fitExtent(
    [
      [2, 2],
      [width - 2, height - 2]
    ],
    {type: "Sphere"}
  );
  const svg = tidy(
    Plot.plot({
      width,
      height,
      margin: 0,
      className: "map-svg",
      ariaLabel: title,
      ariaDescription: description,
      projection: () => projection,
      marks: [
        Plot.sphere({fill: "var(--atlas-sea)", stroke: "var(--atlas-line)"}),
        Plot.geo(world, {
          geometry: (land: Land) => land.shape,
          fill: (land: Land) => shade(land.code) ?? "var(--atlas-land)",
          stroke: "var(--atlas-border)",
          strokeWidth: 0.5
        })
      ]
    }) as SVGSVGElement
  );
  const paths = [...svg.querySelectorAll("path")].slice(1); // the first is the sphere
  return {svg, projection, paths};
}
