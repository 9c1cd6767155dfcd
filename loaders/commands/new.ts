import {utimesSync} from "node:fs";
import {join} from "node:path";
import {UsageError} from "../errors.js";
import {root} from "../site/build-site.js";
import {newPage} from "../site/new-page.js";
import {runCommand} from "./run-command.js";

await runCommand({
  help: `Makes a page of the report for a question of yours, with a query and a chart to begin with.

  npm run new -- "Which networks send most 404s?"

  --help   this text

The page is in the menu at once, also while npm run dev runs. Edit it: it is Markdown with SQL.
The tables and their columns are listed in the report, under How this was made.`,
  options: {},
  positionals: true,
  run(_, args) {
    if (args.length !== 1) throw new UsageError(`one question in quotes is asked for, not ${args.length}`);
    const file = newPage(args[0], join(root, "src"));
    const now = new Date();
    utimesSync(join(root, "observablehq.config.ts"), now, now); // a preview that runs reads the menu anew
    process.stdout.write(`made src/${file}: npm run dev shows it at /${file.slice(0, -3)} as you edit it\n`);
    return Promise.resolve(0);
  }
});
