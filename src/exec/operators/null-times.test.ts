import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, contextFor } from "../../../test/helpers/change-text.ts";
import { EVENT_COLUMNS, inputNode } from "../../../test/helpers/physical-nodes.ts";
import type { PhysicalNode } from "../../planner/physical.ts";
import { nullTimePolicy, rowsWithTime } from "./null-times.ts";

function scanWith(policy: string | null): PhysicalNode {
  const options: Record<string, string> = policy === null ? {} : { "rowtime.null": policy };
  const table = {
    name: "t",
    connector: "rows",
    columns: [],
    primaryKey: null,
    partitionedBy: [],
    watermark: null,
    options,
  };
  return { ...inputNode(EVENT_COLUMNS), kind: "scan", table, reads: [], watermark: null };
}

function union(...inputs: PhysicalNode[]): PhysicalNode {
  return { ...inputNode(EVENT_COLUMNS), kind: "union-all", inputs };
}

test("the policy of the sources below; where they differ, the strictest", () => {
  assert.equal(nullTimePolicy(scanWith(null)), "fail");
  assert.equal(nullTimePolicy(scanWith("DROP")), "drop");
  assert.equal(nullTimePolicy(union(scanWith("drop"), scanWith("late"))), "late");
  assert.equal(nullTimePolicy(union(scanWith("drop"), scanWith(null))), "fail");
});

test("rows without event time are dropped, late or bad", () => {
  const batch = batchOf(EVENT_COLUMNS, "+I a 1 5; watermark 3; +I b 2 NULL; +I c 3 6");
  const outcome = (policy: "fail" | "drop" | "late") => {
    const context = contextFor();
    const input = { operatorId: "o", columns: EVENT_COLUMNS, timeColumn: 2, policy };
    const rows = rowsWithTime(input, batch, Int32Array.of(0, 1, 2), Number.NEGATIVE_INFINITY, context);
    return { rows: [...rows], filtered: context.counts.filtered, late: context.late, bad: context.bad };
  };
  assert.deepEqual(outcome("drop"), { rows: [0, 2], filtered: 1, late: [], bad: [] });
  const late = outcome("late").late[0];
  assert.deepEqual([late.isLateForAll, late.watermarkMs, late.windowEndMs, late.offset], [true, 3, null, 10]);
  const bad = outcome("fail").bad[0];
  assert.deepEqual([bad.code, bad.offset, bad.values], ["DATA_NULL_EVENT_TIME", 10, ["b", 2, null]]);
});
