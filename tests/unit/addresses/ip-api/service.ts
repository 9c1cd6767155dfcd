import type {IncomingMessage, ServerResponse} from "node:http";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {classify, parseAddress} from "../../../../loaders/addresses/index.js";

/** What may go wrong with a request. */
export type Fault =
  | "429"
  | "403"
  | "422"
  | "500"
  | "503"
  | "404"
  | "redirect"
  | "hang"
  | "reset"
  | "cut"
  | "html"
  | "object"
  | "endless"
  | "shuffled"
  | "short"
  | "strange"
  | "unnamed"
  | "no-headers"
  | "odd-headers"
  | "last";

export interface Asked {
  readonly at: number;
  readonly url: string;
  readonly addresses: readonly string[];
}

export interface Service {
  readonly baseUrl: string;
  readonly requests: readonly Asked[];
  readonly told: ReadonlyMap<string, number>; // how often each address was answered for
  readonly broken: readonly string[]; // published limits and duties that the client did not keep
  readonly bans: number;
  close(): Promise<void>;
}

export interface ServiceOptions {
  clock?: () => number;
  fault?: (request: number, addresses: readonly string[]) => Fault | null;
  answer?: (address: string) => Record<string, unknown>;
  onRequest?: () => unknown; // time that a request takes, say
  onHang?: () => unknown; // so that a fake clock can run out
}

const window = 60_000;
const most = 15; // requests in a window
const hour = 3600_000;

export const oslo = (query: string) => ({
  status: "success",
  query,
  country: "Norway",
  countryCode: "NO",
  regionName: "Oslo",
  city: "Oslo",
  lat: 59.9139,
  lon: 10.7522,
  as: "AS64500 Example",
  asname: "EXAMPLE",
  proxy: false,
  hosting: true
});

/**
 * The batch service of ip-api on loopback: it keeps the published limits by its clock, notes what a client breaks, and bans one that
 * goes on after 429. Faults come before the limits, except that they count.
 */
export async function startService({
  clock = Date.now,
  fault = () => null,
  answer = oslo,
  onRequest,
  onHang
}: ServiceOptions = {}): Promise<Service> {
  const requests: Asked[] = [];
  const told = new Map<string, number>();
  const broken: string[] = [];
  const inFlight = new Set<ServerResponse>();
  let start = -Infinity;
  let inWindow = 0;
  let silence = -Infinity; // the client was told to send nothing before
  let overruns = 0;
  let banned = -Infinity;
  let bans = 0;

  async function handle(request: IncomingMessage, response: ServerResponse) {
    onRequest?.();
    const now = clock();
    if (inFlight.size > 1) broken.push("two requests at once");
    if (request.method !== "POST" || !request.url!.startsWith("/batch?"))
      broken.push(`${request.method} ${request.url}`);
    const items = (await readJson(request)) as unknown[];
    const addresses = items.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
    requests.push({at: now, url: request.url!, addresses});
    const wrong = addresses.filter(
      (text) => parseAddress(text)?.text !== text || classify(parseAddress(text)) !== "public"
    );
    if (wrong.length > 0) broken.push(`no public address: ${wrong.join(", ")}`);
    if (new Set(addresses).size !== items.length) broken.push("an address twice in a request");
    if (now < silence) broken.push(`a request ${silence - now} ms too early`);
    if (now < banned) return send(response, 403, "banned");
    if (now >= start + window) [start, inWindow] = [now, 0];
    inWindow++;
    const recent = requests.filter(({at}) => at > now - window).length;
    const ttl = Math.ceil((start + window - now) / 1000);
    const headers: Record<string, string> = {"x-rl": String(Math.max(0, most - inWindow)), "x-ttl": String(ttl)};
    const what = fault(requests.length, addresses);
    if (what === "429") silence = now + window; // the duty of the client, whatever is left
    if (what === "429") return send(response, 429, "", {"x-rl": "0", "x-ttl": "7"});
    if (inWindow > most || recent > most) {
      broken.push(`${Math.max(inWindow, recent)} requests in a minute`);
      if (++overruns >= 3) [banned, bans] = [now + hour, bans + 1];
      return send(response, 429, "", {"x-rl": "0", "x-ttl": String(ttl)});
    }
    if (what === "last") headers["x-rl"] = "0";
    const bare = what === "no-headers" || what === "hang" || what === "reset";
    if (headers["x-rl"] === "0" && !bare) silence = start + window;
    if (what === "no-headers") for (const name in headers) delete headers[name];
    if (what === "odd-headers") headers["x-rl"] = headers["x-ttl"] = "soon";
    if (what === "403") return send(response, 403, '{"status":"fail","message":"SSL unavailable"}', headers);
    if (what === "422" || addresses.length > 100) return send(response, 422, "Unprocessable Entity", headers);
    if (what === "500" || what === "503" || what === "404") return send(response, Number(what), "no", headers);
    if (what === "redirect") return send(response, 302, "", {...headers, location: "/elsewhere"});
    if (what === "hang") {
      inFlight.delete(response); // the client gives up before this side learns of it
      return onHang?.();
    }
    if (what === "reset") return request.socket.destroy();
    if (what === "html") return send(response, 200, "<html>Welcome to the hotel</html>", headers);
    if (what === "object") return send(response, 200, '{"status":"fail"}', headers);
    if (what === "endless") return send(response, 200, "[".repeat(3_000_000), headers);
    let answers = addresses.map((address) => answer(address));
    if (what === "shuffled") answers.reverse();
    if (what === "short") answers = answers.slice(0, Math.floor(answers.length / 2));
    if (what === "unnamed") answers = answers.map(({query, ...rest}) => ({...rest, about: query}));
    const text = JSON.stringify(
      what === "strange" ? [null, 7, "x", {query: addresses[0]}, {...oslo("1.1.1.1")}] : answers
    );
    if (what === "cut") return send(response, 200, text.slice(0, -20), headers);
    if (what !== "strange")
      for (const address of addresses.slice(0, answers.length)) told.set(address, (told.get(address) ?? 0) + 1);
    return send(response, 200, text, headers);
  }

  const server = createServer((request, response) => {
    inFlight.add(response);
    response.once("close", () => inFlight.delete(response));
    handle(request, response).catch((error) => broken.push(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    told,
    broken,
    get bans() {
      return bans;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    }
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function send(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, {"content-type": "application/json", ...headers});
  response.end(text);
}
