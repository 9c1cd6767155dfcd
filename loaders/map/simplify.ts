import type {GeometryCollection, Topology} from "topojson-specification";

export interface SimplifyOptions {
  area?: number; // square degrees at the equator: corners that span less are left out; defaults to 0.002
  grid?: number; // degrees between two coordinates; defaults to 0.005
}

type Point = readonly [x: number, y: number];

/**
 * Makes a quantized topology lighter: drops the corners of its arcs that span the least area (Visvalingam's method) and
 * rounds to a coarser grid. Borders stay shared, since each is simplified once. A ring that would collapse or turn
 * around, and so cover the rest of the globe, keeps its arcs as they were, and one smaller than the grid becomes a cell of it (clockwise if the map itself has it as a point). Throws `unsupported topology: no transform`.
 */
export function simplifyTopology(topology: Topology, {area = 0.002, grid = 0.005}: SimplifyOptions = {}): Topology {
  if (!topology.transform) throw new Error("unsupported topology: no transform");
  const {scale, translate} = topology.transform;
  const round = ([x, y]: Point): Point => [Math.round((x + 180) / grid), Math.round((y + 90) / grid)];
  const before = topology.arcs.map((arc) =>
    absolute(arc as number[][]).map(([x, y]): Point => [x * scale[0] + translate[0], y * scale[1] + translate[1]])
  );
  const after = before.map((points) => simplifyArc(points, area).map(round));
  for (const ring of ringsOf(topology)) {
    const [was, is] = [ringArea(ring, before), ringArea(ring, after)];
    if (Math.sign(was) === Math.sign(is) && Math.abs(is) * grid * grid > Math.abs(was) / 4) continue;
    for (const index of ring) after[arcOf(index)] = before[arcOf(index)].map(round);
    if (ring.length === 1 && ringArea(ring, after) === 0)
      after[arcOf(ring[0])] = cell(after[arcOf(ring[0])][0], Math.sign(ringArea([arcOf(ring[0])], before)) || -1);
  }
  return {...topology, transform: {scale: [grid, grid], translate: [-180, -90]}, arcs: after.map(relative)};
}

/** The points of an arc without its least corners. One corner always stays, and two of an arc that closes on itself. */
export function simplifyArc(points: readonly Point[], area: number): Point[] {
  const kept = [...points];
  const [first, last] = [points[0], points[points.length - 1]];
  const least = first[0] === last[0] && first[1] === last[1] ? 4 : 3;
  const areas = kept.map((_, i) => cornerArea(kept, i));
  while (kept.length > least) {
    let at = 1;
    for (let i = 2; i < kept.length - 1; i++) if (areas[i] < areas[at]) at = i;
    if (areas[at] >= area) break;
    const floor = areas[at];
    kept.splice(at, 1);
    areas.splice(at, 1);
    // What is left of a corner counts at least as much as what went before it, so that long curves do not unravel.
    for (const i of [at - 1, at]) areas[i] = Math.max(floor, cornerArea(kept, i));
  }
  return kept;
}

/** Twice the signed area that a ring of arcs encloses, in the units of its points; its sign is the winding. */
export function ringArea(ring: readonly number[], arcs: readonly (readonly Point[])[]): number {
  const points = ring.flatMap((index) => (index < 0 ? [...arcs[arcOf(index)]].reverse() : arcs[index]));
  return points.reduce((sum, [x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length];
    return sum + x * ny - nx * y;
  }, 0);
}

/** Every ring of a topology's polygons, as indices of arcs; a negative index is an arc walked backwards. */
export function ringsOf(topology: Topology): number[][] {
  return Object.values(topology.objects)
    .flatMap((object) => (object as GeometryCollection).geometries)
    .flatMap((geometry) => {
      if (geometry.type === "Polygon") return geometry.arcs;
      return geometry.type === "MultiPolygon" ? geometry.arcs.flat() : [];
    });
}

/** The ring of one cell of the grid, with a winding. */
function cell([x, y]: Point, winding: number): Point[] {
  const corners: Point[] = [
    [x, y],
    [x + 1, y],
    [x + 1, y + 1],
    [x, y + 1],
    [x, y]
  ];
  return winding < 0 ? corners.reverse() : corners;
}

function arcOf(index: number): number {
  return index < 0 ? ~index : index;
}

function cornerArea(points: readonly Point[], i: number): number {
  if (i <= 0 || i >= points.length - 1) return Infinity;
  const [[ax, ay], [bx, by], [cx, cy]] = [points[i - 1], points[i], points[i + 1]];
  const narrowing = Math.cos((by * Math.PI) / 180); // a degree of longitude near a pole is short
  return (Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2) * narrowing;
}

function absolute(arc: readonly number[][]): number[][] {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => [(x += dx), (y += dy)]);
}

function relative(points: readonly Point[]): number[][] {
  let [x, y] = [0, 0];
  const steps = points.map(([px, py]) => {
    const step = [px - x, py - y];
    [x, y] = [px, py];
    return step;
  });
  const moved = steps.filter(([dx, dy], i) => i === 0 || dx !== 0 || dy !== 0);
  return moved.length > 1 ? moved : [moved[0], [0, 0]];
}
