// Checks a logical plan: every expression reads columns that its input has, with their types; every node has the columns
// that follow from what it computes.
import assert from "node:assert/strict";
import { sameType, typeText } from "../../src/common/types.ts";
import { mapColumns } from "../../src/planner/expr-shape.ts";
import type { LogicalNode } from "../../src/planner/logical.ts";
import { exprsOf, inputsOf } from "../../src/planner/logical-tree.ts";

export function checkPlan(node: LogicalNode): void {
  inputsOf(node).forEach(checkPlan);
  const [input] = inputsOf(node);
  if (input !== undefined) {
    for (const expr of exprsOf(node)) {
      mapColumns(expr, (column) => {
        const read = input.columns[column.index];
        assert.ok(read !== undefined, `${node.kind} reads column ${column.index} of ${input.columns.length}`);
        assert.ok(
          sameType(read.type, column.type),
          `${column.name}: ${typeText(column.type)}, not ${typeText(read.type)}`,
        );
        return column;
      });
    }
  }
  assert.equal(node.columns.length, widthOf(node), `columns of ${node.kind}`);
}

function widthOf(node: LogicalNode): number {
  switch (node.kind) {
    case "scan":
      return node.reads.length;
    case "values":
      return node.rows[0]?.length ?? node.columns.length;
    case "filter":
    case "sort":
    case "periodic":
      return node.input.columns.length;
    case "project":
      return node.exprs.length;
    case "window":
      assert.ok(node.timeColumn >= 0 && node.timeColumn < node.input.columns.length, "time column of window");
      return node.input.columns.length + 3;
    case "aggregate": {
      const { window } = node;
      const inner = node.input.columns.length;
      const read = window === null ? [] : [window.timeColumn, window.attached?.startColumn, window.attached?.endColumn];
      for (const index of read)
        assert.ok(index === undefined || (index >= 0 && index < inner), "columns of the window");
      return node.keys.length + node.aggregates.length + (window?.properties.length ?? 0);
    }
    case "join": {
      const width = node.left.columns.length;
      return node.type === "semi" || node.type === "anti" ? width : width + node.right.columns.length;
    }
    case "over":
      return node.input.columns.length + node.calls.length;
    case "match":
      return (node.spec.emitsAllRows ? node.input.columns.length : node.partition.length) + node.spec.measures.length;
    case "rank":
      return node.input.columns.length + (node.emitsRank ? 1 : 0);
    case "unnest":
      return node.columns.length;
    case "lookup":
      return node.input.columns.length + node.reads.length;
    case "replicate":
      return node.input.columns.length - 1;
    case "expand":
      return node.input.columns.length + node.keys.length + 1;
    case "union-all":
      for (const input of node.inputs) assert.equal(input.columns.length, node.columns.length, "sides of a union");
      return node.columns.length;
  }
}
