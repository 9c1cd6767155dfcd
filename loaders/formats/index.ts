import {UserError} from "../errors.js";
import {printable} from "../terminal.js";
import {awsAlb} from "./aws-alb.js";
import {awsElb} from "./aws-elb.js";
import {awsS3} from "./aws-s3.js";
import {awsVpc} from "./aws-vpc.js";
import {caddyJson} from "./caddy-json.js";
import {cloudflareJson} from "./cloudflare-json.js";
import {cloudfront} from "./cloudfront.js";
import {combined} from "./combined.js";
import {common} from "./common.js";
import {csv} from "./csv.js";
import {filterlog} from "./filterlog.js";
import type {LogFormat, Sample} from "./format.js";
import {gcpLbJson} from "./gcp-lb-json.js";
import {haproxyHttp, haproxyTcp} from "./haproxy.js";
import {ingressNginx} from "./ingress-nginx.js";
import {iptables} from "./iptables.js";
import {jsonLines} from "./json-lines.js";
import {nfdumpCsv} from "./nfdump-csv.js";
import {nginxJson} from "./nginx-json.js";
import {ownPattern} from "./own-pattern.js";
import {squid} from "./squid.js";
import {suricataEve} from "./suricata-eve.js";
import {traefikClf} from "./traefik-clf.js";
import {traefikJson} from "./traefik-json.js";
import {vhostCombined} from "./vhost-combined.js";
import {vhostCommon} from "./vhost-common.js";
import {w3c} from "./w3c.js";
import {zeekConnJson, zeekHttpJson} from "./zeek-json.js";
import {zeekConnTsv} from "./zeek-conn-tsv.js";
import {zeekHttpTsv} from "./zeek-http-tsv.js";

export {eventColumns, eventsFrom} from "./event-columns.js";
export {readObjects} from "./json-objects.js";
export {resolveNames} from "./aliases.js";
export {timeText} from "./local-time.js";
export type {EventColumn, EventQuery} from "./event-columns.js";
export type {Dialect, LogFormat, Reading, Sample, Split} from "./format.js";

/** The formats, the more specific first: of two that fit about equally well, the earlier is taken. */
export const formats: readonly LogFormat[] = [
  ...[zeekConnTsv, zeekHttpTsv, cloudfront, w3c, awsVpc, nfdumpCsv],
  ...[suricataEve, cloudflareJson, gcpLbJson, caddyJson, traefikJson, zeekConnJson, zeekHttpJson, nginxJson, jsonLines],
  csv,
  ...[awsAlb, awsElb, awsS3, squid, haproxyHttp, haproxyTcp, filterlog, iptables],
  ...[traefikClf, ingressNginx, vhostCombined, combined, vhostCommon, common]
];

const sure = 0.8; // share of lines from which a format is taken without a word
const enough = 0.5; // share below which nothing is taken
const margin = 0.1; // a format must fit that much better than one that stands before it
const generalMargin = 0.25; // and a general one, which fits broken lines of a special one too, so much better than that

export interface Recognition {
  readonly format: LogFormat;
  readonly share: number; // of the sampled lines, 0 to 1
  readonly note: string | null; // said if the match is weak
  readonly others: readonly Score[]; // what else fits some lines, the best first
}

export interface Score {
  readonly name: string;
  readonly share: number;
  readonly general: boolean;
}

/** What the settings tell about a log. */
export interface FormatHints {
  readonly format?: string; // name of its format
  readonly pattern?: string; // a format of the user's own
  readonly columns?: Readonly<Record<string, string>>;
  readonly time?: string;
}

/**
 * Recognises a log by its content, unless the settings say what it is. Throws a UserError that shows the first lines and what
 * was tried.
 */
export function recognise(sample: Sample, {format: name, pattern, ...hints}: FormatHints = {}): Recognition {
  const told = pattern !== undefined ? ownPattern({pattern, ...hints}) : name !== undefined ? named(name) : null;
  if (told) {
    const share = told.score(sample);
    const note =
      share < sure ? `only ${percent(share)} of the sampled lines are ${told.name}, as the settings say` : null;
    return {format: told, share, note, others: []};
  }
  const scores = formats.map((format) => ({format, share: format.score(sample)}));
  const most = Math.max(...scores.map(({share}) => share));
  const special = scores.find(({format, share}) => !format.general && share >= Math.max(enough, most - generalMargin));
  const best = special ?? scores.find(({share}) => share >= most - margin)!;
  if (best.share < enough) {
    const near = scores.filter(({share}) => share > 0).sort((a, b) => b.share - a.share);
    const nearest = near.slice(0, 3).map(({format, share}) => `${format.name} (${percent(share)} of lines)`);
    const first = sample.head
      .slice(0, 3)
      .map((line) => `\n    ${printable(line, 160)}`)
      .join("");
    throw new UserError(
      `unknown format: none of ${formats.length} fits; ${nearest.length > 0 ? `nearest ${nearest.length > 1 ? "are" : "is"} ${nearest.join(", ")}` : "no line fits any"}; if it is one of your own, tell its pattern in formats of atlas.config.ts. It starts with:${first || "\n    (nothing)"}`
    );
  }
  const others = scores
    .filter(({format, share}) => format !== best.format && share > 0)
    .sort((a, b) => b.share - a.share)
    .map(({format, share}) => ({name: format.name, share, general: format.general ?? false}));
  const rival = others.find(({share, general}) => !general && share >= best.share - margin);
  const note =
    best.share < sure
      ? `only ${percent(best.share)} of the sampled lines are ${best.format.name}`
      : rival && !best.format.general
        ? `it may be ${rival.name} as well as ${best.format.name}: the settings can say which`
        : null;
  return {...best, note, others};
}

function named(name: string): LogFormat {
  const format = formats.find((format) => format.name === name);
  if (format) return format;
  throw new UserError(`unknown format in the settings: ${name}; known are ${formats.map(({name}) => name).join(", ")}`);
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
