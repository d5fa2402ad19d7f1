// Laws that every aggregate state keeps, over random rows: any batching, retraction, merging and saving give what one
// pass over the remaining rows gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { vectorOf } from "../../../columnar/builders.ts";
import { keyText } from "../../../columnar/compare.ts";
import { packColumns } from "../../../columnar/pack.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { unpackColumns } from "../../../columnar/unpack.ts";
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  decimal,
  INT,
  isApproximate,
  type SqlType,
  STRING,
  TINYINT,
  timestamp,
} from "../../../common/types.ts";
import type { AggregateState } from "../../aggregate-function.ts";
import { bindAggregate } from "../../bind-aggregate.ts";
import type { AggregateCall, Expr, SortKey } from "../../expr.ts";
import { allAggregates, findAggregate } from "./index.ts";

const GROUPS = 3;
const everyGroup = Int32Array.from({ length: GROUPS }, (_, g) => g);

interface Row {
  readonly group: number;
  readonly values: readonly Scalar[];
}

const VALUES: readonly [SqlType, fc.Arbitrary<Scalar>][] = [
  [BOOLEAN, fc.boolean()],
  [TINYINT, fc.integer({ min: -3, max: 3 })],
  [INT, fc.integer({ min: -5, max: 5 })],
  [BIGINT, fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(2n ** 55n, -(2n ** 54n)))],
  [
    DOUBLE,
    fc.oneof(
      fc.integer({ min: -40, max: 40 }).map((n) => n / 10),
      fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0),
    ),
  ],
  [decimal(20, 2), fc.oneof(fc.integer({ min: -999, max: 999 }), fc.constantFrom(10n ** 19n))],
  [STRING, fc.constantFrom("", "a", "b", "ab", "ä")],
  [timestamp(3), fc.integer({ min: -5, max: 5 })],
];

/** Second arguments of LISTAGG and of percentiles. */
const LITERALS: readonly Expr[] = [
  { kind: "literal", value: "|", type: STRING },
  { kind: "literal", value: 0.3, type: DOUBLE },
];

/** Calls to check: every aggregate with every argument type it takes, plain, DISTINCT and ordered. */
function calls(): { title: string; call: AggregateCall; values: readonly fc.Arbitrary<Scalar>[] }[] {
  const found: { title: string; call: AggregateCall; values: readonly fc.Arbitrary<Scalar>[] }[] = [];
  // These have no result for some rows.
  for (const record of allAggregates().filter((r) => r.name !== "SINGLE_VALUE" && r.name !== "JSON_OBJECTAGG")) {
    for (const [types, values] of argumentLists()) {
      const columns: Expr[] = types.map((type, index) => ({ kind: "column", index, name: `c${index}`, type }));
      const withLiterals = columns.length === 1 ? LITERALS.map((literal) => [...columns, literal]) : [];
      for (const args of [columns, ...withLiterals]) {
        for (const { isDistinct, orderBy } of forms(columns)) {
          const call = bindAggregate(record.name, args, { isDistinct, filter: null, orderBy });
          if (typeof call === "string" || call.args.some((arg) => arg.kind === "cast")) continue;
          const list = args.map((arg) => (arg.kind === "literal" ? arg.value : arg.type.kind)).join(", ");
          const title = `${record.name}(${isDistinct ? "DISTINCT " : ""}${list}${orderBy.length > 0 ? " ORDER BY" : ""})`;
          found.push({ title, call, values });
        }
      }
    }
  }
  return found;
}

function argumentLists(): [readonly SqlType[], readonly fc.Arbitrary<Scalar>[]][] {
  const one = VALUES.map(([type, values]): [SqlType[], fc.Arbitrary<Scalar>[]] => [[type], [values]]);
  const two = [
    [VALUES[4], VALUES[4]],
    [VALUES[6], VALUES[2]],
  ].map((pair): [SqlType[], fc.Arbitrary<Scalar>[]] => [pair.map((p) => p[0]), pair.map((p) => p[1])]);
  return [[[], []], ...one, ...two];
}

function forms(columns: readonly Expr[]): { isDistinct: boolean; orderBy: readonly SortKey[] }[] {
  if (columns.length === 0) return [{ isDistinct: false, orderBy: [] }];
  const key = { expr: columns[columns.length - 1], isDescending: true, isNullsFirst: false };
  return [false, true].flatMap((isDistinct) => [
    { isDistinct, orderBy: [] },
    { isDistinct, orderBy: [key] },
  ]);
}

function stateFor(call: AggregateCall, needsRetract: boolean): AggregateState {
  const state = findAggregate(call.fn)!.createState(call, needsRetract);
  state.resize(GROUPS);
  return state;
}

