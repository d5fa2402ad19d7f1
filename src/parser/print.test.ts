// Printing and parsing are inverse: over generated trees of every kind of node, and over written statements.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type {
  ExprNode,
  FunctionCall,
  Name,
  PatternNode,
  QueryNode,
  SelectNode,
  Statement,
  TableNode,
  TypeNode,
} from "./ast.ts";
import { parseExpression, parseStatements, parseType, printExpr, printStatement, printType } from "./index.ts";

const span = { source: { name: "test", text: "" }, start: 0, end: 0 };

/** Without spans. */
function bare(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === "span" || key.endsWith("Span") ? undefined : value)));
}

const { constant, constantFrom, array, boolean, record, option, oneof } = fc;
const words = ["a", "b", "Total", "day", "value", "user", "offset", "row", "map", "key", "filter", "first", "temps_é"];
const plainName = constantFrom(...words).map((text): Name => ({ text, isQuoted: false, span }));
const quotedName = fc
  .string({ minLength: 1, maxLength: 6 })
  .filter((text) => text.trim() !== "")
  .map((text): Name => ({ text, isQuoted: true, span }));
const name = oneof({ weight: 4, arbitrary: plainName }, quotedName);
const names = array(name, { minLength: 1, maxLength: 3 });
const someNames = oneof(constant([] as Name[]), names);
const qualifiedName = names.map((parts) => ({ parts, span }));
const text = fc.string({ maxLength: 6 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => option(arbitrary, { freq: 2 });

const type: fc.Arbitrary<TypeNode> = fc.letrec<{ type: TypeNode }>((tie) => ({
  type: oneof(
    { maxDepth: 2 },
    record({
      kind: constant("named-type" as const),
      name: constantFrom("INT", "STRING", "DECIMAL", "TIMESTAMP_LTZ", "INTERVAL DAY TO SECOND"),
      parameters: constantFrom([], [3], [3, 2]),
      isNotNull: boolean(),
      span: constant(span),
    }),
    record({
      kind: constant("array-type" as const),
      element: tie("type"),
      isMultiset: boolean(),
      isNotNull: boolean(),
      span: constant(span),
    }),
    record({
      kind: constant("map-type" as const),
      key: tie("type"),
      value: tie("type"),
      isNotNull: boolean(),
      span: constant(span),
    }),
    record({
      kind: constant("row-type" as const),
      fields: array(record({ name, type: tie("type"), comment: orNull(text) }), { minLength: 1, maxLength: 2 }),
      isNotNull: boolean(),
      span: constant(span),
    }),
  ),
})).type;

interface Trees {
  expr: ExprNode;
  call: ExprNode;
  sort: NonNullable<FunctionCall["orderBy"][number]>;
  window: NonNullable<FunctionCall["over"]>;
  query: QueryNode;
  select: SelectNode;
  table: TableNode;
}

const noCall: Omit<FunctionCall, "name" | "args"> = {
  kind: "call",
  nameSpan: null,
  isOperator: false,
  options: {},
  quantifier: null,
  orderBy: [],
  isWithinGroup: false,
  nulls: null,
  filter: null,
  over: null,
  span,
};

function keywordCall(callName: string, options: FunctionCall["options"], args: fc.Arbitrary<ExprNode[]>) {
  return args.map((list): ExprNode => ({ ...noCall, name: callName, args: list, options }));
}

const literal: fc.Arbitrary<ExprNode> = oneof(
  constantFrom("1", "1.50", ".5", "1e3", "7.").map((value): ExprNode => ({ kind: "number", text: value, span })),
  text.map((value): ExprNode => ({ kind: "string", value, span })),
  constantFrom<ExprNode>(
    { kind: "binary", hex: "CAFE", span },
    { kind: "boolean", value: true, span },
    { kind: "null", span },
    { kind: "temporal", type: "TIMESTAMP", text: "2020-01-01 00:00:00", span },
    {
      kind: "interval",
      isNegative: true,
      text: "1:30",
      from: "MINUTE",
      to: "SECOND",
      leadingPrecision: 3,
      fractionalPrecision: 6,
      span,
    },
    {
      kind: "interval",
      isNegative: false,
      text: "5",
      from: "DAY",
      to: null,
      leadingPrecision: null,
      fractionalPrecision: null,
      span,
    },
    {
      kind: "interval",
      isNegative: false,
      text: "5.1",
      from: "SECOND",
      to: null,
      leadingPrecision: 2,
      fractionalPrecision: 3,
      span,
    },
    { ...noCall, name: "CURRENT_TIMESTAMP", args: [] },
  ),
  names.map((parts): ExprNode => ({ kind: "column", parts, span })),
);

const { pattern } = fc.letrec<{ pattern: PatternNode }>((tie) => {
  const items = array(tie("pattern"), { minLength: 2, maxLength: 3 });
  return {
    pattern: oneof(
      { maxDepth: 3, withCrossShrink: true },
      record({ kind: constant("variable" as const), name, span: constant(span) }),
      record({ kind: constantFrom("sequence" as const, "alternation" as const), items, span: constant(span) }),
      fc.tuple(tie("pattern"), fc.nat(3), orNull(fc.nat(3)), boolean()).map(
        ([input, min, more, isReluctant]): PatternNode => ({
          kind: "repeat",
          input,
          min,
          max: more === null ? null : min + more,
          isReluctant,
          span,
        }),
      ),
    ),
  };
});

const trees = fc.letrec<Trees>((tie: fc.LetrecTypedTie<Trees>): fc.LetrecValue<Trees> => {
  const expr = tie("expr");
  const list = (minLength: number, maxLength = 2) => array(expr, { minLength, maxLength });
  const negated = { isNegated: boolean(), span: constant(span) };
  const notSubquery = expr.filter((node) => node.kind !== "scalar-subquery");
  return {
    expr: oneof(
      { maxDepth: 4, withCrossShrink: true },
      literal,
      fc
        .tuple(constantFrom("+", "-", "NOT"), expr)
        .map(([op, a]): ExprNode => ({ ...noCall, name: op, isOperator: true, args: [a] })),
      fc
        .tuple(constantFrom("OR", "AND", "=", "<>", "<", ">=", "||", "+", "-", "*", "/", "%", "->", "->>"), expr, expr)
        .map(([op, a, b]): ExprNode => ({ ...noCall, name: op, isOperator: true, args: [a, b] })),
      tie("call"),
      record({ kind: constant("cast" as const), input: expr, type, isTry: boolean(), span: constant(span) }),
      record({
        kind: constant("case" as const),
        operand: orNull(expr),
        // biome-ignore lint/suspicious/noThenProperty: the name of a branch of CASE in the tree
        branches: array(record({ when: expr, then: expr }), { minLength: 1, maxLength: 2 }),
        otherwise: orNull(expr),
        span: constant(span),
      }),
      record({
        kind: constant("in-list" as const),
        input: expr,
        items: array(notSubquery, { minLength: 1, maxLength: 2 }),
        ...negated,
      }),
      record({ kind: constant("in-subquery" as const), input: expr, query: tie("query"), ...negated }),
      record({ kind: constant("exists" as const), query: tie("query"), span: constant(span) }),
      record({ kind: constant("scalar-subquery" as const), query: tie("query"), span: constant(span) }),
      record({
        kind: constant("between" as const),
        input: expr,
        low: expr,
        high: expr,
        isSymmetric: boolean(),
        ...negated,
      }),
      record({
        kind: constant("like" as const),
        operator: constantFrom("LIKE" as const, "ILIKE" as const, "SIMILAR TO" as const),
        input: expr,
        pattern: expr,
        escape: orNull(expr),
        ...negated,
      }),
      record({
        kind: constant("is" as const),
        input: expr,
        test: constantFrom(
          "NULL" as const,
          "TRUE" as const,
          "UNKNOWN" as const,
          "JSON VALUE" as const,
          "JSON OBJECT" as const,
        ),
        other: constant(null),
        ...negated,
      }),
      record({
        kind: constant("is" as const),
        input: expr,
        test: constant("DISTINCT FROM" as const),
        other: expr,
        ...negated,
      }),
      record({ kind: constant("subscript" as const), input: expr, index: expr, span: constant(span) }),
      record({ kind: constant("field" as const), input: expr, field: name, span: constant(span) }),
      record({ kind: constant("row" as const), items: list(0), span: constant(span) }),
      record({ kind: constant("array" as const), items: list(0), span: constant(span) }),
      record({
        kind: constant("map" as const),
        entries: array(record({ key: expr, value: expr }), { maxLength: 2 }),
        span: constant(span),
      }),
    ),
    call: oneof(
      record({
        kind: constant("call" as const),
        name: constantFrom("F", "COUNT", "SUBSTRING", "LEFT", "IF", "CAT.DB.F", "my f"),
        nameSpan: constant(null),
        isOperator: constant(false),
        args: list(2, 3),
        options: constant({}),
        quantifier: constant(null),
        orderBy: constant([]),
        isWithinGroup: constant(false),
        nulls: constant(null),
        filter: orNull(expr),
        over: orNull(tie("window")),
        span: constant(span),
      }),
      record({
        kind: constant("call" as const),
        name: constantFrom("ARRAY_AGG", "LAST_VALUE"),
        nameSpan: constant(null),
        isOperator: constant(false),
        args: list(1),
        options: constant({}),
        quantifier: constantFrom(null, "DISTINCT" as const, "ALL" as const),
        orderBy: array(tie("sort"), { minLength: 1, maxLength: 2 }),
        isWithinGroup: boolean(),
        nulls: constantFrom(null, "IGNORE" as const, "RESPECT" as const),
        filter: constant(null),
        over: constant(null),
        span: constant(span),
      }),
      keywordCall("EXTRACT", { unit: "WEEK" }, list(1, 1)),
      keywordCall("TRIM", { side: "LEADING" }, list(1, 2)),
      keywordCall("POSITION", {}, list(2, 3)),
      keywordCall("OVERLAY", {}, list(3, 4)),
      keywordCall("FLOOR", { unit: "DAY" }, list(1, 1)),
      keywordCall("TIMESTAMPADD", { unit: "HOUR" }, list(2, 2)),
      keywordCall("JSON_VALUE", { returning: "DECIMAL(10, 2)", onEmpty: "DEFAULT", onError: "DEFAULT" }, list(4, 4)),
      keywordCall("JSON_QUERY", { wrapper: "CONDITIONAL", onEmpty: "EMPTY ARRAY" }, list(2, 2)),
      keywordCall("JSON_EXISTS", { onError: "TRUE" }, list(2, 2)),
      keywordCall(
        "JSON_OBJECT",
        { onNull: "ABSENT" },
        fc.tuple(expr, expr).map((pair) => [...pair]),
      ),
      keywordCall("JSON_ARRAY", { onNull: "NULL" }, list(0, 2)),
      constant<ExprNode>({ ...noCall, name: "COUNT", args: [{ kind: "star", qualifier: [], exclude: [], span }] }),
    ) as fc.Arbitrary<ExprNode>,
    sort: record({
      expr,
      direction: constantFrom(null, "ASC" as const, "DESC" as const),
      nulls: constantFrom(null, "FIRST" as const, "LAST" as const),
      span: constant(span),
    }),
    window: oneof(
      record({ kind: constant("window-name" as const), name, span: constant(span) }),
      record({
        kind: constant("window-spec" as const),
        base: orNull(name),
        partitionBy: list(0),
        orderBy: array(tie("sort"), { maxLength: 2 }),
        frame: orNull(
          record({
            unit: constantFrom("ROWS" as const, "RANGE" as const),
            start: oneof(
              constantFrom({ kind: "unbounded-preceding" as const }, { kind: "current-row" as const }),
              record({ kind: constant("preceding" as const), offset: expr }),
            ),
            end: orNull(
              oneof(
                constantFrom({ kind: "unbounded-following" as const }, { kind: "current-row" as const }),
                record({ kind: constant("following" as const), offset: expr }),
              ),
            ),
            span: constant(span),
          }),
        ),
        span: constant(span),
      }),
    ),
    query: oneof(
      { maxDepth: 3, withCrossShrink: true },
      tie("select"),
      record({
        kind: constant("values" as const),
        rows: array(list(1), { minLength: 1, maxLength: 2 }),
        span: constant(span),
      }),
      record({
        kind: constant("set-operation" as const),
        operator: constantFrom("UNION" as const, "INTERSECT" as const, "EXCEPT" as const),
        isAll: boolean(),
        left: tie("query"),
        right: tie("query"),
        span: constant(span),
      }),
      record({
        kind: constant("with" as const),
        ctes: array(record({ name, columns: someNames, query: tie("query"), span: constant(span) }), {
          minLength: 1,
          maxLength: 2,
        }),
        body: tie("query"),
        span: constant(span),
      }),
      record({
        kind: constant("ordered" as const),
        query: tie("query"),
        orderBy: array(tie("sort"), { maxLength: 2 }),
        limit: orNull(expr),
        offset: expr,
        emit: constantFrom(
          null,
          { mode: "CHANGES" as const, interval: null, span },
          { mode: "AFTER WATERMARK" as const, interval: null, span },
        ),
        span: constant(span),
      }),
    ),
    select: record({
      kind: constant("select" as const),
      hints: hints(),
      isDistinct: boolean(),
      items: array(
        oneof(
          record({ expr, alias: orNull(name), span: constant(span) }),
          record({
            expr: record({
              kind: constant("star" as const),
              qualifier: someNames,
              exclude: someNames,
              span: constant(span),
            }),
            alias: constant(null),
            span: constant(span),
          }),
        ),
        { minLength: 1, maxLength: 2 },
      ),
      from: orNull(tie("table")),
      where: orNull(expr),
      groupBy: orNull(
        array(
          oneof(
            record({ kind: constant("group-expr" as const), expr, span: constant(span) }),
            record({
              kind: constantFrom("grouping-sets" as const, "rollup" as const, "cube" as const),
              sets: array(list(0), { minLength: 1, maxLength: 2 }),
              span: constant(span),
            }),
          ),
          { minLength: 1, maxLength: 2 },
        ),
      ),
      having: orNull(expr),
      windows: array(record({ name, spec: tie("window").filter((spec) => spec.kind === "window-spec") }), {
        maxLength: 1,
      }),
      qualify: orNull(expr),
      span: constant(span),
    }),
    table: oneof(
      { maxDepth: 3, withCrossShrink: true },
      record({
        kind: constant("table" as const),
        name: qualifiedName,
        hints: hints(),
        alias: alias(),
        systemTime: orNull(expr),
        span: constant(span),
      }),
      record({
        kind: constant("derived" as const),
        query: tie("query"),
        isLateral: boolean(),
        alias: alias(),
        span: constant(span),
      }),
      record({
        kind: constant("table-function" as const),
        call: fc.tuple(qualifiedName, names, array(expr, { maxLength: 1 }), names, notSubquery).map(
          ([table, columns, partitionBy, [argument], value]): FunctionCall => ({
            ...noCall,
            name: "HOP",
            args: [
              { kind: "table-argument", table, partitionBy, span },
              { kind: "descriptor", columns, span },
              { kind: "named-argument", name: argument, value, span },
            ],
          }),
        ),
        isLateral: boolean(),
        alias: alias(),
        span: constant(span),
      }),
      record({
        kind: constant("unnest" as const),
        exprs: list(1),
        hasOrdinality: boolean(),
        alias: alias(),
        span: constant(span),
      }),
      join(tie("table"), expr),
      matchRecognize(tie("table"), expr),
    ),
  };
});

function hints() {
  const hint = record({
    name,
    options: array(record({ key: text, value: orNull(text), span: constant(span) }), { minLength: 1, maxLength: 2 }),
    span: constant(span),
  });
  return array(hint, { maxLength: 1 });
}

function alias() {
  return orNull(record({ name, columns: someNames }));
}

function matchRecognize(table: fc.Arbitrary<TableNode>, expr: fc.Arbitrary<ExprNode>): fc.Arbitrary<TableNode> {
  const few = { maxLength: 2 };
  return record({
    kind: constant("match-recognize" as const),
    input: table,
    partitionBy: array(expr, few),
    orderBy: array(
      record({
        expr,
        direction: orNull(constantFrom("ASC" as const, "DESC" as const)),
        nulls: orNull(constantFrom("FIRST" as const, "LAST" as const)),
        span: constant(span),
      }),
      few,
    ),
    measures: array(record({ expr, name, span: constant(span) }), few),
    rows: orNull(constantFrom("ONE" as const, "ALL" as const)),
    skip: orNull(
      oneof(
        record({ kind: constantFrom("past-last-row" as const, "to-next-row" as const), span: constant(span) }),
        record({ kind: constantFrom("to-first" as const, "to-last" as const), variable: name, span: constant(span) }),
      ),
    ),
    pattern,
    within: orNull(expr),
    subsets: array(record({ name, members: names, span: constant(span) }), few),
    defines: array(record({ variable: name, condition: expr, span: constant(span) }), few),
    alias: alias(),
    span: constant(span),
  });
}

function join(table: fc.Arbitrary<TableNode>, expr: fc.Arbitrary<ExprNode>): fc.Arbitrary<TableNode> {
  const types = ["INNER", "LEFT", "RIGHT", "FULL", "CROSS", "SEMI", "ANTI", "ASOF", "LEFT ASOF"] as const;
  const condition = oneof(
    record({ on: orNull(expr), using: constant([]) }),
    record({ on: constant(null), using: names }),
  );
  return fc.tuple(constantFrom(...types), table, table, condition, boolean()).map(
    ([kind, left, right, on, isNatural]): TableNode => ({
      kind: "join",
      type: kind,
      isNatural,
      left,
      right,
      ...on,
      span,
    }),
  );
}

function reparsed(statement: Statement): unknown {
  const printed = printStatement(statement);
  const { statements, errors } = parseStatements({ name: "printed", text: printed });
  assert.deepEqual(
    errors.map((error) => error.message),
    [],
    printed,
  );
  assert.equal(statements.length, 1, printed);
  return bare(statements[0]);
}

test("types: print, parse, the same", () => {
  fc.assert(
    fc.property(type, (node) => {
      assert.deepEqual(bare(parseType({ name: "t", text: printType(node) })), bare(node), printType(node));
    }),
    { numRuns: 200 },
  );
});

test("expressions: print, parse, the same", () => {
  fc.assert(
    fc.property(trees.expr, (node) => {
      assert.deepEqual(bare(parseExpression({ name: "t", text: printExpr(node) })), bare(node), printExpr(node));
    }),
    { numRuns: 400 },
  );
});

test("queries: print, parse, the same", () => {
  fc.assert(
    fc.property(trees.query, (query) => {
      const statement: Statement = { kind: "select-statement", query, span };
      assert.deepEqual(reparsed(statement), bare(statement), printStatement(statement));
    }),
    { numRuns: 150 },
  );
});
