import {messageOf} from "../errors.js";
import {readSettings} from "../settings.js";
import {makeOwnTable} from "./own-tables.js";

// Framework runs this with the path of a file that ends in .arrow.sql, and takes its output from stdout.
try {
  const {store, memory} = await readSettings();
  process.stdout.write(await makeOwnTable(process.argv[2], {store, memory}));
} catch (error) {
  process.stderr.write(`\nError: ${messageOf(error)}\n`); // a line of its own, after what Framework is drawing
  process.exitCode = 1;
}
