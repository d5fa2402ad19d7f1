// What a golden reads and leaves behind on disk: its inputs in a working folder, the tables that read them, the files of its sinks.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Scalar } from "../columnar/scalar.ts";
import { parseDurationMs } from "../common/duration.ts";
import type { SourceText } from "../common/span.ts";
import type { CreateTable, Statement } from "../parser/ast.ts";
import { parseStatements, printName, printType } from "../parser/index.ts";
import { CaseError, type GoldenCase, type GoldenInput } from "./case-file.ts";
import { readRows } from "./read-rows.ts";
import type { TestChange, TestTables } from "./rows-connector.ts";

/**
 * Writes the inputs and connects the tables of the case: those without WITH, and all tables of its scripts. Places in errors stay those
 * of the files. @throws CaseError
 */
export async function prepareInputs(
  golden: GoldenCase,
  folder: string,
  tables: TestTables,
): Promise<readonly SourceText[]> {
  for (const module of modulesOf(golden)) copyInto(folder, module, join(golden.folder, module));
  const scripts = golden.scripts.map((path) => readScript(golden, path));
  const sources = [...scripts, { name: golden.sourceName, text: golden.sql }];
  const creations = sources.map((source) => parseStatements(source).statements.filter(isCreateTable));
  for (const input of golden.inputs) {
    const table = creations.flat().find((statement) => nameOf(statement) === input.table);
    if (table === undefined)
      throw new CaseError(`${golden.name}.sql: the input ${input.table} has no CREATE TABLE ${input.table}`);
    if (isChangelog(input)) tables.inputs.set(input.table, await readChanges(golden, input, table));
    else writeInput(golden, input, folder);
  }
  return sources.map((source, i) => connected(source, creations[i], golden, i < scripts.length));
}

function readScript(golden: GoldenCase, path: string): SourceText {
  const file = resolve(golden.folder, path);
  if (!existsSync(file)) throw new CaseError(`${golden.name}.sql: there is no script ${path} (looked for ${file})`);
  return { name: path, text: readFileSync(file, "utf8") };
}

/** Options are put at the end of a CREATE, or in the lines of those that it has. */
function connected(
  source: SourceText,
  creations: readonly CreateTable[],
  golden: GoldenCase,
  isScript: boolean,
): SourceText {
  const text = creations.reduceRight((sql, statement) => {
    if (statement.as !== null || statement.like !== null) return sql;
    const options = optionsOf(golden.inputs.find((input) => input.table === nameOf(statement)));
    if (statement.options.length === 0) {
      return `${sql.slice(0, statement.span.end)} WITH (${options})${sql.slice(statement.span.end)}`;
    }
    if (!isScript) return sql;
    const from = statement.options[0].keySpan.start;
    const to = statement.options[statement.options.length - 1].valueSpan.end;
    const lines = sql.slice(from, to).split("\n").length - 1;
    return `${sql.slice(0, from)}${options}${"\n".repeat(lines)}${sql.slice(to)}`;
  }, source.text);
  return { name: source.name, text };
}

/** Modules of functions beside the case: those that lie there and that it names in CREATE FUNCTION. */
function modulesOf(golden: GoldenCase): readonly string[] {
  const names = [...golden.sql.matchAll(/'((?:\.\/)?[\w-]+\.(?:js|mjs|ts))(?:#\w+)?'/g)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => existsSync(join(golden.folder, name)));
}

function copyInto(folder: string, name: string, from: string): void {
  const target = join(folder, name);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, target, { recursive: true });
}

function isCreateTable(statement: Statement): statement is CreateTable {
  return statement.kind === "create-table";
}

function nameOf(statement: CreateTable): string {
  return statement.name.parts.at(-1)?.text ?? "";
}

function isChangelog(input: GoldenInput): boolean {
  return input.format === "append" || input.format === "retract" || input.format === "upsert";
}

function optionsOf(input: GoldenInput | undefined): string {
  if (input === undefined) return "'connector' = 'collect'";
  if (isChangelog(input)) return `'connector' = 'rows', 'changelog-mode' = '${input.format}'`;
  return `'connector' = 'filesystem', 'path' = '${input.fileName}', 'format' = '${input.format}'`;
}

function writeInput(golden: GoldenCase, input: GoldenInput, folder: string): void {
  if (input.source.kind === "inline") writeFileSync(join(folder, input.fileName), input.source.text);
  else copyInto(folder, input.fileName, findInput(golden, input.source.path));
}

/** Beside the case, or in a folder `data` of one of the folders above it. */
function findInput(golden: GoldenCase, path: string): string {
  const beside = resolve(golden.folder, path);
  if (existsSync(beside)) return beside;
  for (let above = golden.folder; ; above = dirname(above)) {
    const inData = join(above, "data", path);
    if (existsSync(inData)) return inData;
    if (dirname(above) === above) break;
  }
  throw new CaseError(
    `${golden.name}.sql: there is no input file ${path}, neither beside the case nor in a folder "data" above it`,
  );
}

/** Lines such as `-U ["a",1]`: a kind and the values of the physical columns. */
async function readChanges(golden: GoldenCase, input: GoldenInput, table: CreateTable): Promise<TestChange[]> {
  const { name, clockStartMs } = golden;
  let atMs = clockStartMs;
  const text = input.source.kind === "inline" ? input.source.text : "";
  const changes = text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => {
      const sinceStartMs = line.startsWith("@") ? parseDurationMs(line.slice(1)) : null;
      if (sinceStartMs !== null) {
        atMs = clockStartMs + sinceStartMs;
        return [];
      }
      const match = /^([+-][IUD]) (\[.*\])$/.exec(line);
      if (match === null) throw new CaseError(`${name}.sql: no change of a table: ${line}; write +I [1, "a"]`);
      return [{ kind: match[1] as TestChange["kind"], values: JSON.parse(match[2]) as readonly unknown[], atMs }];
    });
  const columns = table.columns.flatMap((column) =>
    column.kind === "physical" ? [`${printName(column.name)} ${printType(column.type)}`] : [],
  );
  const rows: readonly (readonly Scalar[])[] = await readRows(
    columns,
    changes.map((change) => change.values),
  );
  return changes.map((change, i) => ({ kind: change.kind, values: rows[i], atMs: change.atMs }));
}

/** Lines of the files that sinks left, by folder: names of parts hold the job's id and how often it was stopped, so only folders are told. */
export function sinkFiles(golden: GoldenCase, folder: string): Map<string, string[]> {
  const inputs = new Set([
    ...golden.inputs.map((input) => input.fileName),
    ...modulesOf(golden).map((name) => name.replace(/^\.\//, "")),
  ]);
  const byFolder = new Map<string, string[]>();
  const numeric = new Intl.Collator("en", { numeric: true });
  for (const file of globSync("**/*", { cwd: folder }).sort(numeric.compare)) {
    if (!statSync(join(folder, file)).isFile() || inputs.has(file) || inputs.has(file.split("/")[0])) continue;
    // SQLite files: what they hold is shown by looking it up.
    if (/\.db(?:-\w+)?$/.test(file)) continue;
    const lines = byFolder.get(dirname(file)) ?? [];
    byFolder.set(dirname(file), lines);
    lines.push(...readFileSync(join(folder, file), "utf8").split("\n").slice(0, -1));
  }
  return byFolder;
}
