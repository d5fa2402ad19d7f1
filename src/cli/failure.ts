// How a command ends: exit codes and the text of what went wrong.
import { MillraceError, MillraceErrors, renderError } from "../index.ts";
import { UsageError } from "./args.ts";
import { paint, type Terminal } from "./terminal.ts";

export const EXIT_DONE = 0;
export const EXIT_USER_ERROR = 1;
export const EXIT_USAGE = 2;
export const EXIT_EXTERNAL = 3;
export const EXIT_BUG = 70;

/** Errors of what the user wrote or chose; the others of their kinds come from disks, files and other systems. */
const USER_CODES: ReadonlySet<string> = new Set([
  "STATE_QUERY_CHANGED",
  "STATE_FOREIGN_FILE",
  "STATE_EMPTY",
  "STATE_NO_OPERATOR",
  "STATE_NO_REPLAY",
  "CONNECTOR_UNKNOWN",
  "CONNECTOR_UNKNOWN_OPTION",
  "CONNECTOR_MISSING_OPTION",
  "CONNECTOR_BAD_OPTION",
  "CONNECTOR_UNKNOWN_FORMAT",
  "CONNECTOR_NO_SINK",
  "CONNECTOR_NO_SOURCE",
  "SINK_METADATA",
  "SINK_IS_STATE_FILE",
]);

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT_USAGE;
  const first = error instanceof MillraceErrors ? error.errors[0] : error;
  if (!(first instanceof MillraceError)) return EXIT_BUG;
  switch (first.kind) {
    case "parse":
    case "bind":
    case "plan":
    case "data":
      return EXIT_USER_ERROR;
    case "connector":
    case "state":
      return USER_CODES.has(first.code) ? EXIT_USER_ERROR : EXIT_EXTERNAL;
    case "internal":
      return EXIT_BUG;
  }
}

/** The text for stderr, with a final line break. `isVerbose` adds the stack of what is a bug of ours. */
export function failureText(error: unknown, terminal: Terminal, isVerbose: boolean): string {
  if (error instanceof UsageError) return `millrace: ${error.message}\n`;
  if (error instanceof MillraceErrors) return error.errors.map((e) => failureText(e, terminal, isVerbose)).join("");
  if (error instanceof MillraceError) {
    const stack = isVerbose && error.kind === "internal" ? `${error.stack}\n` : "";
    return `${renderError(error).replace(error.code, paint(terminal, "red", error.code))}\n${stack}`;
  }
  const text = error instanceof Error ? (isVerbose ? error.stack : `${error.name}: ${error.message}`) : String(error);
  return `${paint(terminal, "red", "INTERNAL_UNEXPECTED")}: ${text}\n  This is a bug of Millrace. Please report it with the output of the same command and --verbose.\n`;
}
