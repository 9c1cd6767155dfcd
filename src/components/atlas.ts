import type {Table} from "apache-arrow";
import {readRows} from "./columns.js";
import {measures, offeredMeasures, trafficValues} from "./measure.js";
import type {Measure, MeasureName} from "./measure.js";
import {countryNames} from "./names.js";
import {readTraffic} from "./tables.js";
import type {CountryRow, SourceRow, SummaryRow, Traffic} from "./tables.js";
import {timeline} from "./timeline.js";
import type {Timeline, TimelineOptions} from "./timeline.js";

export interface AtlasTables {
  summary: Table;
  traffic: Table;
  sources: Table;
  countries: Table;
}

/** The published tables that most pages share, read once, without the database. */
export interface Atlas {
  readonly summary: SummaryRow;
  readonly traffic: Traffic;
  readonly sources: readonly SourceRow[]; // position is the key
  readonly countries: readonly CountryRow[];
  readonly measure: Measure; // what a page opens with
  readonly offered: readonly Measure[]; // what a reader can choose from
  readonly measures: Readonly<Record<MeasureName, Measure>>;
  readonly country: (code: string | null) => string;
  /** Sums traffic through time; `measure` defaults to the page's own. */
  readonly through: (options?: Partial<TimelineOptions> & {measure?: Measure}) => Timeline;
}

/** Opens the tables that `FileAttachment(…).arrow()` gave. Throws `missing row: summary` if nothing was published. */
export function openAtlas(tables: AtlasTables): Atlas {
  const [summary] = readRows<SummaryRow>(tables.summary);
  if (!summary) throw new Error("missing row: summary; run the build again");
  const traffic = readTraffic(tables.traffic);
  const countries = readRows<CountryRow>(tables.countries);
  const offered = offeredMeasures(summary);
  const [measure] = offered;
  return {
    summary,
    traffic,
    sources: bySource(readRows<SourceRow>(tables.sources)),
    countries,
    measure,
    offered,
    measures: measures(summary.units),
    country: countryNames(countries),
    through: ({measure: chosen = measure, ...options} = {}) =>
      timeline(traffic, {
        values: trafficValues(traffic, chosen),
        seconds: summary.bucket_seconds,
        from: summary.first_seen,
        to: summary.last_seen,
        ...options
      })
  };
}

function bySource(rows: SourceRow[]): SourceRow[] {
  const placed: SourceRow[] = [];
  for (const row of rows) placed[row.source] = row;
  return placed;
}
