// Roots, powers and logarithms. A logarithm to another base is LN(x) / LN(base), as Flink computes it.
import { DOUBLE } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";
import { doubleFunction } from "./double-function.ts";

export const powers = [
  doubleFunction("SQRT", "The square root; NaN of a negative number", Math.sqrt, [
    ["SQRT(4)", "2.0"],
    ["SQRT(-4)", "NaN"],
  ]),
  doubleFunction("EXP", "e to the power of a number", Math.exp, [
    ["EXP(0)", "1.0"],
    ["ROUND(EXP(1), 6)", "2.718282"],
  ]),
  doubleFunction("LN", "The natural logarithm; -Infinity of 0, NaN of a negative number", Math.log, [
    ["LN(1)", "0.0"],
    ["ROUND(LN(10), 6)", "2.302585"],
  ]),
  doubleFunction("LOG10", "The logarithm to the base 10", Math.log10, [
    ["LOG10(1000)", "3.0"],
    ["LOG10(0)", "-Infinity"],
  ]),
  doubleFunction("LOG2", "The logarithm to the base 2", (x) => Math.log(x) / Math.LN2, [
    ["LOG2(2)", "1.0"],
    ["LOG2(1)", "0.0"],
  ]),
  scalar({
    name: "LOG",
    category: "arithmetic",
    syntax: ["LOG(number)", "LOG(base, number)"],
    signatures: [
      [DOUBLE, "->", DOUBLE],
      [DOUBLE, DOUBLE, "->", DOUBLE],
    ],
    summary: "The logarithm of a number, natural or to a base",
    examples: [
      ["LOG(1)", "0.0"],
      ["LOG(10, 100)", "2.0"],
    ],
    evaluate: (x: number, y?: number) => (y === undefined ? Math.log(x) : Math.log(y) / Math.log(x)),
  }),
  scalar({
    name: "POWER",
    aliases: ["POW"],
    category: "arithmetic",
    syntax: ["POWER(base, exponent)"],
    signatures: [[DOUBLE, DOUBLE, "->", DOUBLE]],
    summary: "A number to the power of another, as DOUBLE",
    examples: [
      ["POWER(2, 10)", "1024.0"],
      ["POWER(2, -1)", "0.5"],
    ],
    evaluate: (base: number, exponent: number) => base ** exponent,
  }),
];
