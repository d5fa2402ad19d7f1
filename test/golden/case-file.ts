// A golden case as it lies in queries/<area>/<name>.sql: directives in the leading comment lines, then statements.
//
//   -- description: one sentence of the semantics (required)
//   -- input NAME: file PATH              rows of table NAME (path relative to queries/data/)
//   -- input NAME: inline [csv]           JSON lines (or CSV) in the comment lines that follow, indented
//   -- input NAME: inline retract|upsert  changes in the lines that follow: +I ["a",1]
//   -- batch-rows: N                      rows per micro-batch in the canonical mode
//   -- settings: key=value
//   -- expect error                       the statements must fail; the errors are the output
//   -- accounts: vary                      how far the input is read depends on the size of batches (LIMIT stops reading)
//   -- modes: canonical                   only the canonical mode (for results that depend on it on purpose; the description says why)
//
// A table that is named by an input and has no WITH gets one that reads it; any other table without WITH is a sink whose changes are
// part of the output. Files that filesystem sinks leave in the working folder are part of it too, by folder.
import { basename, extname } from "node:path";

export interface GoldenInput {
  readonly table: string;
  readonly format: InputFormat;
  /** File name in the case's working folder. */
  readonly fileName: string;
  readonly source:
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "inline"; readonly text: string };
}

type InputFormat = "json" | "csv" | "retract" | "upsert";

export interface GoldenCase {
  /** "hop/late-for-first-window". */
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly GoldenInput[];
  readonly batchRows: number | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly expectsError: boolean;
  readonly isCanonicalOnly: boolean;
  readonly doAccountsVary: boolean;
  /** The whole file: spans of errors fit it. */
  readonly sql: string;
}

/** @throws Error naming the case and the line when a directive is not known or misses something. */
export function parseCase(name: string, sql: string): GoldenCase {
  const directives = new Directives(name);
  const lines = sql.split("\n");
  for (let i = 0; i < lines.length && lines[i].startsWith("--"); i++) directives.take(lines[i], i + 1);
  return directives.finish(sql);
}

class Directives {
  readonly #name: string;
  readonly #inputs: { table: string; format: InputFormat; path: string | null; lines: string[] }[] = [];
  readonly #settings: Record<string, string> = {};
  #description = "";
  #batchRows: number | null = null;
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
    const directive = /^--\s*([a-z-]+)(?:\s+([A-Za-z_]\w*))?\s*(?::\s*(.*))?$/.exec(line);
    if (directive === null || !this.#apply(directive[1], directive[2], directive[3] ?? "", line)) {
      throw new Error(`${this.#name}.sql:${lineNumber}: no directive of a golden: ${line}`);
    }
  }

  #apply(key: string, table: string | undefined, value: string, line: string): boolean {
    switch (key) {
      case "description":
        this.#description = value;
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
      case "expect":
        this.#expectsError = /^--\s*expect error\s*$/.test(line);
        return this.#expectsError;
      case "modes":
        this.#isCanonicalOnly = value.trim() === "canonical";
        return this.#isCanonicalOnly;
      case "accounts":
        this.#doAccountsVary = value.trim() === "vary";
        return this.#doAccountsVary;
      default:
        return false;
    }
  }

  #addInput(table: string, value: string): boolean {
    const file = /^file\s+(\S+)$/.exec(value);
    const inline = /^inline(?:\s+(csv|json|retract|upsert))?$/.exec(value);
    if (file !== null) {
      const format = extname(file[1]) === ".csv" ? "csv" : "json";
      this.#inputs.push({ table, format, path: file[1], lines: [] });
    } else if (inline !== null) {
      this.#inputs.push({ table, format: (inline[1] ?? "json") as InputFormat, path: null, lines: [] });
    }
    return file !== null || inline !== null;
  }

  finish(sql: string): GoldenCase {
    if (this.#description === "") throw new Error(`${this.#name}.sql: the first line has to be "-- description: ..."`);
    return {
      name: this.#name,
      description: this.#description,
      inputs: this.#inputs.map(({ table, format, path, lines }) => ({
        table,
        format,
        fileName: path === null ? `${table}.${format}` : basename(path),
        source:
          path === null ? { kind: "inline", text: lines.map((line) => `${line}\n`).join("") } : { kind: "file", path },
      })),
      batchRows: this.#batchRows,
      settings: this.#settings,
      expectsError: this.#expectsError,
      isCanonicalOnly: this.#isCanonicalOnly,
      doAccountsVary: this.#doAccountsVary,
      sql,
    };
  }
}
