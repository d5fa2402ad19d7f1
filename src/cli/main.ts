// The entry of the command line: picks the command, turns what it throws into text and an exit code.
import { suggest, VERSION } from "../index.ts";
import {
  COMMANDS,
  type CommandRecord,
  commandHelp,
  generalHelp,
  type ParsedArgs,
  parseCommandLine,
  UsageError,
} from "./args.ts";
import { EXIT_DONE, exitCodeOf, failureText } from "./failure.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** Runs one command line; sets process.exitCode. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietlyWhenReaderLeaves();
  const terminal = processTerminal(argv.includes("--no-color"));
  try {
    process.exitCode = await dispatch(argv, terminal);
  } catch (error) {
    const isVerbose = argv.includes("--verbose") || argv.includes("-v");
    if (isJsonLog(argv)) {
      const { errorLines } = await import("./json-log.ts");
      terminal.stderr.write(errorLines(error));
    } else terminal.stderr.write(failureText(error, terminal, isVerbose));
    process.exitCode = exitCodeOf(error);
  }
}

function isJsonLog(argv: readonly string[]): boolean {
  return (
    argv.includes("--log-format=json") ||
    (argv[argv.indexOf("--log-format") + 1] === "json" && argv.includes("--log-format"))
  );
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === "--version" || name === "-V") return say(terminal, `millrace ${VERSION}\n`);
  if (name === "--help" || name === "-h" || name === "help") {
    const asked = rest[0] === undefined ? null : commandNamed(rest[0]);
    return say(terminal, asked === null ? generalHelp() : commandHelp(asked));
  }
  const isRepl = name === undefined || (name.startsWith("-") && name !== "-");
  const command = commandNamed(isRepl ? "repl" : name);
  const args = parseCommandLine(command, isRepl ? argv : rest);
  if (args.flags.has("help")) return say(terminal, commandHelp(command));
  return await run(command, args, terminal);
}

/** Commands load when they are asked for: `--version` needs none of them. */
async function run(command: CommandRecord, args: ParsedArgs, terminal: Terminal): Promise<number> {
  switch (command.name) {
    case "run":
      return (await import("./run.ts")).runCommand(args, terminal);
    case "explain":
      return (await import("./explain.ts")).explainCommand(args, terminal);
    case "check":
      return (await import("./check.ts")).checkCommand(args, terminal);
    case "test":
      return (await import("./test.ts")).testCommand(args, terminal);
    case "inspect":
      return (await import("./inspect/inspect.ts")).inspectCommand(args, terminal);
    default:
      return (await import("./repl/repl.ts")).replCommand(args, terminal);
  }
}

function commandNamed(name: string): CommandRecord {
  const command = COMMANDS.find((c) => c.name === name);
  if (command !== undefined) return command;
  if (/\.sql$/i.test(name)) throw new UsageError(`to run a file: millrace run ${name}`);
  const near = suggest(
    name,
    COMMANDS.map((c) => c.name),
  );
  throw new UsageError(
    `there is no command "${name}"${near === null ? "" : `; did you mean ${near}?`} (millrace --help lists them)`,
  );
}

function say(terminal: Terminal, text: string): number {
  terminal.stdout.write(text);
  return EXIT_DONE;
}

/** `millrace run ... | head` closes the pipe: that is the end of the wish for rows, not an error. */
function endQuietlyWhenReaderLeaves(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT_DONE);
    throw error;
  });
}
