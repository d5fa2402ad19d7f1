// A golden case as it lies on disk: <name>.sql with directives in its leading comment lines, then statements; <name>.out beside it.
//
//   -- description: one sentence of the semantics
//   -- script: PATH                       statements of that file come first; its tables are read from inputs and collected
//   -- input NAME: file PATH              rows of table NAME (PATH beside the case, or in a `data` folder of a folder above)
//   -- input NAME: inline [csv]           JSON lines (or CSV) in the comment lines that follow, indented
//   -- input NAME: inline append|retract|upsert  changes in the lines that follow: +I ["a",1]; those behind a line such as
//                                         @ 90 min come when the clock of the job has reached that time since its start
//   -- batch-rows: N                      rows per micro-batch in the canonical mode
//   -- settings: key=value
//   -- clock: 2026-01-01 00:00:00         where the virtual clock starts (UTC); this is the default
//   -- tick: DURATION                     how far it goes on with each micro-batch; default: it stands
//   -- expect error                       the statements must fail; the errors are the output
//   -- accounts: vary                      how far the input is read depends on the size of batches (LIMIT stops reading)
//   -- modes: canonical                   only the canonical mode (for results that depend on it on purpose; the description says why)
//
// A table that is named by an input and has no WITH gets one that reads it; any other table without WITH is a sink whose changes are
// part of the output. Files that filesystem sinks leave in the working folder are part of it too, by folder.
import { basename, extname } from "node:path";
import { parseDurationMs } from "../common/duration.ts";
import { suggest } from "../common/suggest.ts";

export interface GoldenInput {
  readonly table: string;
  readonly format: InputFormat;
  /** File name in the case's working folder. */
  readonly fileName: string;
  readonly source:
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "inline"; readonly text: string };
}

type InputFormat = "json" | "csv" | "append" | "retract" | "upsert";

export interface GoldenCase {
  /** "hop/late-for-first-window". */
  readonly name: string;
  /** What places of errors begin with: "hop/late-for-first-window.sql", wherever the cases are run from. */
  readonly sourceName: string;
  /** Absolute path of the folder it lies in. */
  readonly folder: string;
  /** "" when there is none. */
  readonly description: string;
  readonly scripts: readonly string[];
  readonly inputs: readonly GoldenInput[];
  readonly batchRows: number | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly clockStartMs: number;
  readonly tickMs: number;
  readonly expectsError: boolean;
  readonly isCanonicalOnly: boolean;
  readonly doAccountsVary: boolean;
  /** The whole file: spans of errors fit it. */
  readonly sql: string;
}

/** A case that cannot be run as it is written: what is wrong, for who wrote it. */
export class CaseError extends Error {}

const CLOCK_START = "2026-01-01 00:00:00";
const KEYS = [
  "description",
  "script",
  "input",
  "batch-rows",
  "settings",
  "clock",
  "tick",
  "expect",
  "modes",
  "accounts",
];

/** True when the text begins with a directive, as only cases do. */
export function hasDirective(sql: string): boolean {
  const lines = sql.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("--"));
  return lines.slice(0, end === -1 ? lines.length : end).some((line) => KEYS.includes(directiveOf(line)?.key ?? ""));
}

/** @throws CaseError naming the case and the line when a directive is not known or misses something. */
export function parseCase(name: string, folder: string, sql: string): GoldenCase {
  const directives = new Directives(name);
  const lines = sql.split("\n");
  for (let i = 0; i < lines.length && lines[i].startsWith("--"); i++) directives.take(lines[i], i + 1);
  return directives.finish(folder, sql);
}

interface Directive {
  readonly key: string;
  readonly table: string | undefined;
  readonly value: string;
}

/** `-- key: value`, `-- key NAME: value` or `-- expect error`; any other comment is a comment. */
function directiveOf(line: string): Directive | null {
  const match = /^--\s?([a-z][a-z-]*)(?:\s+([A-Za-z_]\w*))?\s*(?::\s*(.*))?$/.exec(line);
  if (match === null) return null;
  const [, key, table, value] = match;
  if (value === undefined && key !== "expect") return null;
  return { key, table, value: (value ?? "").trim() };
}

