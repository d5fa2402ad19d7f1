// x IN (a, b, ...): TRUE at the first equal item, which is also the last one evaluated; NULL when none is equal and x or
// an item is NULL. Many constant items are one look-up in a set.
import type { Scalar } from "../columnar/scalar.ts";
import { isBinary, isString } from "../common/types.ts";
import { comparisonCode } from "./compile-compare.ts";
import { plainValue, type Value } from "./compile-value.ts";
import type { KernelWriter } from "./compile-writer.ts";
import type { CallExpr, Expr } from "./expr.ts";
import { scaleOf } from "./functions/operator/compare-values.ts";

const CHAIN_ITEMS_MAX = 6;

export function emitIn(writer: KernelWriter, expr: CallExpr): Value {
  const x = writer.value(expr.args[0]);
  const items = expr.args.slice(1);
  if (x.nullCode === "true") return writer.literal(null, expr.type);
  const code = writer.local("v");
  const nullCode = x.nullCode !== null || items.some((item) => item.type.nullable) ? writer.local("n") : null;
  writer.line(`let ${code} = false${nullCode === null ? "" : `, ${nullCode} = ${x.nullCode ?? "false"}`};`);
  const search = (): void => {
    const set = constantSet(items, expr.args[0]);
    if (set !== null) {
      const found = `${writer.bind(set.values)}.has(${writer.scalar(x)})`;
      writer.line(set.hasNull ? `if (${found}) ${code} = true; else ${nullCode} = true;` : `${code} = ${found};`);
      return;
    }
    writer.labelled((label) => {
      for (const item of items) {
        const value = writer.value(item);
        if (value.nullCode === "true") {
          writer.line(`${nullCode} = true;`);
          continue;
        }
        const isEqual = comparisonCode(writer, "=", x, value);
        const test = value.nullCode === null ? isEqual : `!${value.nullCode} && (${isEqual})`;
        writer.line(
          `if (${test}) { ${code} = true; ${nullCode === null ? "" : `${nullCode} = false; `}break ${label}; }`,
        );
        if (value.nullCode !== null) writer.line(`if (${value.nullCode}) ${nullCode} = true;`);
      }
    });
  };
  if (x.nullCode === null) search();
  else writer.block(`if (!${x.nullCode})`, search);
  return plainValue(code, nullCode, expr.type);
}

/** The items as a set when all are constants of x's own representation; a Set finds NaN and takes -0 for 0. */
function constantSet(
  items: readonly Expr[],
  x: Expr,
): { readonly values: ReadonlySet<Scalar>; readonly hasNull: boolean } | null {
  if (items.length <= CHAIN_ITEMS_MAX || isBinary(x.type)) return null;
  const values = new Set<Scalar>();
  let hasNull = false;
  for (const item of items) {
    if (item.kind !== "literal") return null;
    const isSameForm = isString(x.type) ? isString(item.type) : scaleOf(item.type) === scaleOf(x.type);
    if (item.value === null) hasNull = true;
    else if (!isSameForm || typeof item.value === "object") return null;
    else values.add(item.value);
  }
  return { values, hasNull };
}
