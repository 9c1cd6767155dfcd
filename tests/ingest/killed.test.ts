import {spawn} from "node:child_process";
import {existsSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {gzipSync} from "node:zlib";
import {expect, it} from "vitest";
import {generate} from "../../loaders/generate/index.js";
import {createRandom} from "../../loaders/generate/random.js";
import {silent} from "../../loaders/progress.js";
import {runner} from "../../loaders/typescript.js";
import {temporaryFolder} from "./read-fixture.js";

const kills = Number(process.env.KILLS ?? 4); // the bench of the promise is 50
const data = fileURLToPath(new URL("../../loaders/commands/data.ts", import.meta.url));

it("a run that is killed at any moment is finished by the next, and the tables equal a clean build's", async () => {
  const folder = temporaryFolder();
  const log = join(folder, "flows.csv");
  await generate({rows: 150_000, seed: 3, days: 2, format: "csv", out: log, progress: silent});
  writeFileSync(
    `${log}.1.gz`,
    gzipSync(readFileSync(log).subarray(0, 3_000_000).toString().replaceAll("203.0.113.", "198.51.100."))
  );
  const [header, ...lines] = readFileSync(log, "utf8").slice(0, 4_000_000).split("\n");
  for (let i = 0; i < 300; i++) {
    const some = lines.slice(i * 200, (i + 1) * 200).map((line) => line.replace(/,TCP$/, ",UDP"));
    writeFileSync(`${log}-${i}`, `${[header, ...some].join("\n")}\n${i % 50 === 0 ? "garbage\n" : ""}`);
  }
  writeFileSync(join(folder, "atlas.config.ts"), `export default {chunkSize: "500 kB", budget: {rows: 5000}};\n`);
  const begun = performance.now();
  expect(await run(folder, "clean")).toBe(0);
  const time = performance.now() - begun;
  const clean = tables(join(folder, "clean"));
  const {real} = createRandom(17);
  for (let n = 1; n <= kills; n++) {
    rmSync(join(folder, "store"), {recursive: true, force: true});
    await run(folder, "store", real() * time);
    if (n % 2 === 0) await run(folder, "store", real() * time); // and once more
    expect([n, await run(folder, "store")]).toEqual([n, 0]);
    expect([n, tables(join(folder, "store"))]).toEqual([n, clean]);
    expect(existsSync(join(folder, "store", "lock"))).toBe(false);
  }
}, 600_000);

function tables(store: string): Record<string, string> {
  const names = ["traffic", "sources", "addresses", "places", "countries", "rejects"];
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(store, "tables", `${name}.arrow`)).toString("base64")])
  );
}

/** Runs `data` on the folder's logs; kills it after some milliseconds if it still runs then. */
function run(folder: string, store: string, killAfter = Infinity): Promise<number | null> {
  const env = {...process.env, LOGS: join(folder, "flows.csv*"), STORE: join(folder, store)};
  const child = spawn(process.execPath, [runner, data], {
    cwd: folder,
    env,
    stdio: "ignore"
  });
  const timer = Number.isFinite(killAfter) ? setTimeout(() => child.kill("SIGKILL"), killAfter) : undefined;
  return new Promise((done, fail) =>
    child.once("error", fail).once("close", (code) => {
      clearTimeout(timer);
      done(code);
    })
  );
}
