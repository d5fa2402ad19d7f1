import { nullable, scalar, variadic } from "../../define.ts";

export const elt = scalar({
  name: "ELT",
  category: "string",
  syntax: ["ELT(n, value, ...)"],
  signatures: [["INTEGER", "T", variadic("T"), "->", nullable("T")]],
  summary: "The n-th of the values, counted from 1; NULL when there are not so many",
  examples: [
    ["ELT(2, 'a', 'b')", "b"],
    ["ELT(3, 'a', 'b')", null],
  ],
  isStrict: false,
  evaluate: (n: number | bigint | null, ...values: (string | Uint8Array | null)[]) =>
    n === null ? null : (values[Number(n) - 1] ?? null),
});
