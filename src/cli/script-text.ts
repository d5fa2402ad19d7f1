// Reads the SQL of a command: files, -e texts, standard input; fills ${NAME} variables.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { MillraceError, type SourceText, suggest } from "../index.ts";
import { oneValue, type ParsedArgs, pairValues, UsageError } from "./args.ts";

export interface ScriptText {
  readonly sources: readonly SourceText[];
  /** Where the job's state goes when --state is not given: null for -e and standard input. */
  readonly defaultStatePath: string | null;
}

/** @throws UsageError when nothing was given, MillraceError CONNECTOR_FILE_UNREADABLE, PARSE_UNKNOWN_VARIABLE. */
export function readScript(args: ParsedArgs): ScriptText {
  const variables = pairValues(args, "var");
  const texts = args.values.get("execute") ?? [];
  if (texts.length > 0 && args.files.length > 0) throw new UsageError("give files or -e, not both");
  if (texts.length === 0 && args.files.length === 0) throw new UsageError(`nothing to run: ${args.command.usage}`);
  const sources = texts.map((text) => ({ name: "-e", text }));
  for (const file of args.files) sources.push({ name: file === "-" ? "-" : file, text: readSource(file) });
  const first = args.files[0];
  const hasFile = first !== undefined && first !== "-";
  return {
    sources: sources.map((source) => fillVariables(source, variables)),
    defaultStatePath: hasFile ? `.millrace/${basename(first).replace(/\.sql$/i, "")}.db` : null,
  };
}

/** @throws CONNECTOR_FILE_UNREADABLE */
export function readSource(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw new MillraceError("CONNECTOR_FILE_UNREADABLE", `cannot read ${file}: ${(cause as Error).message}`, {
      hint: "Give the path of a .sql file, - for standard input, or -e 'SQL'.",
      cause,
    });
  }
}

/** `${NAME}` from --var; `${ENV:...}` and `${FILE:...}` stay for the connectors, which never print them. */
export function fillVariables(source: SourceText, variables: ReadonlyMap<string, string>): SourceText {
  const text = source.text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string, offset: number) => {
    const value = variables.get(name);
    if (value !== undefined) return value;
    const near = suggest(name, variables.keys());
    throw new MillraceError("PARSE_UNKNOWN_VARIABLE", `there is no value for ${whole}`, {
      span: { source, start: offset, end: offset + whole.length },
      hint: `Give one with --var ${name}=VALUE${near === null ? "" : `, or did you mean \${${near}}?`}`,
    });
  });
  return { name: source.name, text };
}

/** --state, or the default of the script. */
export function statePathOf(args: ParsedArgs, script: ScriptText): string | null {
  return oneValue(args, "state") ?? script.defaultStatePath;
}
