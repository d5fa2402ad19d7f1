/** COLLECT: the multiset of all values that are not NULL; empty over none. */
import { scalarAt } from "../../../columnar/read.ts";
import { aggregate, bindOne } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { ValueCounts } from "./value-counts.ts";

export const collect = aggregate({
  name: "COLLECT",
  summary: "All values that are not NULL as a multiset: each with how often it comes",
  syntax: ["COLLECT([DISTINCT] x)"],
  examples: [["COLLECT(x)", "('a'), ('b'), ('a')", "{a=2, b=1}"]],
  isNeverNull: true,
  bind: (args) =>
    bindOne(
      args,
      () => true,
      "any value",
      (element) => ({ kind: "MULTISET", element, nullable: false }),
    ),
  createState(call) {
    const type = call.args[0].type;
    return new ObjectState<ValueCounts>(call.type, {
      create: () => new ValueCounts(),
      add(group, [vector], row, sign) {
        if (vector.valid === null || vector.valid[row] === 1) group.add(scalarAt(vector, type, row), sign);
      },
      merge: (group, other) => group.addAll(other),
      result: (group) => ({ entries: group.entries().map(({ value, count }) => [value, count] as const) }),
      save: (group) => group.save(),
      load: (saved) => ValueCounts.load(saved),
    });
  },
});
