// The datagen connector: made-up rows, options as Flink's, and seed. Without a seed it follows from the table's name, so
// each run of a script makes the same rows.
import { suggest } from "../../common/suggest.ts";
import { type Zone, zoneFor } from "../../common/zone.ts";
import { badOption, type CheckedConnector, type OptionProblem } from "../check-options.ts";
import type { ConnectorContext, OptionSpec, Source, TableSpec } from "../connector.ts";
import { DatagenSource } from "./datagen-source.ts";
import { type FieldContext, generatorOf, sequenceLength } from "./generators.ts";

const ROWS_PER_SECOND = 10_000;

const FIELD_OPTIONS: readonly OptionSpec[] = [
  {
    key: "fields.#.kind",
    type: { oneOf: ["random", "sequence"] },
    defaultText: "random",
    summary: "How values are made",
  },
  { key: "fields.#.min", type: "number", summary: "Least random value; default: the type's" },
  { key: "fields.#.max", type: "number", summary: "Greatest random value; default: the type's" },
  { key: "fields.#.max-past", type: "duration", defaultText: "0", summary: "Timestamps lie that far back at most" },
  { key: "fields.#.length", type: "int", summary: "Length of texts (100) and collections (3)" },
  { key: "fields.#.var-len", type: "boolean", defaultText: "false", summary: "Texts have any length up to 'length'" },
  { key: "fields.#.start", type: "int", summary: "First value of a sequence" },
  { key: "fields.#.end", type: "int", summary: "Last value of a sequence; the source ends behind it" },
  { key: "fields.#.null-rate", type: "number", defaultText: "0", summary: "Share of values that are NULL" },
];

export const datagenConnector: CheckedConnector = {
  name: "datagen",
  summary: "Made-up rows: random values or sequences, the same in each run",
  options: [
    { key: "rows-per-second", type: "int", defaultText: String(ROWS_PER_SECOND), summary: "Pace" },
    { key: "number-of-rows", type: "int", summary: "Rows in all; without it, and without a sequence, rows never end" },
    { key: "seed", type: "int", summary: "Another seed makes other rows" },
    ...FIELD_OPTIONS.map((option) => ({ ...option, isPattern: true })),
  ],
  formats: [],
  metadata: {},
  source: { isBounded: (table) => rowCountOf(table) !== Number.POSITIVE_INFINITY, create: createSource },
  sink: null,
  check,
};

function rowCountOf(table: TableSpec): number {
  const { options } = table;
  const limit = options["number-of-rows"] === undefined ? Number.POSITIVE_INFINITY : Number(options["number-of-rows"]);
  return Math.min(limit, ...table.columns.map(({ name }) => sequenceLength(name, options)));
}

function createSource(table: TableSpec, readColumns: readonly number[], context: ConnectorContext): Source {
  const field = fieldContext(table, zoneFor(context.zone), []);
  return new DatagenSource({
    table: table.name,
    fields: readColumns.map((column) => {
      const { name, type } = table.columns[column];
      return { type, column, make: generatorOf(name, type, field) };
    }),
    seed: table.options["seed"] === undefined ? seedOf(table.name) : Math.abs(Number(table.options["seed"])),
    rowsPerSecond: Number(table.options["rows-per-second"] ?? ROWS_PER_SECOND),
    rowCount: rowCountOf(table),
  });
}

function fieldContext(table: TableSpec, zone: Zone, problems: OptionProblem[]): FieldContext {
  const problem = (key: string, message: string) => problems.push(badOption(key, `'${key}': ${message}`));
  return { options: table.options, zone, problem, used: new Set() };
}

/** Options that name no field, or that the field's type does not know; and what the generators refuse. */
function check(table: TableSpec): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  const context = fieldContext(table, zoneFor("UTC"), problems);
  for (const { name, type } of table.columns) generatorOf(name, type, context);
  for (const key of ["rows-per-second", "number-of-rows"]) {
    const value = table.options[key];
    if (value !== undefined && Number(value) < (key === "rows-per-second" ? 1 : 0))
      problems.push(badOption(key, `'${key}' cannot be ${value}`));
  }
  for (const key of Object.keys(table.options)) {
    if (!key.startsWith("fields.") || context.used.has(key)) continue;
    const field = key.slice("fields.".length, key.lastIndexOf("."));
    const isField = table.columns.some(({ name }) => name === field);
    const near = suggest(key, context.used);
    const reason = isField ? `has no meaning for the type or kind of ${field}` : `names no column`;
    problems.push(badOption(key, `'${key}' ${reason}`, near === null ? null : `Did you mean '${near}'?`, near));
  }
  return problems;
}

/** FNV-1a of the name. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
