import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {openDuckDB} from "../engines/duckdb.js";
import {messageOf, UsageError, UserError} from "../errors.js";
import {examineLog} from "../ingest/examine-log.js";
import {findLogs, hintsFor} from "../ingest/index.js";
import {readSettings} from "../settings.js";
import {printable} from "../terminal.js";
import {describeExamination} from "./describe-examination.js";
import {runCommand} from "./run-command.js";

await runCommand({
  help: `Looks at logs and tells how they would be read: format, columns, times, some events and rejected lines, and what
the settings may have to say. Looks at parts of each log only, so that a huge one takes no longer.

  npm run doctor -- LOG…

  LOG      files, folders or globs
  --help   this text

Exit code: 0 if all logs can be read, 1 if one can't, 2 for wrong usage.`,
  options: {},
  positionals: true,
  async run(_, args) {
    if (args.length === 0) throw new UsageError("no logs: name files, folders or globs behind --");
    const settings = await readSettings({args});
    const temp = mkdtempSync(join(tmpdir(), "traffic-atlas-doctor-"));
    const connection = await openDuckDB({memory: settings.memory, temp});
    let failed = 0;
    try {
      for (const log of await findLogs(settings.logs)) {
        try {
          if (log.size === 0) process.stdout.write(`${printable(log.file)}: the file is empty\n\n`);
          else {
            const seen = await examineLog(connection, log, {temp, hints: hintsFor(settings.formats, log)});
            process.stdout.write(`${describeExamination(log, seen)}\n\n`);
          }
        } catch (error) {
          if (!(error instanceof UserError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
          failed++;
          const message = messageOf(error)
            .split("\n")
            .map((line) => printable(line))
            .join("\n");
          process.stdout.write(`${printable(log.file)}: ${message}\n\n`);
        }
      }
    } finally {
      connection.closeSync();
      rmSync(temp, {recursive: true, force: true});
    }
    return failed > 0 ? 1 : 0;
  }
});
