/** ARRAY_AGG keeps NULLs unless IGNORE NULLS is written (as Flink); NULL over no rows. */
import { aggregate, bindOne } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { listAccumulator } from "./ordered-list.ts";

export const arrayAgg = aggregate({
  name: "ARRAY_AGG",
  summary: "All values as an array, NULLs included, in order of arrival or of ORDER BY",
  syntax: ["ARRAY_AGG([DISTINCT] x [ORDER BY y, ...]) [RESPECT NULLS | IGNORE NULLS]"],
  examples: [
    ["ARRAY_AGG(x)", "('b'), ('a'), (CAST(NULL AS STRING))", "[b, a, NULL]"],
    ["ARRAY_AGG(x ORDER BY x)", "('b'), ('a')", "[a, b]"],
  ],
  isOrderSensitive: true,
  bind: (args) =>
    bindOne(
      args,
      () => true,
      "any value",
      (element) => ({ kind: "ARRAY", element, nullable: false }),
    ),
  createState(call) {
    const skipNulls = call.options?.["nulls"] === "IGNORE";
    return new ObjectState(
      { ...call.type, nullable: true } as typeof call.type,
      listAccumulator(call, { skipNulls, result: (values) => values }),
    );
  },
});
