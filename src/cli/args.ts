// Command line -> plain data. One table of options per command makes parsing, --help and "did you mean".
import { parseArgs } from "node:util";
import { suggest } from "../index.ts";

export interface OptionRecord {
  readonly name: string;
  readonly short?: string;
  /** Name of the value in --help; absent: a flag. */
  readonly value?: string;
  readonly isRepeatable?: boolean;
  readonly oneOf?: readonly string[];
  readonly summary: string;
}

export interface CommandRecord {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly OptionRecord[];
}

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {}

const TERMINAL: readonly OptionRecord[] = [
  { name: "no-color", summary: "no colours, whatever the terminal" },
  { name: "help", short: "h", summary: "show this help" },
];

const COMMON: readonly OptionRecord[] = [
  { name: "set", value: "KEY=VALUE", isRepeatable: true, summary: "set an engine option before the first statement" },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the help shows it as it is written in SQL
  { name: "var", value: "NAME=VALUE", isRepeatable: true, summary: "fill ${NAME} in the SQL" },
  ...TERMINAL,
];

const EXPRESSION: OptionRecord = {
  name: "execute",
  short: "e",
  value: "SQL",
  isRepeatable: true,
  summary: "statements given on the command line",
};

export const COMMANDS: readonly CommandRecord[] = [
  {
    name: "run",
    usage: "millrace run FILE.sql... | -e SQL | -",
    summary: "run the statements in order; all INSERTs together are one job with one checkpoint",
    options: [
      EXPRESSION,
      {
        name: "output",
        value: "FORMAT",
        oneOf: ["table", "csv", "json"],
        summary: "form of result rows (default: table on a terminal, csv in a pipe)",
      },
      { name: "final", summary: "bounded input: print only the final result, at the end" },
      { name: "changelog", summary: "always show the kind of each change" },
      {
        name: "state",
        value: "PATH",
        summary: "state file of the job (default: .millrace/<file stem>.db when there is an INSERT)",
      },
      { name: "fresh", summary: "forget the checkpoint and start anew, after saying what that throws away" },
      {
        name: "upgrade",
        value: "MODE",
        oneOf: ["ask", "allow", "reject"],
        summary: "what to do with a checkpoint of another query (default: ask on a terminal, else reject)",
      },
      { name: "batch-rows", value: "N", summary: "rows in a micro-batch at most" },
      { name: "batch-interval", value: "DURATION", summary: "one micro-batch per interval, such as '1 s'" },
      { name: "max-batches", value: "N", summary: "stop, with a checkpoint, after N micro-batches" },
      {
        name: "metrics",
        value: "HOST:PORT",
        summary: "serve /metrics (Prometheus), /health and /ready; :PORT for this machine only",
      },
      {
        name: "log-format",
        value: "FORMAT",
        oneOf: ["text", "json"],
        summary: "form of progress, warnings, errors and summary on stderr (default: text)",
      },
      { name: "quiet", short: "q", summary: "no progress, no summary" },
      { name: "verbose", short: "v", summary: "say what each statement does; stack traces of internal errors" },
      ...COMMON,
    ],
  },
  {
    name: "explain",
    usage: "millrace explain FILE.sql | -e SQL | -",
    summary: "show the plans, the state they keep and how it is bounded",
    options: [
      EXPRESSION,
      {
        name: "format",
        value: "FORMAT",
        oneOf: ["text", "json", "dot", "mermaid"],
        summary: "form of the plan (default: text)",
      },
      { name: "changelog", summary: "the kinds of changes on every edge" },
      { name: "state", summary: "ids and layouts of the state tables" },
      { name: "verbose", short: "v", summary: "ids, column types and the generated kernels" },
      ...COMMON,
    ],
  },
  {
    name: "check",
    usage: "millrace check FILE.sql... | -e SQL | - | --fix FILE.sql",
    summary: "parse, bind and plan only; report every error",
    options: [
      EXPRESSION,
      { name: "fix", summary: "make the edits that errors offer, write FILE.sql and show what changed" },
      { name: "quiet", short: "q", summary: "no output when all is well" },
      ...COMMON,
    ],
  },
  {
    name: "test",
    usage: "millrace test [PATH...]",
    summary: "run golden cases: NAME.sql must give what NAME.out says",
    options: [
      { name: "bless", summary: "write the outputs that differ or are missing; look at the change before you keep it" },
      { name: "update-missing", summary: "write only the outputs that are missing" },
      { name: "crash", summary: "also stop and resume between all micro-batches; the rows must be the same" },
      { name: "all-modes", summary: "also one row a batch, one big batch, without the optimizer, and --crash" },
      { name: "only", value: "TEXT", summary: "only the cases with TEXT in their path" },
      { name: "watch", summary: "run again when a file changes" },
      { name: "junit", value: "FILE", summary: "write a report as JUnit XML" },
      { name: "verbose", short: "v", summary: "a line for each case that passed too" },
      ...TERMINAL,
    ],
  },
  {
    name: "inspect",
    usage: "millrace inspect STATE.db [--rows OPERATOR | --replay N | --diff OTHER.db]",
    summary:
      "look into the state file of a job, also while it runs: batches, offsets, watermarks, state, late and bad rows",
    options: [
      {
        name: "rows",
        value: "OPERATOR",
        summary: "the state rows of an operator: its id, the beginning of it, or a part of its name",
      },
      {
        name: "key",
        value: "KEY",
        summary: "with --rows: only the rows under this key (several columns with a comma between)",
      },
      { name: "replay", value: "N", summary: "run batch N again without sinks and show the changes at each edge" },
      { name: "trace", value: "OPERATOR", summary: "with --replay: only this operator and what it reads" },
      { name: "diff", value: "OTHER.db", summary: "what is added, removed and changed in OTHER.db, the later state" },
      { name: "limit", value: "N", summary: "rows of each list at most (default: 20)" },
      { name: "format", value: "FORMAT", oneOf: ["table", "json"], summary: "form of the output (default: table)" },
      ...TERMINAL,
    ],
  },
  {
    name: "repl",
    usage: "millrace [repl [FILE.sql]]",
    summary: "interactive; FILE is loaded first",
    options: [
      { name: "output", value: "FORMAT", oneOf: ["table", "csv", "json"], summary: "form of result rows" },
      ...COMMON,
    ],
  },
];

