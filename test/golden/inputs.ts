// What a golden reads and leaves behind on disk: its inputs in a working folder, the tables that read them, the files of its sinks.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { CreateTable, Statement } from "../../src/parser/ast.ts";
import { parseStatements, printName, printType } from "../../src/parser/index.ts";
import type { TestChange, TestTables } from "../helpers/rows-connector.ts";
import { readRows } from "../helpers/run-sql.ts";
import type { GoldenCase, GoldenInput } from "./case-file.ts";

const QUERIES = fileURLToPath(new URL("../../queries", import.meta.url));
const DATA = join(QUERIES, "data");

/** Writes the inputs and gives tables without WITH their options, at the end of each, so that places in errors stay those of the file. */
export async function prepareInputs(golden: GoldenCase, folder: string, tables: TestTables): Promise<string> {
  for (const module of modulesOf(golden)) cpSync(join(QUERIES, dirname(golden.name), module), join(folder, module));
  const creations = parseStatements({ name: "", text: golden.sql }).statements.filter(isCreateTable);
  for (const input of golden.inputs) {
    const table = creations.find((statement) => nameOf(statement) === input.table);
    if (table === undefined)
      throw new Error(`${golden.name}.sql: the input ${input.table} has no CREATE TABLE ${input.table}`);
    if (isChangelog(input)) tables.inputs.set(input.table, await readChanges(golden.name, input, table));
    else writeInput(input, folder);
  }
  const bare = creations.filter(
    (statement) => statement.options.length === 0 && statement.as === null && statement.like === null,
  );
  return bare.reduceRight((sql, statement) => {
    const options = optionsOf(golden.inputs.find((input) => input.table === nameOf(statement)));
    return `${sql.slice(0, statement.span.end)} WITH (${options})${sql.slice(statement.span.end)}`;
  }, golden.sql);
}

/** Modules of functions beside the case: those that lie there and that it names in CREATE FUNCTION. */
function modulesOf(golden: GoldenCase): readonly string[] {
  const names = [...golden.sql.matchAll(/'([\w-]+\.(?:js|mjs|ts))(?:#\w+)?'/g)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => existsSync(join(QUERIES, dirname(golden.name), name)));
}

function isCreateTable(statement: Statement): statement is CreateTable {
  return statement.kind === "create-table";
}

function nameOf(statement: CreateTable): string {
  return statement.name.parts.at(-1)?.text ?? "";
}

function isChangelog(input: GoldenInput): boolean {
  return input.format === "retract" || input.format === "upsert";
}

function optionsOf(input: GoldenInput | undefined): string {
  if (input === undefined) return "'connector' = 'collect'";
  if (isChangelog(input)) return `'connector' = 'rows', 'changelog-mode' = '${input.format}'`;
  return `'connector' = 'filesystem', 'path' = '${input.fileName}', 'format' = '${input.format}'`;
}

function writeInput(input: GoldenInput, folder: string): void {
  const target = join(folder, input.fileName);
  mkdirSync(dirname(target), { recursive: true });
  if (input.source.kind === "inline") writeFileSync(target, input.source.text);
  else cpSync(join(DATA, input.source.path), target, { recursive: true });
}

/** Lines such as `-U ["a",1]`: a kind and the values of the physical columns. */
async function readChanges(name: string, input: GoldenInput, table: CreateTable): Promise<TestChange[]> {
  const text = input.source.kind === "inline" ? input.source.text : "";
  const changes = text
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const match = /^([+-][IUD]) (\[.*\])$/.exec(line);
      if (match === null) throw new Error(`${name}.sql: no change of a table: ${line}`);
      return { kind: match[1] as TestChange["kind"], values: JSON.parse(match[2]) as readonly unknown[] };
    });
  const columns = table.columns.flatMap((column) =>
    column.kind === "physical" ? [`${printName(column.name)} ${printType(column.type)}`] : [],
  );
  const rows: readonly (readonly Scalar[])[] = await readRows(
    columns,
    changes.map((change) => change.values),
  );
  return changes.map(({ kind }, i) => ({ kind, values: rows[i] }));
}

/** Lines of the files that sinks left, by folder: names of parts hold the job's id and how often it was stopped, so only folders are told. */
export function sinkFiles(golden: GoldenCase, folder: string): Map<string, string[]> {
  const inputs = new Set([...golden.inputs.map((input) => input.fileName), ...modulesOf(golden)]);
  const byFolder = new Map<string, string[]>();
  const numeric = new Intl.Collator("en", { numeric: true });
  for (const file of globSync("**/*", { cwd: folder }).sort(numeric.compare)) {
    if (!statSync(join(folder, file)).isFile() || inputs.has(file) || inputs.has(file.split("/")[0])) continue;
    const lines = byFolder.get(dirname(file)) ?? [];
    byFolder.set(dirname(file), lines);
    lines.push(...readFileSync(join(folder, file), "utf8").split("\n").slice(0, -1));
  }
  return byFolder;
}
