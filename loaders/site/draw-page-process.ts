import {drawPage} from "./draw-page.js";

// A process of its own, since a page takes the place of its globals. What the page itself has to say does not matter here.
const [folder, page, patience] = process.argv.slice(2);
Object.assign(console, Object.fromEntries(["debug", "error", "info", "log", "warn"].map((name) => [name, () => {}])));
for (const fault of ["uncaughtException", "unhandledRejection"]) process.on(fault, () => {}); // as a browser goes on
try {
  const drawn = await drawPage(folder, page, Number(patience));
  process.stdout.write(JSON.stringify(drawn), () => process.exit());
} catch (error) {
  process.stderr.write(String(error), () => process.exit(1));
}