function feed(state: AggregateState, call: AggregateCall, rows: readonly Row[], sign: 1 | -1 | null): void {
  const inputs = [...call.args, ...call.orderBy.map((key) => key.expr)];
  const vectors = inputs.map((expr) =>
    vectorOf(
      expr.type,
      rows.map((row) =>
        expr.kind === "column" ? row.values[expr.index] : expr.kind === "literal" ? expr.value : null,
      ),
    ),
  );
  state.update(
    {
      rows: Int32Array.from(rows, (_, i) => i),
      groups: Int32Array.from(rows, (row) => row.group),
      count: rows.length,
      signs: sign === null ? null : new Int8Array(rows.length).fill(sign),
    },
    vectors,
  );
}

function results(state: AggregateState, call: AggregateCall): Scalar[] {
  const vector = state.values(everyGroup, GROUPS);
  return [...everyGroup].map((i) => scalarAt(vector, call.type, i));
}

/** -0 and 0 are one value to DISTINCT; which of them stands for both is open. */
function resultText(value: Scalar): string {
  return keyText(typeof value === "string" ? value.replaceAll("-0.0", "0.0") : value);
}

/** Doubles within 1e-9 of the sum of absolute values (at most 40 rows of at most 4.0, or their squares). */
function assertSame(actual: readonly Scalar[], expected: readonly Scalar[], type: SqlType): void {
  if (!isApproximate(type)) {
    assert.deepEqual(actual.map(resultText), expected.map(resultText));
    return;
  }
  actual.forEach((value, i) => {
    const wanted = expected[i];
    const isClose = typeof value === "number" && typeof wanted === "number" && Math.abs(value - wanted) < 1e-9;
    if (!isClose && !(value === wanted || (Number.isNaN(value) && Number.isNaN(wanted))))
      assert.deepEqual(actual, expected);
  });
}

/** A removal takes the first row of the group with equal values. */
function withoutFirstEqual(all: readonly Row[], gone: readonly Row[]): Row[] {
  const kept = [...all];
  for (const row of gone) {
    const text = keyText(row.values);
    kept.splice(
      kept.findIndex((other) => other.group === row.group && keyText(other.values) === text),
      1,
    );
  }
  return kept;
}

for (const { title, call, values } of calls()) {
  const record = findAggregate(call.fn)!;
  const rows = fc.array(
    fc.record({
      group: fc.integer({ min: 0, max: GROUPS - 1 }),
      values: fc.tuple(...values.map((v) => fc.option(v, { freq: 6 }))),
    }),
    { maxLength: 40 },
  ) as fc.Arbitrary<Row[]>;
  const whole = (kept: readonly Row[], needsRetract = false) => {
    const state = stateFor(call, needsRetract);
    feed(state, call, kept, null);
    return results(state, call);
  };

  test(`${title}: batching, merging and saving are invisible`, () => {
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 9 }),
        fc.nat({ max: 40 }),
        fc.boolean(),
        (all, size, cut, needsRetract) => {
          const expected = whole(all);
          const batched = stateFor(call, needsRetract && record.canRetract);
          for (let i = 0; i < all.length; i += size) feed(batched, call, all.slice(i, i + size), null);
          assertSame(results(batched, call), expected, call.type);

          const left = stateFor(call, needsRetract && record.canRetract);
          const right = stateFor(call, needsRetract && record.canRetract);
          feed(left, call, all.slice(0, cut), null);
          feed(right, call, all.slice(cut), null);
          const restored = stateFor(call, needsRetract && record.canRetract);
          const saved = unpackColumns(packColumns(GROUPS, left.save(everyGroup, GROUPS))).columns;
          assert.equal(saved.length, left.save(new Int32Array(0), 0).length);
          restored.load(everyGroup, GROUPS, saved);
          left.merge(right, everyGroup, everyGroup, GROUPS);
          assertSame(results(left, call), expected, call.type);
          feed(restored, call, all.slice(cut), null);
          assertSame(results(restored, call), expected, call.type);
          restored.clear(everyGroup, GROUPS);
          assertSame(results(restored, call), whole([]), call.type);
        },
      ),
      { numRuns: 12 },
    );
  });

  if (!record.canRetract) continue;
  test(`${title}: what was taken back was never there`, () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.boolean()), (all, coin) => {
        const gone = all.filter(() => coin.next().value);
        const kept = withoutFirstEqual(all, gone);
        const state = stateFor(call, true);
        feed(state, call, all, 1);
        feed(state, call, gone, -1);
        // Which of several equal rows stood first is forgotten by DISTINCT.
        if (!(call.isDistinct && record.isOrderSensitive))
          assertSame(results(state, call), whole(kept, true), call.type);
        feed(state, call, kept, -1);
        assertSame(results(state, call), whole([]), call.type);
      }),
      { numRuns: 12 },
    );
  });
}
