// A row that an aggregate refuses names itself; the rows before it are taken, it and those after it are not, so that an
// operator can go on behind it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { vectorOf } from "../../../columnar/builders.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { BIGINT, decimal, INT, type SqlType, TINYINT } from "../../../common/types.ts";
import { bindAggregate } from "../../bind-aggregate.ts";
import { RowProblem } from "./define.ts";
import { findAggregate } from "./index.ts";

function sumWithRefusals(type: SqlType, values: readonly Scalar[], isDistinct: boolean) {
  const call = bindAggregate("SUM", [{ kind: "column", index: 0, name: "x", type }], {
    isDistinct,
    filter: null,
    orderBy: [],
  });
  assert.ok(typeof call !== "string");
  const state = findAggregate("SUM")!.createState(call, false);
  state.resize(1);
  const vector = vectorOf(type, values);
  const refused: number[] = [];
  for (let from = 0; from < values.length; ) {
    const rows = Int32Array.from({ length: values.length - from }, (_, i) => from + i);
    try {
      state.update({ rows, groups: new Int32Array(rows.length), count: rows.length, signs: null }, [vector]);
      break;
    } catch (error) {
      assert.ok(error instanceof RowProblem && error.code === "DATA_OVERFLOW");
      refused.push(error.row);
      from = error.row + 1;
    }
  }
  return { sum: scalarAt(state.values(new Int32Array(1), 1), call.type, 0), refused };
}

test("a sum that would not fit refuses the row and goes on", () => {
  const most = 2n ** 63n - 1n;
  const nines = 10n ** 38n - 1n;
  const cases: readonly [SqlType, readonly Scalar[], Scalar, readonly number[]][] = [
    [TINYINT, [100, 27, 1, -28, 2], 101, [2]],
    [INT, [2147483647, 1, -5, 6], 2147483642, [1, 3]],
    [INT, [-2147483648, null, -1, 3], -2147483645, [2]],
    [BIGINT, [most, 1, -7, 2], most - 5n, [1]],
    [decimal(38, 0), [nines, 1, -3], nines - 3n, [1]],
  ];
  for (const [type, values, sum, refused] of cases) {
    for (const isDistinct of [false, true]) {
      assert.deepEqual(sumWithRefusals(type, values, isDistinct), { sum, refused });
    }
  }
});

test("a refused value does not count as seen by DISTINCT", () => {
  assert.deepEqual(sumWithRefusals(TINYINT, [127, 1, -10, 1], true), { sum: 118, refused: [1] });
});
