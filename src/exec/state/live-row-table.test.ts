import assert from "node:assert/strict";
import { test } from "node:test";
import { vectorOf } from "../../columnar/builders.ts";
import { INT } from "../../common/types.ts";
import { LiveRowTable } from "./live-row-table.ts";

function groupOf(table: LiveRowTable, value: number): number {
  const groups = new Int32Array(1);
  table.keys.lookup([vectorOf(INT, [value])], Int32Array.of(0), 1, groups);
  return groups[0];
}

test("a row that came and went between two checkpoints leaves an empty slot behind", () => {
  const table = new LiveRowTable([INT]);
  table.add(groupOf(table, 7));
  table.take(groupOf(table, 7));
  table.add(groupOf(table, 8));
  const delta = table.takeDelta();
  assert.notEqual(delta, null);
  const restored = new LiveRowTable([INT]);
  restored.restore("delta", delta ?? new Uint8Array());
  assert.equal(restored.rowCount(), 1);
  assert.deepEqual(
    restored.slots.map((group) => group < 0),
    [true, false],
  );
});
