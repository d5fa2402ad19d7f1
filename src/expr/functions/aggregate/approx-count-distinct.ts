/** APPROX_COUNT_DISTINCT: HyperLogLog; exact up to 2048 distinct values, then within about 0.8 %. */
import { BIGINT, notNull } from "../../../common/types.ts";
import { aggregate, bindOne } from "./define.ts";
import { HyperLogLog, ValueHasher } from "./hyper-log-log.ts";
import { ObjectState } from "./object-state.ts";

export const approxCountDistinct = aggregate({
  name: "APPROX_COUNT_DISTINCT",
  summary: "About how many distinct values that are not NULL there are, in at most 16 KiB a group",
  syntax: ["APPROX_COUNT_DISTINCT(x)"],
  examples: [["APPROX_COUNT_DISTINCT(x)", "(1), (2), (2), (NULL)", "2"]],
  canRetract: false,
  isNeverNull: true,
  bind: (args) =>
    bindOne(
      args,
      () => true,
      "any value",
      () => notNull(BIGINT),
    ),
  createState(call) {
    const hasher = new ValueHasher();
    return new ObjectState<HyperLogLog>(call.type, {
      create: () => new HyperLogLog(),
      add(group, [vector], row) {
        if (vector.valid === null || vector.valid[row] === 1) group.addHash(hasher.hashAt(vector, row));
      },
      merge: (group, other) => group.merge(other),
      result: (group) => group.estimate(),
      save: (group) => group.save(),
      load: (saved) => HyperLogLog.load(saved),
    });
  },
});
