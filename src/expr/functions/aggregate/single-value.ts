/** SINGLE_VALUE: the value of the only row; what a scalar subquery is made of. Two rows are an error, none is NULL. */
import { scalarAt } from "../../../columnar/read.ts";
import { MillraceError } from "../../../common/errors.ts";
import { aggregate, bindOne } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { ValueCounts } from "./value-counts.ts";

export const singleValue = aggregate({
  name: "SINGLE_VALUE",
  summary: "The value of the only row; an error when there are several",
  syntax: ["SINGLE_VALUE(x)"],
  examples: [["SINGLE_VALUE(x)", "(1)", "1"]],
  bind: (args) =>
    bindOne(
      args,
      () => true,
      "any value",
      (type) => type,
    ),
  createState(call) {
    const type = call.args[0].type;
    return new ObjectState<ValueCounts>(call.type, {
      create: () => new ValueCounts(),
      add: (group, [vector], row, sign) => {
        group.add(scalarAt(vector, type, row), sign);
      },
      merge: (group, other) => group.addAll(other),
      result(group) {
        const entries = group.entries();
        if (entries.length === 0) return null;
        if (entries.length > 1 || entries[0].count > 1) {
          throw new MillraceError("DATA_SINGLE_VALUE", "a query that stands for one value has several rows", {
            hint: "Make it one row: an aggregate (MAX, ANY_VALUE), or a condition on a key.",
          });
        }
        return entries[0].value;
      },
      save: (group) => group.save(),
      load: (saved) => ValueCounts.load(saved),
    });
  },
});
