import type {ParseArgsConfig} from "node:util";
import {parseArgs} from "node:util";
import {explainDisk, messageOf, UsageError, UserError} from "../errors.js";
import {printable} from "../terminal.js";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{options: T; strict: true}>>["values"];

export interface Command<T extends Options> {
  readonly help: string; // what --help prints
  readonly options: T; // as for parseArgs; --help is added
  readonly positionals?: boolean; // whether it takes logs as arguments; defaults to false
  readonly run: (values: Values<T>, args: string[]) => Promise<number>; // gives the exit code
}

export interface CommandEffects {
  args?: readonly string[]; // defaults to the arguments of the process
  out?: (text: string) => unknown; // defaults to stdout
  err?: (text: string) => unknown; // defaults to stderr
  exit?: (code: number) => unknown; // defaults to setting the exit code of the process
}

/**
 * Runs a command: prints its help, refuses wrong usage with exit code 2, and ends a failure with 1. A mistake of the user's is
 * said without a stack, anything else with it.
 */
export async function runCommand<const T extends Options>(
  {help, options, positionals = false, run}: Command<T>,
  {
    args = process.argv.slice(2),
    out = (text) => process.stdout.write(text),
    err = (text) => process.stderr.write(text),
    exit = (code) => (process.exitCode = code)
  }: CommandEffects = {}
): Promise<void> {
  let parsed;
  try {
    const all = {...options, help: {type: "boolean", short: "h"}} as T & {help: {type: "boolean"}};
    parsed = parseArgs({args: [...args], options: all, allowPositionals: positionals, strict: true});
  } catch (error) {
    err(`wrong usage: ${say(messageOf(error).split(". ")[0])}; --help lists the options\n`);
    exit(2);
    return;
  }
  if ((parsed.values as {help?: boolean}).help) {
    out(`${help.trim()}\n`);
    exit(0);
    return;
  }
  try {
    exit(await run(parsed.values as Values<T>, parsed.positionals));
  } catch (thrown) {
    const error = explainDisk(thrown);
    const stack = error instanceof Error && !(error instanceof UserError) ? error.stack : undefined;
    err(`${say(stack ?? messageOf(error))}\n`);
    exit(error instanceof UsageError ? 2 : 1);
  }
}

/** Text that may hold what a log or another program said, safe for a terminal; its lines stay lines. */
function say(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line, 1000))
    .join("\n");
}
