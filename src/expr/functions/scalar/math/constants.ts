import { DOUBLE, notNull } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";

export const pi = scalar({
  name: "PI",
  category: "arithmetic",
  syntax: ["PI()"],
  signatures: [["->", notNull(DOUBLE)]],
  summary: "The DOUBLE nearest to pi",
  examples: [
    ["PI()", "3.141592653589793"],
    ["PI() * 2", "6.283185307179586"],
  ],
  evaluate: () => Math.PI,
});

export const e = scalar({
  name: "E",
  category: "arithmetic",
  syntax: ["E()"],
  signatures: [["->", notNull(DOUBLE)]],
  summary: "The DOUBLE nearest to Euler's number",
  examples: [
    ["E()", "2.718281828459045"],
    ["LN(E())", "1.0"],
  ],
  evaluate: () => Math.E,
});
