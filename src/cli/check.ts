// `millrace check`: parse, bind and plan, all errors of all files; nothing is read and nothing is run.
import { MillraceError, MillraceErrors, Session } from "../index.ts";
import { type ParsedArgs, pairValues } from "./args.ts";
import { EXIT_DONE, EXIT_USER_ERROR, failureText } from "./failure.ts";
import { readScript } from "./script-text.ts";
import { paint, type Terminal } from "./terminal.ts";

export async function checkCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  const script = readScript(args);
  const names = script.sources.map((source) => source.name).join(", ");
  try {
    const session = new Session({ settings: pairValues(args, "set"), stdout: terminal.stdout });
    const steps = await session.compile(script.sources);
    for (const step of steps) {
      if (step.kind === "warning") terminal.stderr.write(`${paint(terminal, "yellow", "warning:")} ${step.text}\n`);
    }
    const jobs = steps.filter((step) => step.kind === "job").length;
    if (!args.flags.has("quiet")) terminal.stderr.write(`${names}: no errors; ${jobs} ${jobs === 1 ? "query or job" : "queries and jobs"}\n`);
    return EXIT_DONE;
  } catch (error) {
    if (!(error instanceof MillraceErrors) && !(error instanceof MillraceError)) throw error;
    const count = error instanceof MillraceErrors ? error.errors.length : 1;
    terminal.stderr.write(failureText(error, terminal, false));
    if (!args.flags.has("quiet")) terminal.stderr.write(`${names}: ${count} ${count === 1 ? "error" : "errors"}\n`);
    return EXIT_USER_ERROR;
  }
}
