// A text that two expressions share exactly when they compute the same; null when the value is new at every evaluation.
// Column names do not count, only their index; -0 and 0 are different DOUBLE literals.
import type { Scalar } from "../columnar/scalar.ts";
import { typeText } from "../common/types.ts";
import type { Expr } from "./expr.ts";
import { functionOf } from "./functions/index.ts";

export function expressionKey(expr: Expr): string | null {
  switch (expr.kind) {
    case "column":
      return `#${expr.index}`;
    case "literal":
      return `${scalarKey(expr.value)}:${typeText(expr.type)}`;
    case "cast": {
      const input = expressionKey(expr.input);
      return input === null ? null : `cast(${input} as ${typeText(expr.type)}${expr.isTry ? " try" : ""})`;
    }
    case "call": {
      if (functionOf(expr).volatility === "volatile") return null;
      const args: string[] = [];
      for (const arg of expr.args) {
        const key = expressionKey(arg);
        if (key === null) return null;
        args.push(key);
      }
      const options = expr.options === undefined ? "" : JSON.stringify(expr.options);
      return `${expr.fn}(${args.join(", ")})${options}:${typeText(expr.type)}`;
    }
  }
}

/** True when the value is new at every evaluation (RAND, UUID). */
export function isVolatile(expr: Expr): boolean {
  switch (expr.kind) {
    case "column":
    case "literal":
      return false;
    case "cast":
      return isVolatile(expr.input);
    case "call":
      return functionOf(expr).volatility === "volatile" || expr.args.some(isVolatile);
  }
}

function scalarKey(value: Scalar): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString("hex")}'`;
  if (value !== null && typeof value === "object") {
    const items = "entries" in value && !Array.isArray(value) ? value.entries : (value as readonly Scalar[]);
    return `[${(items as readonly (Scalar | readonly [Scalar, Scalar])[]).map((item) => scalarKey(item as Scalar)).join(",")}]`;
  }
  return JSON.stringify(value);
}
