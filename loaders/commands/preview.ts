import {existsSync} from "node:fs";
import {resolve} from "node:path";
import {UserError} from "../errors.js";
import {serve} from "../site/serve.js";
import {readPort} from "./read-port.js";
import {runCommand} from "./run-command.js";

await runCommand({
  help: `Serves the report that npm run build made, on this machine only.

  npm run preview -- [--port N]

  --port N   defaults to 3000, or any free port if that is taken
  --help     this text

Environment: ATLAS_OUTPUT (instead of dist). Stop it with Ctrl-C.`,
  options: {port: {type: "string"}},
  async run({port}) {
    const folder = resolve(process.env.ATLAS_OUTPUT || "dist");
    if (!existsSync(folder)) throw new UserError(`no report: ${folder} does not exist; run npm run build first`);
    const wanted = readPort(port);
    const site = await serve(folder, {port: wanted ?? 3000}).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error;
      if (wanted !== null) throw new UserError(`port in use: ${wanted}; give another with --port`);
      return serve(folder);
    });
    process.stdout.write(`${site.origin}/\n`);
    await new Promise((stop) => process.once("SIGINT", stop).once("SIGTERM", stop));
    await site.close();
    return 0;
  }
});
