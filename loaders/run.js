import {resolve} from "node:path";
import {CompileError, importTypeScript} from "./typescript.js";

// Runs a TypeScript file, as node does one in JavaScript.
const [node, , file, ...args] = process.argv;
try {
  if (file === undefined) throw new CompileError("missing file; node loaders/run.js FILE [ARGUMENT…]");
  process.argv = [node, resolve(file), ...args];
  await importTypeScript(file);
} catch (error) {
  if (!(error instanceof CompileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
