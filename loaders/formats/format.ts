import type {EventColumn} from "./event-columns.js";

/** What recognition sees of a log: whole lines without their line ends, from three places of the file, and the file's time. */
export interface Sample {
  readonly head: readonly string[];
  readonly lines: readonly string[]; // head, middle and tail
  readonly modified: number; // when the file was last written, milliseconds since 1970
  readonly zone: string; // IANA name of the time zone of times that name none
  readonly time?: string; // how times are written, as in strptime, if the settings say so
  readonly mapping?: Readonly<Partial<Record<EventColumn, string>>>; // the log's name for a column, if the settings say so
}

/** How a log is cut into text fields, and which of them become which event column. */
export interface Reading {
  readonly header: number; // lines at the start of the file that hold no data
  readonly columns: readonly string[]; // names of the text fields, in the order in which `split` gives them
  readonly dialect: Dialect; // how DuckDB cuts a line
  /**
   * How DuckDB may cut the lines that come now, where that is not by `columns` and `dialect`; null if only `split` can. Columns
   * that it lacks are null. Asked before each piece, since lines within a log may change it: `split` sees those.
   */
  readonly layout?: () => {readonly columns: readonly string[]; readonly dialect: Dialect} | null;
  /** The lines that `split` must see first, if reading goes on behind what has been read so far: headers in force. */
  readonly inForce?: () => readonly string[];
  /** Whether a line would change what is in force; of lines that begin with a digit, none does. */
  readonly changes?: (line: string) => boolean;
  readonly relation?: (from: string) => string; // SQL that derives more fields from those of relation `from`
  readonly pointers?: readonly string[]; // where in the JSON object of a line the fields of `relation` are, if it has them from there alone
  readonly skips?: string; // SQL over the fields: true for records that are no events, as `split` would say
  readonly split: Split; // how TypeScript cuts the lines that DuckDB could not
  readonly spans: boolean; // a quoted field may hold line breaks
  readonly events: Partial<Record<EventColumn, string>>; // SQL over the fields; null where the log has nothing
  readonly spaced?: string; // SQL over the fields: true for a record with spaces that only `split` takes away
  readonly forwardedFor?: string; // SQL over the fields: X-Forwarded-For or its like, if the log has it
  readonly notes: readonly string[]; // what was assumed, for the reader of the report
}

/** `delim` and `quote` may be empty: then a line is one field, or quotes mean nothing. */
export interface Dialect {
  readonly delim: string;
  readonly quote: string;
  readonly escape: string;
}

/**
 * Cuts one line into its text fields (null where nothing was logged), or says why that is not possible, or that the line
 * holds no event. A reject as `open` may be one for want of the lines after it.
 */
export type Split = (line: string) => readonly (string | null)[] | Reject | {readonly skip: string};

export interface Reject {
  readonly reject: string; // the reason
  readonly open?: boolean; // a quote is not closed
}

/** One log format: a file of this folder. */
export interface LogFormat {
  readonly name: string;
  readonly about: string; // how to recognise it, for people
  readonly general?: boolean; // it fits lines of more special formats too, so that a tie with one of them tells nothing
  /** The share (0 to 1) of the sampled lines that are of this format, of those that hold data. */
  score(sample: Sample): number;
  /** How to read a log that starts with these lines. Throws a UserError if the log cannot be read after all. */
  read(sample: Sample): Reading;
}