class Directives {
  readonly #name: string;
  readonly #inputs: { table: string; format: InputFormat; path: string | null; lines: string[] }[] = [];
  readonly #settings: Record<string, string> = {};
  readonly #scripts: string[] = [];
  #description = "";
  #batchRows: number | null = null;
  #clockStartMs = Date.parse(`${CLOCK_START}Z`);
  #tickMs = 0;
  #expectsError = false;
  #isCanonicalOnly = false;
  #doAccountsVary = false;

  constructor(name: string) {
    this.#name = name;
  }

  take(line: string, lineNumber: number): void {
    const inline = /^--\s{3}(.*)$/.exec(line);
    const open = this.#inputs.at(-1);
    if (inline !== null && open !== undefined && open.path === null) {
      open.lines.push(inline[1]);
      return;
    }
    const directive = directiveOf(line);
    if (directive === null || this.#apply(directive)) return;
    const near = KEYS.includes(directive.key) ? null : suggest(directive.key, KEYS);
    const why = near === null ? "" : `; did you mean "${near}"?`;
    throw new CaseError(`${this.#name}.sql:${lineNumber}: no directive of a golden: ${line}${why}`);
  }

  #apply({ key, table, value }: Directive): boolean {
    switch (key) {
      case "description":
        this.#description = value;
        return value !== "";
      case "script":
        this.#scripts.push(value);
        return value !== "";
      case "input":
        return table !== undefined && this.#addInput(table, value);
      case "batch-rows":
        this.#batchRows = Number(value);
        return this.#batchRows > 0;
      case "settings": {
        const at = value.indexOf("=");
        this.#settings[value.slice(0, at).trim()] = value.slice(at + 1).trim();
        return at > 0;
      }
      case "clock":
        this.#clockStartMs = Date.parse(`${value.replace(" ", "T")}Z`);
        return !Number.isNaN(this.#clockStartMs);
      case "tick":
        this.#tickMs = parseDurationMs(value) ?? 0;
        return this.#tickMs > 0;
      case "expect":
        this.#expectsError = table === "error" && value === "";
        return this.#expectsError;
      case "modes":
        this.#isCanonicalOnly = value === "canonical";
        return this.#isCanonicalOnly;
      case "accounts":
        this.#doAccountsVary = value === "vary";
        return this.#doAccountsVary;
      default:
        return false;
    }
  }

  #addInput(table: string, value: string): boolean {
    const file = /^file\s+(\S+)$/.exec(value);
    const inline = /^inline(?:\s+(csv|json|append|retract|upsert))?$/.exec(value);
    if (file !== null) {
      const format = extname(file[1]) === ".csv" ? "csv" : "json";
      this.#inputs.push({ table, format, path: file[1], lines: [] });
    } else if (inline !== null) {
      this.#inputs.push({ table, format: (inline[1] ?? "json") as InputFormat, path: null, lines: [] });
    }
    return file !== null || inline !== null;
  }

  finish(folder: string, sql: string): GoldenCase {
    return {
      name: this.#name,
      sourceName: `${basename(folder)}/${basename(this.#name)}.sql`,
      folder,
      description: this.#description,
      scripts: this.#scripts,
      inputs: this.#inputs.map(({ table, format, path, lines }) => ({
        table,
        format,
        fileName: path === null ? `${table}.${format}` : basename(path),
        source:
          path === null ? { kind: "inline", text: lines.map((line) => `${line}\n`).join("") } : { kind: "file", path },
      })),
      batchRows: this.#batchRows,
      settings: this.#settings,
      clockStartMs: this.#clockStartMs,
      tickMs: this.#tickMs,
      expectsError: this.#expectsError,
      // With a ticking clock the time of a row is that of its batch.
      isCanonicalOnly: this.#isCanonicalOnly || this.#tickMs > 0,
      doAccountsVary: this.#doAccountsVary,
      sql,
    };
  }
}
