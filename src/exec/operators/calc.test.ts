import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, contextFor, textOf } from "../../../test/helpers/change-text.ts";
import { columnExpr, EVENT_COLUMNS, inputNode } from "../../../test/helpers/physical-nodes.ts";
import { BIGINT, BOOLEAN } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import type { PhysicalCalc } from "../../planner/physical.ts";
import { CalcOperator } from "./calc.ts";

const V = columnExpr(EVENT_COLUMNS, 1);
const literal = (value: number): Expr => ({ kind: "literal", value, type: BIGINT });
const call = (fn: string, args: readonly Expr[], type = BIGINT): Expr => ({ kind: "call", fn, args, type });

function calc(predicate: Expr | null, exprs: readonly Expr[]): PhysicalCalc {
  const columns = exprs.map((expr, i) => ({ name: `c${i}`, type: expr.type }));
  return {
    ...inputNode(EVENT_COLUMNS),
    kind: "calc",
    id: "calc",
    columns,
    input: inputNode(EVENT_COLUMNS),
    predicate,
    exprs,
  };
}

function run(node: PhysicalCalc, text: string, context = contextFor()): string[] {
  return textOf(node.columns, new CalcOperator(node).processBatch([batchOf(EVENT_COLUMNS, text)], context));
}

test("rows that pass are computed where they stand, steps stay, the rest is filtered", () => {
  const context = contextFor();
  const node = calc(call(">", [V, literal(1)], BOOLEAN), [call("+", [V, literal(10)])]);
  assert.deepEqual(run(node, "+I a 1 0; watermark 4; +I b 2 0; +I c NULL 0; watermark 6; +I d 3 0", context), [
    "watermark 4",
    "+I 12",
    "watermark 6",
    "+I 13",
  ]);
  assert.deepEqual(context.counts, { used: 0, filtered: 2 });
});

test("a row that cannot be computed is bad, not filtered; one that the filter drops is not computed", () => {
  const context = contextFor();
  const node = calc(call("<", [V, literal(9)], BOOLEAN), [call("/", [literal(12), call("-", [V, literal(2)])])]);
  assert.deepEqual(run(node, "+I a 4 0; +I b 2 0; +I c 20 0", context), ["+I 6"]);
  assert.deepEqual(
    context.bad.map((row) => [row.offset, row.split, row.values]),
    [[10, "s", ["b", 2, 0]]],
  );
  assert.equal(context.counts.filtered, 1);
});

test("of an update that only one half passes, the half becomes an insert or a delete", () => {
  const node = calc(call(">", [V, literal(1)], BOOLEAN), [columnExpr(EVENT_COLUMNS, 0), V]);
  assert.deepEqual(run(node, "-U a 1 0; +U a 2 0; -U b 3 0; +U b 1 0; -U c 2 0; +U c 3 0; -U d 0 0; +U d 1 0"), [
    "+I a 2",
    "-D b 3",
    "-U c 2",
    "+U c 3",
  ]);
});
