// The Java functions of Flink's programs, by class, as functions in JavaScript that do the same.
import type { FunctionDefinition } from "../../src/index.ts";

type Definition = FunctionDefinition;

interface WeightedSum {
  sum: number;
  count: number;
}

/** `sql`: where it is called; Java's overloads are told apart by it. A new one for every run: some keep a state of their own. */
export function programFunction(javaClass: string, sql: string): Definition | null {
  return (CLASSES[javaClass] ?? null)?.(sql) ?? null;
}

const CLASSES: Readonly<Record<string, (sql: string) => Definition>> = {
  JavaFunc0: () => scalar(["BIGINT"], "BIGINT", (x: number) => x + 1),
  JavaFunc1: () =>
    scalar(["INT", "INT", "TIMESTAMP(3)"], "STRING", (a: number, b: number, at: string) => `${a} and ${b} and ${Date.parse(`${at.replace(" ", "T")}Z`)}`),
  JavaFunc2: () => scalar(["STRING", "INT"], "STRING", (text: string, factor: number) => text + factor),
  JavaFunc5: () =>
    scalar(["TIMESTAMP(3)", "INT"], "TIMESTAMP(3)", (at: string, ms: number) => new Date(Date.parse(`${at.replace(" ", "T")}Z`) - ms)),
  UdfWithOpen: () => scalar(["STRING"], "STRING", (text: string) => `$${text}`),
  NonDeterministicUdf: () => {
    const next = javaRandom(42n);
    return { ...scalar(["STRING"], "STRING", (text: string) => `${text}-${next()}`), deterministic: false };
  },
  LargerThanCount: () => ({
    kind: "aggregate",
    args: ["BIGINT", "BIGINT"],
    returns: "BIGINT",
    create: () => 0,
    add: (count: number, a: number, b: number) => (a > b ? count + 1 : count),
    retract: (count: number, a: number, b: number) => (a > b ? count - 1 : count),
    result: (count: number) => count,
  }),
  VarSum1AggFunction: () => sumOf((sum, args) => sum + args.reduce((a, b) => a + b, 0)),
  // Java adds to a copy.
  VarSum2AggFunction: () => sumOf((sum) => sum),
  WeightedAvg: () => weightedAverage(),
  WeightedAvgWithMerge: () => ({
    ...weightedAverage(),
    merge: (a: WeightedSum, b: WeightedSum) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
  }),
  ConcatDistinctAggFunction: () => ({
    kind: "aggregate",
    args: ["STRING"],
    returns: "STRING",
    create: () => [],
    add: (texts: string[], text: string | null) => (text === null || texts.includes(text) ? texts : [...texts, text]),
    merge: (a: string[], b: string[]) => [...a, ...b.filter((text) => !a.includes(text))],
    result: (texts: string[]) => (texts.length === 0 ? null : texts.join("|")),
  }),
  TableFunc1: (sql) =>
    /func1\(\w+, /.test(sql)
      ? table(["STRING", "STRING"], (text, prefix) => text.split("#").map((part) => prefix + part))
      : table(["STRING"], (text) => text.split("#")),
  StringSplit: () => table(["STRING", "STRING"], (text, separator) => text.split(separator)),
};

function scalar(args: readonly string[], returns: string, evaluate: (...args: never[]) => string | number | Date): Definition {
  return { kind: "scalar", args, returns, evaluate };
}

function table(args: readonly string[], parts: (text: string, other: string) => string[]): Definition {
  return {
    kind: "table",
    args,
    returns: "ROW<s STRING>",
    evaluate: (text: string, other: string) => (args.length === 1 && !text.includes("#") ? [] : parts(text, other).map((s) => ({ s }))),
  };
}

function sumOf(add: (sum: number, args: number[]) => number): Definition {
  return {
    kind: "aggregate",
    args: ["INT", "INT"],
    returns: "BIGINT",
    create: () => 0,
    add: (sum: number, a: number | null, b: number | null) => add(sum, [a ?? 0, b ?? 0]),
    result: (sum: number) => sum,
  };
}

function weightedAverage(): Definition {
  return {
    kind: "aggregate",
    args: ["BIGINT", "INT"],
    returns: "BIGINT",
    create: () => ({ sum: 0, count: 0 }),
    add: ({ sum, count }: WeightedSum, value: number, weight: number) => ({ sum: sum + value * weight, count: count + weight }),
    result: ({ sum, count }: WeightedSum) => (count === 0 ? null : Math.trunc(sum / count)),
  };
}

/** The next ints of java.util.Random. */
function javaRandom(seed: bigint): () => number {
  const multiplier = 0x5deece66dn;
  let state = (seed ^ multiplier) & ((1n << 48n) - 1n);
  return () => {
    state = (state * multiplier + 0xbn) & ((1n << 48n) - 1n);
    return Number(BigInt.asIntN(32, state >> 16n));
  };
}
