export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export type Unit = "bytes" | "rows" | "addresses" | "days" | "parts";

export interface Progress {
  /** Says a line that stays. */
  note(message: string): void;
  /**
   * Says how far the work is: `done` of `total` units; drawn at most every `interval` milliseconds. The time left is told by the
   * rate so far, unless it is known better: `left` seconds.
   */
  step(label: string, done: number, total: number, unit: Unit, left?: number): void;
  /** Ends the line that `step` keeps redrawing. */
  end(): void;
}

export interface ProgressOptions {
  output?: Output; // defaults to stderr, because stdout is for results
  clock?: () => number; // milliseconds, defaults to performance.now
  interval?: number; // milliseconds between two drawings; defaults to 100 on a terminal, 5,000 elsewhere
}

/** Reports long work: one line that is redrawn on a terminal, a plain line now and then elsewhere. */
export function createProgress({
  output = process.stderr,
  clock = () => performance.now(),
  interval
}: ProgressOptions = {}): Progress {
  const every = interval ?? (output.isTTY ? 100 : 5000);
  let label = "";
  let begun = 0;
  let drawn = 0;
  let open = false;

  function end() {
    if (open) output.write("\n");
    open = false;
  }

  return {
    note(message) {
      if (open) output.write("\r\x1b[2K");
      open = false;
      output.write(`${message}\n`);
    },
    step(name, done, total, unit, left) {
      const now = clock();
      if (name !== label) {
        label = name;
        begun = now;
        drawn = output.isTTY ? -Infinity : now;
      }
      if (now - drawn < every) return;
      drawn = now;
      const text = describeStep(name, done, total, unit, (now - begun) / 1000, left);
      if (output.isTTY) output.write(`\r\x1b[2K${text.slice(0, (output.columns ?? 80) - 1)}`);
      else output.write(`${text}\n`);
      open = Boolean(output.isTTY);
    },
    end
  };
}

/** A progress that says nothing, for tests and for callers that only want the result. */
export const silent: Progress = {note() {}, step() {}, end() {}};

/** `label: 42 % · 120 MB of 286 MB · 95 MB/s · 2 s left`; the rate and the time left wait for half a second of work. */
export function describeStep(
  label: string,
  done: number,
  total: number,
  unit: Unit,
  seconds: number,
  left?: number
): string {
  const parts = [`${label}: ${total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 100} %`];
  parts.push(`${formatQuantity(done, unit)} of ${formatQuantity(total, unit)}`);
  if (left !== undefined) parts.push(`${formatSeconds(left)} left`);
  else if (seconds >= 0.5 && done > 0) {
    const rate = done / seconds;
    parts.push(`${formatQuantity(rate, unit)}/s`);
    parts.push(`${formatSeconds(Math.max(0, total - done) / rate)} left`);
  }
  return parts.join(" · ");
}

/** Bytes in SI units with three significant digits (`1.23 GB`), all else with a prefix (`1.2 million rows`). */
export function formatQuantity(value: number, unit: Unit): string {
  if (unit !== "bytes") {
    if (value >= 1e6) return `${(value / 1e6).toFixed(1)} million ${unit}`;
    return `${Math.round(value).toLocaleString("en-US")} ${unit}`;
  }
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let power = 0;
  while (value >= 999.5 && power < units.length - 1) {
    value /= 1000;
    power++;
  }
  return `${power === 0 ? Math.round(value) : value.toPrecision(3)} ${units[power]}`;
}

/** `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
