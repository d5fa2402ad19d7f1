// `millrace check`: parse, bind and plan, all errors of all files; nothing is read and nothing is run. `--fix` writes the files mended.
import { writeFileSync } from "node:fs";
import { MillraceError, Session, type SourceText, type Step } from "../index.ts";
import { type ParsedArgs, pairValues, UsageError } from "./args.ts";
import { EXIT_DONE, EXIT_USER_ERROR, failureText } from "./failure.ts";
import { readScript, readSource } from "./script-text.ts";
import { paint, type Terminal } from "./terminal.ts";

export async function checkCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  if (args.flags.has("fix")) return fixCommand(args, terminal);
  const script = readScript(args);
  const names = script.sources.map((source) => source.name).join(", ");
  const { steps, error } = await compile(script.sources, args, terminal);
  if (error !== null) {
    const { errorList } = await import("./check-fix.ts");
    const errors = errorList(error);
    terminal.stderr.write(failureText(error, terminal, false));
    if (!args.flags.has("quiet")) {
      const fixable = errors.filter((each) => each.fix !== null).length;
      const offer = fixable === 0 || args.files.length === 0 ? "" : `; --fix mends ${fixable}`;
      terminal.stderr.write(`${names}: ${counted(errors.length, "error")}${offer}\n`);
    }
    return EXIT_USER_ERROR;
  }
  for (const step of steps) {
    if (step.kind === "warning") terminal.stderr.write(`${paint(terminal, "yellow", "warning:")} ${step.text}\n`);
  }
  const jobs = steps.filter((step) => step.kind === "job").length;
  if (!args.flags.has("quiet")) {
    terminal.stderr.write(`${names}: no errors; ${jobs} ${jobs === 1 ? "query or job" : "queries and jobs"}\n`);
  }
  return EXIT_DONE;
}

async function compile(
  sources: readonly SourceText[],
  args: ParsedArgs,
  terminal: Terminal,
): Promise<{ readonly steps: readonly Step[]; readonly error: MillraceError | null }> {
  try {
    const session = new Session({ settings: pairValues(args, "set"), stdout: terminal.stdout });
    return { steps: await session.compile(sources), error: null };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return { steps: [], error };
  }
}

async function fixCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  if (args.files.length !== 1 || args.files[0] === "-") throw new UsageError("check --fix takes one FILE");
  if (args.values.has("var")) throw new UsageError("check --fix takes no --var: variables stay in the file");
  const [name] = args.files;
  const { errorList, lineDifference, mend } = await import("./check-fix.ts");
  const source = { name, text: readSource(name) };
  const errorsOf = async (text: SourceText) => {
    const { error } = await compile([text], args, terminal);
    return error === null ? [] : errorList(error);
  };
  const { text, mendedCount, left } = await mend(source, errorsOf);
  if (text !== source.text) {
    writeFileSync(name, text);
    terminal.stdout.write(lineDifference(name, source.text, text));
  }
  for (const error of left) terminal.stderr.write(failureText(error, terminal, false));
  if (!args.flags.has("quiet")) {
    const rest = left.length === 0 ? "no errors left" : `${counted(left.length, "error")} left that no edit mends`;
    terminal.stderr.write(`${name}: ${mendedCount} mended; ${rest}\n`);
  }
  return left.length === 0 ? EXIT_DONE : EXIT_USER_ERROR;
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
