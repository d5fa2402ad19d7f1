// Statements other than queries: printing and parsing are inverse over generated trees.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Name, QueryNode, Statement, TypeNode } from "./ast.ts";
import { parseExpression, parseStatements, printStatement } from "./index.ts";

const span = { source: { name: "test", text: "" }, start: 0, end: 0 };
const { array, boolean, constant, constantFrom, oneof, option, record } = fc;

function bare(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === "span" || key.endsWith("Span") ? undefined : value)));
}

const words = ["a", "primary", "watermark", "constraint", "comment", "metadata", "row", "set", "Offset"];
const name = oneof(
  constantFrom(...words).map((text): Name => ({ text, isQuoted: false, span })),
  fc
    .string({ minLength: 1, maxLength: 5 })
    .filter((t) => t.trim() !== "")
    .map((text): Name => ({ text, isQuoted: true, span })),
);
const names = array(name, { minLength: 1, maxLength: 3 });
const qualified = names.map((parts) => ({ parts, span }));
const text = fc.string({ maxLength: 5 });
const comment = option(text);
const options = array(record({ key: text, value: text, keySpan: constant(span), valueSpan: constant(span) }), {
  minLength: 1,
  maxLength: 3,
});
const expr = constantFrom("a + 1", "ts - INTERVAL '5' SECOND", "CAST(x AS STRING)", "CASE WHEN a THEN b END").map(
  (source) => parseExpression({ name: "e", text: source }),
);
const type = record({ isNotNull: boolean(), n: constantFrom("INT", "STRING", "TIMESTAMP") }).map(
  ({ isNotNull, n }): TypeNode => ({
    kind: "named-type",
    name: n,
    parameters: n === "TIMESTAMP" ? [3] : [],
    isNotNull,
    span,
  }),
);
const query: fc.Arbitrary<QueryNode> = array(array(expr, { minLength: 1, maxLength: 2 }), {
  minLength: 1,
  maxLength: 2,
}).map((rows) => ({ kind: "values", rows, span }));
const at = { span: constant(span) };
const column = oneof(
  record({ kind: constant("physical" as const), name, type, isPrimaryKey: boolean(), comment, ...at }),
  record({ kind: constant("computed" as const), name, expr, comment, ...at }),
  record({ kind: constant("metadata" as const), name, type, key: option(text), isVirtual: boolean(), comment, ...at }),
);
const insert = record({
  kind: constant("insert" as const),
  isOverwrite: boolean(),
  table: qualified,
  hints: constant([]),
  partition: array(record({ column: name, value: expr }), { maxLength: 2 }),
  columns: oneof(constant([]), names),
  query,
  onConflict: constantFrom(null, "deduplicate" as const, "nothing" as const, "error" as const),
  ...at,
});

const statement: fc.Arbitrary<Statement> = oneof(
  record({
    kind: constant("create-table" as const),
    isTemporary: boolean(),
    ifNotExists: boolean(),
    name: qualified,
    columns: array(column, { minLength: 1, maxLength: 3 }),
    watermark: option(record({ column: name, expr, ...at })),
    primaryKey: option(record({ columns: names, isEnforced: boolean(), ...at })),
    comment,
    partitionedBy: oneof(constant([]), names),
    options: oneof(constant([]), options),
    like: option(record({ table: qualified, ...at })),
    as: option(query),
    ...at,
  }),
  record({
    kind: constant("create-view" as const),
    isTemporary: boolean(),
    orReplace: boolean(),
    ifNotExists: boolean(),
    name: qualified,
    columns: oneof(constant([]), names),
    comment,
    query,
    ...at,
  }),
  record({
    kind: constant("create-function" as const),
    isTemporary: boolean(),
    orReplace: boolean(),
    ifNotExists: boolean(),
    name: qualified,
    body: text,
    bodySpan: constant(span),
    language: option(name),
    ...at,
  }),
  record({
    kind: constant("drop" as const),
    object: constantFrom("TABLE" as const, "VIEW" as const, "FUNCTION" as const),
    isTemporary: boolean(),
    ifExists: boolean(),
    name: qualified,
    ...at,
  }),
  record({ kind: constant("alter-table" as const), name: qualified, set: options, reset: constant([]), ...at }),
  insert,
  record({ kind: constant("statement-set" as const), inserts: array(insert, { minLength: 1, maxLength: 2 }), ...at }),
  record({
    kind: constant("explain" as const),
    details: array(record({ word: constantFrom("VERBOSE", "CHANGELOG_MODE", "WATERMARK"), ...at }), { maxLength: 2 }),
    statement: insert,
    ...at,
  }),
  record({ kind: constant("describe" as const), name: qualified, ...at }),
  record({
    kind: constant("show" as const),
    what: constant("TABLES" as const),
    name: constant(null),
    like: option(text),
    ...at,
  }),
  record({
    kind: constant("show" as const),
    what: constant("CREATE VIEW" as const),
    name: qualified,
    like: constant(null),
    ...at,
  }),
  record({
    kind: constant("set" as const),
    key: text,
    value: text,
    keySpan: constant(span),
    valueSpan: constant(span),
    ...at,
  }),
  record({ kind: constant("reset" as const), key: text, keySpan: constant(span), ...at }),
);

test("statements: print, parse, the same", () => {
  fc.assert(
    fc.property(statement, (node) => {
      const printed = printStatement(node);
      const { statements, errors } = parseStatements({ name: "printed", text: printed });
      assert.deepEqual(
        errors.map((error) => error.message),
        [],
        printed,
      );
      assert.deepEqual(statements.map(bare), [bare(node)], printed);
    }),
    { numRuns: 400 },
  );
});
