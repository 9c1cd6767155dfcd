import {mkdirSync, writeFileSync} from "node:fs";
import {request} from "node:http";
import {join} from "node:path";
import {describe, expect, it, onTestFinished} from "vitest";
import type {ServeOptions} from "../../../loaders/site/serve.js";
import {serve} from "../../../loaders/site/serve.js";
import {temporary} from "./temporary.js";

async function run(options: ServeOptions = {}, more: readonly string[] = []) {
  const root = temporary();
  mkdirSync(join(root, "dist/data"), {recursive: true});
  writeFileSync(join(root, "secret.txt"), "secret");
  for (const name of ["index.html", "map.html", "data/a.arrow", "a.wasm", ...more])
    writeFileSync(join(root, "dist", name), name);
  const site = await serve(join(root, "dist"), options);
  onTestFinished(() => site.close());
  return site.origin;
}

/** Asks for a path as it is, which fetch would tidy up. */
function statusOf(origin: string, path: string): Promise<number | undefined> {
  const {hostname, port} = new URL(origin);
  return new Promise((done, fail) => {
    request({hostname, port, path}, (response) => done(response.resume().statusCode))
      .on("error", fail)
      .end();
  });
}

describe("serve(folder, options)", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "index.html"],
    ["/map", "text/html; charset=utf-8", "map.html"],
    ["/data/a.arrow", "application/vnd.apache.arrow.stream", "data/a.arrow"],
    ["/a.wasm?v=1", "application/wasm", "a.wasm"]
  ])("%s is served as %s", async (path, type, text) => {
    const response = await fetch((await run()) + path);
    expect([response.headers.get("content-type"), await response.text()]).toEqual([type, text]);
  });
  it.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/data/..%5c..%5csecret.txt",
    "/%00",
    "/%",
    "/none"
  ])("%s is not found", async (path) => {
    expect(await statusOf(await run(), path)).toBe(404);
  });
  it("sends the page for what is not found, if there is one", async () => {
    const origin = await run({}, ["404.html"]);
    const response = await fetch(`${origin}/no/such/page`);
    expect([response.status, await response.text()]).toEqual([404, "404.html"]);
  });
  it("stands below a sub-folder, with headers of one's own", async () => {
    const origin = await run({prefix: "/reports", headers: {"x-test": "1"}});
    const response = await fetch(`${origin}/map`);
    expect([response.status, response.headers.get("x-test")]).toEqual([200, "1"]);
    expect(await statusOf(origin, "/map")).toBe(404);
  });
});
