import assert from "node:assert/strict";
import { test } from "node:test";
import { type OperatorFigures, Session } from "../../engine/index.ts";

const ROWS = "(VALUES ('a', 1), ('b', 2), ('a', 3), ('c', 4)) AS t(k, v)";

async function figuresOf(sql: string): Promise<{ ended: readonly OperatorFigures[]; seen: readonly OperatorFigures[] }> {
  const [step] = await new Session({ optimize: false }).compile([{ name: "test", text: sql }]);
  if (step.kind !== "job") assert.fail(step.kind);
  let seen: readonly OperatorFigures[] = [];
  const summary = await step.job.run({
    onProgress: (progress) => {
      seen = progress.operators();
    },
  });
  return { ended: summary.operators, seen };
}

test("rows in and out, filtered rows, and what is kept are told by operator", async () => {
  const { ended, seen } = await figuresOf(`SELECT k, SUM(v) AS s FROM ${ROWS} WHERE v > 1 GROUP BY k;`);
  const filter = ended.find(({ filtered }) => filtered > 0)!;
  assert.deepEqual([filter.rowsIn, filter.rowsOut, filter.filtered], [4, 3, 1]);
  const aggregate = ended.find(({ operator }) => operator.startsWith("group-aggregate"))!;
  assert.deepEqual([aggregate.rowsIn, aggregate.stateRows, aggregate.late, aggregate.bad], [3, 3, 0, 0]);
  assert.ok(aggregate.rowsOut >= 3 && aggregate.stateBytes > 0 && aggregate.batches > 0);
  assert.deepEqual(
    ended.map(({ operatorId }) => operatorId),
    seen.map(({ operatorId }) => operatorId),
  );
});

test("what an operator reads stands before it, and rows that leave one reach the next", async () => {
  const { ended } = await figuresOf(`SELECT v FROM ${ROWS} WHERE v > 2;`);
  const byId = new Map(ended.map((figures) => [figures.operatorId, figures]));
  const before = new Set<string>();
  for (const { operatorId, inputs, rowsIn } of ended) {
    for (const input of inputs) assert.ok(before.has(input));
    if (inputs.length > 0) assert.equal(rowsIn, inputs.reduce((sum, input) => sum + byId.get(input)!.rowsOut, 0));
    before.add(operatorId);
  }
});