export interface ParsedArgs {
  readonly command: CommandRecord;
  readonly files: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** @throws UsageError naming the option or command and the nearest one that exists. */
export function parseCommandLine(command: CommandRecord, args: readonly string[]): ParsedArgs {
  const options = Object.fromEntries(
    command.options.map((o) => [
      o.name,
      {
        type: o.value === undefined ? "boolean" : "string",
        multiple: true,
        ...(o.short === undefined ? {} : { short: o.short }),
      } as const,
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  const files: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") files.push(token.value);
    if (token.kind !== "option") continue;
    const option = command.options.find((o) => o.name === token.name);
    if (option === undefined) throw new UsageError(unknownOption(command, token.rawName));
    if (option.value === undefined) {
      if (token.value !== undefined) throw new UsageError(`--${option.name} takes no value`);
      flags.add(option.name);
      continue;
    }
    if (token.value === undefined)
      throw new UsageError(`--${option.name} needs a value: --${option.name} ${option.value}`);
    if (option.oneOf !== undefined && !option.oneOf.includes(token.value)) {
      throw new UsageError(`--${option.name} is one of ${option.oneOf.join(", ")}, not "${token.value}"`);
    }
    const given = values.get(option.name) ?? [];
    if (given.length > 0 && option.isRepeatable !== true) throw new UsageError(`--${option.name} was given twice`);
    values.set(option.name, [...given, token.value]);
  }
  return { command, files, flags, values };
}

function unknownOption(command: CommandRecord, rawName: string): string {
  const near = suggest(
    rawName.replace(/^-+/, ""),
    command.options.map((o) => o.name),
  );
  return `${command.name} has no option ${rawName}${near === null ? "" : `; did you mean --${near}?`} (millrace ${command.name} --help lists them)`;
}

/** The only value of an option, or null. */
export function oneValue(args: ParsedArgs, name: string): string | null {
  return args.values.get(name)?.[0] ?? null;
}

/** A positive whole number option. @throws UsageError */
export function countValue(args: ParsedArgs, name: string): number | null {
  const text = oneValue(args, name);
  if (text === null) return null;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`--${name} is a whole number from 1, not "${text}"`);
  return Number(text);
}

/** KEY=VALUE options as a map. @throws UsageError */
export function pairValues(args: ParsedArgs, name: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const text of args.values.get(name) ?? []) {
    const at = text.indexOf("=");
    if (at <= 0)
      throw new UsageError(`--${name} is written --${name} ${name === "set" ? "KEY" : "NAME"}=VALUE, not "${text}"`);
    pairs.set(text.slice(0, at), text.slice(at + 1));
  }
  return pairs;
}

export function commandHelp(command: CommandRecord): string {
  const left = (o: OptionRecord) =>
    `${o.short === undefined ? "    " : `-${o.short}, `}--${o.name}${o.value === undefined ? "" : ` ${o.value}`}`;
  const width = Math.max(...command.options.map((o) => left(o).length));
  const lines = command.options.map(
    (o) => `  ${left(o).padEnd(width)}  ${o.summary}${o.oneOf === undefined ? "" : ` [${o.oneOf.join("|")}]`}`,
  );
  return `${command.usage}\n\n${command.summary}\n\nOptions:\n${lines.join("\n")}\n`;
}

export function generalHelp(): string {
  const width = Math.max(...COMMANDS.map((c) => c.usage.length));
  const lines = COMMANDS.map((c) => `  ${c.usage.padEnd(width)}  ${c.summary}`);
  return `millrace: streaming SQL for Node.js\n\n${lines.join("\n")}\n\n  millrace COMMAND --help lists the options of a command; millrace --version prints the version.\n`;
}
