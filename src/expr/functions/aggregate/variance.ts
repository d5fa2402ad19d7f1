/** Variances and standard deviations: always DOUBLE (Flink computes those of integers in integers). */
import { DOUBLE, withNullable } from "../../../common/types.ts";
import type { AggregateFunction } from "../../aggregate-function.ts";
import { aggregate, bindTo } from "./define.ts";
import { type MomentResult, MomentState } from "./moments.ts";

const population: MomentResult = ({ n, sxx }) => (n === 0 ? null : sxx / n);
const sample: MomentResult = ({ n, sxx }) => (n < 2 ? null : sxx / (n - 1));

export const varPop = spread("VAR_POP", [], "population variance", population, "0.25");
export const varSamp = spread("VAR_SAMP", ["VARIANCE"], "sample variance", sample, "0.5");
export const stddevPop = spread("STDDEV_POP", [], "population standard deviation", rooted(population), "0.5");
export const stddevSamp = spread(
  "STDDEV_SAMP",
  ["STDDEV"],
  "sample standard deviation",
  rooted(sample),
  "0.7071067811865476",
);

function rooted(variance: MomentResult): MomentResult {
  return (moments) => {
    const value = variance(moments);
    return value === null ? null : Math.sqrt(value);
  };
}

function spread(
  name: string,
  aliases: readonly string[],
  what: string,
  result: MomentResult,
  example: string,
): AggregateFunction {
  return aggregate({
    name,
    aliases,
    summary: `The ${what} of all values that are not NULL`,
    syntax: [name, ...aliases].map((spelling) => `${spelling}([DISTINCT] x)`),
    examples: [
      [`${name}(x)`, "(1), (2), (NULL)", example],
      [`${name}(x)`, "(CAST(NULL AS DOUBLE))", null],
    ],
    bind: (args) => bindTo(args, [DOUBLE], () => withNullable(DOUBLE, true)),
    createState: () => new MomentState(result, false),
  });
}
