// RAND and RAND_INTEGER draw from the batch's seeded numbers: a replayed batch draws the same ones again. A seed of the
// query's own would have to be state of its own, so the forms with one are refused.
import { DOUBLE, INT, notNull, withNullable } from "../../../../common/types.ts";
import { DataProblem } from "../../../function.ts";
import { scalar } from "../../define.ts";

const SEEDED = "it takes no seed here: the numbers follow a seed that the job logs, so that a replay repeats them";

export const rand = scalar({
  name: "RAND",
  aliases: ["RANDOM"],
  category: "arithmetic",
  syntax: ["RAND()"],
  bind: (args) => (args.length === 0 ? { argTypes: [], type: notNull(DOUBLE) } : SEEDED),
  summary: "A random DOUBLE from 0 to below 1, another at every call; replayed batches get the same ones again",
  examples: [
    ["RAND() >= 0", "TRUE"],
    ["RAND() < 1", "TRUE"],
  ],
  volatility: "volatile",
  evaluateCall: (_args, _call, context) => context.random(),
});

export const randInteger = scalar({
  name: "RAND_INTEGER",
  category: "arithmetic",
  syntax: ["RAND_INTEGER(bound)"],
  bind: (args) => {
    if (args.length === 2) return SEEDED;
    const [bound] = args;
    const isInt = args.length === 1 && ["TINYINT", "SMALLINT", "INT", "NULL"].includes(bound.type.kind);
    return isInt
      ? { argTypes: [withNullable(INT, bound.type.nullable)], type: withNullable(INT, bound.type.nullable) }
      : "it takes one INT";
  },
  summary: "A random INT from 0 to below a bound, another at every call",
  examples: [
    ["RAND_INTEGER(1)", "0"],
    ["RAND_INTEGER(10) < 10", "TRUE"],
  ],
  volatility: "volatile",
  canFail: true,
  evaluateCall: ([bound], _call, context) => {
    if ((bound as number) <= 0)
      throw new DataProblem("DATA_BAD_ARGUMENT", `bound ${bound} of RAND_INTEGER is not positive`);
    return Math.floor(context.random() * (bound as number));
  },
});
