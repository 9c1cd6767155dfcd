const quarter = 900_000; // milliseconds: no zone changes its clock at other times

let zone = asked() ?? "UTC";
const offsets = new Map<number, number>();
let formatter: Intl.DateTimeFormat | null = null;

/** The time zone of everything that the page shows, by its IANA name: that of the page's address (`?tz=Europe/Berlin`), or UTC. */
export function zoneName(): string {
  return zone;
}

/** Shows everything in another zone from now on; false if there is none of that name. */
export function setZone(name: string): boolean {
  if (!isZone(name)) return false;
  zone = name;
  formatter = null;
  offsets.clear();
  return true;
}

/** Whether the browser knows a zone of this IANA name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", {timeZone: name});
    return name !== "";
  } catch {
    return false;
  }
}

/** How far the zone's clocks are ahead of UTC at a time, milliseconds. */
export function offsetAt(time: number): number {
  if (zone === "UTC" || !Number.isFinite(time)) return 0;
  const key = Math.floor(time / quarter);
  let offset = offsets.get(key);
  if (offset === undefined) offsets.set(key, (offset = readOffset(key * quarter)));
  return offset;
}

/** What the zone's clocks show at a time, as if that were UTC: so it can be taken apart and written with the functions for UTC. */
export function toLocal(time: number): number {
  return time + offsetAt(time);
}

/** The time at which the zone's clocks show this; the first of two where they are put back, the time after where they are put forward. */
export function fromLocal(local: number): number {
  const [before, after] = [offsetAt(local - 86_400_000), offsetAt(local + 86_400_000)];
  const fitting = [local - before, local - after].filter((time) => toLocal(time) === local);
  return fitting.length > 0 ? Math.min(...fitting) : local - before;
}

/** Round times between two, in the zone: at most `count`, whole hours or days or weeks apart, as its clocks go. */
export function zoneTicks(start: number, end: number, count: number): number[] {
  const minute = 60_000;
  const day = 1440 * minute;
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * minute);
  const days = [1, 2, 7, 14, 28, 91, 182, 364].map((number) => number * day);
  const step = [...steps, ...days].find((length) => (end - start) / length <= count) ?? 728 * day;
  const ticks: number[] = [];
  for (let local = Math.ceil(toLocal(start) / step) * step; local <= toLocal(end); local += step) {
    const time = fromLocal(local);
    if (time >= start && time <= end && toLocal(time) === local) ticks.push(time);
  }
  return ticks;
}

function readOffset(time: number): number {
  formatter ??= new Intl.DateTimeFormat("en-US", {
    ...{timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric"},
    ...{hour: "numeric", minute: "numeric", second: "numeric", era: "short"}
  });
  const parts = Object.fromEntries(formatter.formatToParts(time).map(({type, value}) => [type, value]));
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return local.getTime() - Math.floor(time / 1000) * 1000;
}

function asked(): string | null {
  const name = new URLSearchParams(globalThis.location?.search ?? "").get("tz");
  return name !== null && isZone(name) ? name : null;
}
