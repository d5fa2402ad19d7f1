/** BIT_AND, BIT_OR, BIT_XOR of integers in two's complement, of the argument's type. */
import { scalarAt } from "../../../columnar/read.ts";
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { isInteger } from "../../../common/types.ts";
import type { AggregateFunction } from "../../aggregate-function.ts";
import { aggregate, bindOne } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { ValueCounts } from "./value-counts.ts";

/** What is kept: the result so far, or (retractable) all values. */
interface Bits {
  total: bigint | null;
  readonly values: ValueCounts | null;
}

type Combine = (a: bigint, b: bigint) => bigint;

export const bitAnd = bits("BIT_AND", "The bits that are set in every value", (a, b) => a & b, "2");
export const bitOr = bits("BIT_OR", "The bits that are set in any value", (a, b) => a | b, "7");
export const bitXor = bits("BIT_XOR", "The bits that are set in an odd number of values", (a, b) => a ^ b, "5");

function bits(name: string, summary: string, combine: Combine, example: string): AggregateFunction {
  return aggregate({
    name,
    aliases: [`${name}_AGG`],
    summary,
    syntax: [`${name}(x)`],
    examples: [[`${name}(x)`, "(3), (6), (NULL)", example]],
    bind: (args) => bindOne(args, isInteger, "an integer", (type) => type),
    createState(call, needsRetract) {
      const { type } = call.args[0];
      const isXor = name === "BIT_XOR";
      return new ObjectState<Bits>(call.type, {
        create: () => ({ total: null, values: needsRetract ? new ValueCounts() : null }),
        add(group, [vector], row, sign) {
          if (vector.valid !== null && vector.valid[row] === 0) return;
          if (group.values !== null) group.values.add(scalarAt(vector, type, row), sign);
          else join(group, BigInt(scalarAt(vector, type, row) as number), combine);
        },
        merge(group, other) {
          if (group.values !== null && other.values !== null) group.values.addAll(other.values);
          else if (other.total !== null) join(group, other.total, combine);
        },
        result: (group) => (group.values === null ? ended(group.total) : ended(combined(group.values, combine, isXor))),
        save: (group) => (group.values === null ? [ended(group.total)] : group.values.save()),
        load(saved) {
          if (needsRetract) return { total: null, values: ValueCounts.load(saved) };
          const [total] = saved as readonly Scalar[];
          return { total: total === null ? null : BigInt(total as number), values: null };
        },
      });
    },
  });
}

function join(group: Bits, value: bigint, combine: Combine): void {
  group.total = group.total === null ? value : combine(group.total, value);
}

/** A value that comes an even number of times leaves no bit in an exclusive or. */
function combined(values: ValueCounts, combine: Combine, isXor: boolean): bigint | null {
  let total: bigint | null = null;
  for (const { value, count } of values.entries()) {
    const one = BigInt(value as number);
    const part: bigint = isXor && count % 2 === 0 ? 0n : one;
    total = total === null ? part : combine(total, part);
  }
  return total;
}

function ended(total: bigint | null): Scalar {
  return total === null ? null : exact(total);
}
