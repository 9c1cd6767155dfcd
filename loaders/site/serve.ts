import {createReadStream, statSync} from "node:fs";
import type {ServerResponse} from "node:http";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {extname, join, normalize, sep} from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".arrow": "application/vnd.apache.arrow.stream",
  ".gz": "application/gzip"
};

export interface ServeOptions {
  host?: string; // defaults to 127.0.0.1
  port?: number; // defaults to any that is free
  prefix?: string; // path that the site stands below, "/reports" say; defaults to none
  headers?: Readonly<Record<string, string>>; // sent with every answer
}

export interface Served {
  readonly origin: string; // with the prefix, without a slash at the end
  close(): Promise<void>;
}

/** Serves the files of a folder over HTTP, as any static web server does: `/map` is `map.html`, `/` is `index.html`, what is not there `404.html`. */
export async function serve(
  folder: string,
  {host = "127.0.0.1", port = 0, prefix = "", headers = {}}: ServeOptions = {}
): Promise<Served> {
  const server = createServer((request, response) => {
    const path = readPath(request.url ?? "/", prefix);
    const found = path === null ? null : findFile(folder, path);
    const file = found ?? findFile(folder, "/404");
    if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, "method not allowed");
    if (file === null) return end(response, 404, "not found");
    const {size} = statSync(file);
    response.writeHead(found === null ? 404 : 200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-length": size,
      ...headers
    });
    if (request.method === "HEAD") return response.end();
    return createReadStream(file, {highWaterMark: 1024 * 1024})
      .on("error", () => response.destroy())
      .pipe(response);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}${prefix}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    }
  };
}

function readPath(url: string, prefix: string): string | null {
  try {
    const path = decodeURIComponent(url.split("?", 1)[0]);
    return path.startsWith(`${prefix}/`) && !path.includes("\0") ? path.slice(prefix.length) : null;
  } catch {
    return null;
  }
}

function findFile(folder: string, path: string): string | null {
  const base = join(folder, normalize(path));
  if (base !== folder && !base.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return null;
  for (const file of path.endsWith("/") ? [join(base, "index.html")] : [base, `${base}.html`])
    if (statSync(file, {throwIfNoEntry: false})?.isFile()) return file;
  return null;
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {"content-type": "text/plain; charset=utf-8"});
  response.end(`${text}\n`);
}
