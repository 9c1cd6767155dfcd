export interface Recipe {
  readonly question: string;
  readonly note: string; // what the reader should know of the answer
  readonly sql: string;
}

const bytes = (table: string) => `coalesce(${table}bytes_sent, 0) + coalesce(${table}bytes_received, 0)`;
const single = "only addresses with a row of their own in sources are looked at";

/** Questions that people ask of their traffic, and the SQL that answers them in any report. */
export const cookbook: readonly Recipe[] = [
  {
    question: "Who sends at night only?",
    note: `Night is 22 to 6 o'clock UTC; ${single}. It needs buckets of an hour or less.`,
    sql: `SELECT s.ip, s.country, s.organization, sum(t.events) AS events, sum(${bytes("t.")}) AS bytes
FROM traffic AS t JOIN sources AS s USING (source)
WHERE s.ip IS NOT NULL
GROUP BY ALL
HAVING count(*) FILTER (WHERE hour(t.bucket) BETWEEN 6 AND 21) = 0
ORDER BY events DESC LIMIT 100`
  },
  {
    question: "Which networks had the worst error rate, allowing for small numbers?",
    note: `The rate at the lower end of what chance allows (Wilson's interval, 95 %): two errors of two are no rate yet; ${single}.`,
    sql: `WITH counted AS (
  SELECT s.organization, sum(t.events) AS events,
    coalesce(sum(t.events) FILTER (WHERE t.status IN ('4xx', '5xx', 'deny')), 0) AS errors
  FROM traffic AS t JOIN sources AS s USING (source)
  WHERE t.status IS NOT NULL AND s.organization IS NOT NULL
  GROUP BY ALL)
SELECT organization,
  (errors / events + 1.92 / events - 1.96 * sqrt(errors / events * (1 - errors / events) / events + 0.96 / (events * events)))
    / (1 + 3.84 / events) AS error_rate_at_least,
  errors / events AS error_rate, errors, events
FROM counted WHERE errors > 0
ORDER BY error_rate_at_least DESC LIMIT 30`
  },
  {
    question: "Who came back every day?",
    note: `Days with traffic, of all days of the report; ${single}.`,
    sql: `SELECT s.ip, s.country, s.organization, count(DISTINCT t.bucket::DATE) AS days, sum(t.events) AS events
FROM traffic AS t JOIN sources AS s USING (source)
WHERE s.ip IS NOT NULL
GROUP BY ALL
HAVING days = (SELECT count(DISTINCT bucket::DATE) FROM traffic WHERE bucket IS NOT NULL)
ORDER BY events DESC LIMIT 100`
  },
  {
    question: "Who is new in the last day?",
    note: "Of the busiest addresses, those first seen in the last 24 hours of the report.",
    sql: `SELECT ip, country, organization, first_seen, events, ${bytes("")} AS bytes
FROM addresses
WHERE first_seen > (SELECT last_seen FROM summary) - INTERVAL 1 DAY
ORDER BY events DESC LIMIT 100`
  },
  {
    question: "Which hours of the day are busiest?",
    note: "UTC, summed over all days.",
    sql: `SELECT hour(bucket)::VARCHAR AS hour_utc, sum(events) AS events, sum(${bytes("")}) AS bytes
FROM traffic WHERE bucket IS NOT NULL
GROUP BY hour_utc ORDER BY hour_utc::INTEGER`
  },
  {
    question: "Which days of the week are busiest?",
    note: "Events for each day of the report that was such a day, so that a week cut short does not count less.",
    sql: `SELECT dayname(bucket) AS weekday, sum(events) / count(DISTINCT bucket::DATE) AS events_a_day
FROM traffic WHERE bucket IS NOT NULL
GROUP BY weekday, isodow(bucket) ORDER BY isodow(bucket)`
  },
  {
    question: "Which countries grew most?",
    note: "The second half of the report against the first; countries with a hundred events or more.",
    sql: `WITH halves AS (
  SELECT s.country,
    sum(t.events) FILTER (WHERE t.bucket < m.middle) AS before,
    sum(t.events) FILTER (WHERE t.bucket >= m.middle) AS after
  FROM traffic AS t JOIN sources AS s USING (source),
    (SELECT first_seen + (last_seen - first_seen) / 2 AS middle FROM summary) AS m
  WHERE s.country IS NOT NULL
  GROUP BY s.country)
SELECT c.name, after / before AS times_as_much, before, after
FROM halves JOIN countries AS c ON c.code = halves.country
WHERE before > 0 AND before + after >= 100
ORDER BY times_as_much DESC LIMIT 30`
  },
  {
    question: "Who sends far more than they get?",
    note: "Bytes sent for each byte received, where both are logged: uploads, or data on its way out.",
    sql: `SELECT ip, country, organization, bytes_sent / bytes_received AS sent_for_one_received, bytes_sent, bytes_received
FROM addresses
WHERE bytes_received > 0 AND bytes_sent > 1e6
ORDER BY sent_for_one_received DESC LIMIT 100`
  },
  {
    question: "Who was refused most?",
    note: `Denied by a firewall, or answered with 4xx; ${single}.`,
    sql: `SELECT s.ip, s.country, s.organization,
  sum(t.events) FILTER (WHERE t.status IN ('deny', '4xx')) AS refused,
  refused / sum(t.events) AS share_refused
FROM traffic AS t JOIN sources AS s USING (source)
WHERE s.ip IS NOT NULL
GROUP BY s.ip, s.country, s.organization
HAVING refused > 0
ORDER BY refused DESC LIMIT 100`
  },
  {
    question: "How did each protocol change from day to day?",
    note: "Events by day and protocol, UTC.",
    sql: `SELECT date_trunc('day', bucket) AS day, protocol, sum(events) AS events
FROM traffic WHERE bucket IS NOT NULL
GROUP BY ALL ORDER BY day`
  },
  {
    question: "Which countries send much from few addresses?",
    note: "Events for each address; countries with at least three addresses.",
    sql: `SELECT c.name, sum(s.events) / sum(s.addresses) AS events_an_address, sum(s.addresses) AS addresses, sum(s.events) AS events
FROM sources AS s JOIN countries AS c ON c.code = s.country
GROUP BY c.name HAVING sum(s.addresses) >= 3
ORDER BY events_an_address DESC LIMIT 30`
  },
  {
    question: "How much do the busiest addresses make together?",
    note: "The share of the first, the first two, the first three … of all events.",
    sql: `SELECT row_number() OVER busiest AS busiest_addresses,
  sum(events) OVER (busiest ROWS UNBOUNDED PRECEDING) / (SELECT events FROM summary) AS share_of_events
FROM addresses
WINDOW busiest AS (ORDER BY events DESC, ip)
ORDER BY busiest_addresses LIMIT 1000`
  },
  {
    question: "How much of the traffic is IPv6?",
    note: `By day; ${single}, so it is a share of what they send.`,
    sql: `SELECT date_trunc('day', t.bucket) AS day,
  coalesce(sum(t.events) FILTER (WHERE contains(s.ip, ':')), 0) / sum(t.events) AS share_ipv6
FROM traffic AS t JOIN sources AS s USING (source)
WHERE s.ip IS NOT NULL AND t.bucket IS NOT NULL
GROUP BY day ORDER BY day`
  },
  {
    question: "Who shows up in more than one log?",
    note: `With several logs only; ${single}.`,
    sql: `SELECT s.ip, s.country, s.organization, count(DISTINCT t.log) AS logs, string_agg(DISTINCT t.log, ', ' ORDER BY t.log) AS which, sum(t.events) AS events
FROM traffic AS t JOIN sources AS s USING (source)
WHERE s.ip IS NOT NULL
GROUP BY s.ip, s.country, s.organization
ORDER BY logs DESC, events DESC LIMIT 100`
  },
  {
    question: "Which continents does it come from?",
    note: "What could be placed.",
    sql: `SELECT c.continent, sum(s.events) AS events, sum(${bytes("s.")}) AS bytes, sum(s.addresses) AS addresses
FROM sources AS s JOIN countries AS c ON c.code = s.country
GROUP BY c.continent ORDER BY events DESC`
  },
  {
    question: "Who sends most evenly, like a machine?",
    note: `The spread of events from bucket to bucket, in parts of their mean, from the first to the last bucket with traffic; ${single}. Regular is no crime: monitoring is.`,
    sql: `WITH per_bucket AS (
  SELECT source, bucket, sum(events) AS events FROM traffic WHERE bucket IS NOT NULL GROUP BY ALL),
spread AS (
  SELECT source, count(*) AS buckets, avg(events) AS mean, stddev_pop(events) / avg(events) AS spread,
    count(*) * (SELECT bucket_seconds FROM summary) / (epoch(max(bucket)) - epoch(min(bucket)) + (SELECT bucket_seconds FROM summary)) AS share_of_buckets
  FROM per_bucket GROUP BY source)
SELECT s.ip, s.country, s.organization, spread, mean AS events_a_bucket, buckets, share_of_buckets
FROM spread JOIN sources AS s USING (source)
WHERE s.ip IS NOT NULL AND buckets >= 12 AND share_of_buckets > 0.9
ORDER BY spread LIMIT 100`
  },
  {
    question: "When was the peak, and who made it?",
    note: "The bucket with most events, by address or, for the quiet ones together, by country.",
    sql: `WITH peak AS (SELECT bucket FROM traffic WHERE bucket IS NOT NULL GROUP BY bucket ORDER BY sum(events) DESC LIMIT 1)
SELECT coalesce(s.ip, 'all others of ' || coalesce(s.city, s.country, s.class)) AS who, t.bucket, sum(t.events) AS events
FROM traffic AS t JOIN peak USING (bucket) JOIN sources AS s USING (source)
GROUP BY ALL ORDER BY events DESC LIMIT 30`
  },
  {
    question: "Where does it come from, by country?",
    note: "Events by country, as a map.",
    sql: `SELECT country, sum(events) AS events, sum(${bytes("")}) AS bytes
FROM sources WHERE country IS NOT NULL
GROUP BY country ORDER BY events DESC`
  },
  {
    question: "Which logs had lines that could not be read, and why?",
    note: "Reasons are counted over the samples that the report keeps.",
    sql: `SELECT f.log, f.file, f.rejected, f.lines, f.rejected / f.lines AS share_rejected,
  string_agg(DISTINCT r.reason, '; ') AS reasons
FROM files AS f LEFT JOIN rejects AS r USING (file)
WHERE f.rejected > 0
GROUP BY ALL ORDER BY f.rejected DESC`
  },
  {
    question: "What kind of addresses are there?",
    note: "By class of the IANA registries: public, private, reserved …",
    sql: `SELECT class, sum(addresses) AS addresses, sum(events) AS events, sum(${bytes("")}) AS bytes
FROM sources GROUP BY class ORDER BY events DESC`
  }
];
