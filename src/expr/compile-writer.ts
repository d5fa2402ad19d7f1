// Writes the body of a kernel: one statement list for one row, in which each expression becomes a local.
//
// Equal subexpressions are computed once: a scope maps the key of an expression to its local. What is written inside a
// lazy block (a branch of CASE, the right side of AND) is forgotten at its end, since it may not have run.
// Column names and literal texts never enter the source: columns are slots, literals are bound constants.
// `isBig`: exact 64-bit values are bigints in this variant of the kernel, else safe integers as numbers.
import type { Scalar } from "../columnar/scalar.ts";
import type { VectorRep } from "../columnar/vector.ts";
import { invariant } from "../common/invariant.ts";
import { isExactInteger64, isString, type SqlType } from "../common/types.ts";
import { plainValue, truthCode, type Value, zeroCode } from "./compile-value.ts";
import type { Expr } from "./expr.ts";
import { expressionKey } from "./expression-key.ts";

export interface ColumnShape {
  readonly rep: VectorRep;
  readonly hasNulls: boolean;
}

/** Writes the statements that compute an expression and says where its value is. */
export type Compute = (writer: KernelWriter, expr: Expr) => Value;

export class KernelWriter {
  readonly isBig: boolean;
  /** Bound as k0, k1, ... */
  readonly constants: unknown[] = [];
  /** Expressions that can fail, by the number stored in `at` before they run. */
  readonly sites: Expr[] = [];
  readonly usedColumns = new Set<number>();
  readonly shapes: readonly ColumnShape[];
  readonly #compute: Compute;
  readonly #lines: string[] = [];
  readonly #scopes: Map<string, Value>[] = [new Map()];
  #localCount = 0;
  #depth = 2;

  constructor(shapes: readonly ColumnShape[], isBig: boolean, compute: Compute) {
    this.shapes = shapes;
    this.isBig = isBig;
    this.#compute = compute;
  }

  get body(): string {
    return this.#lines.join("\n");
  }

  line(text: string): void {
    this.#lines.push("  ".repeat(this.#depth) + text);
  }

  /** `head {`, what `body` writes, `}`. Locals made inside are forgotten. */
  block(head: string, body: () => void): void {
    this.line(`${head} {`);
    this.#depth++;
    this.#scopes.push(new Map());
    body();
    this.#scopes.pop();
    this.#depth--;
    this.line("}");
  }

  /** A block that `break label` leaves. What it computes before its first exit stays known only inside. */
  labelled(body: (label: string) => void): void {
    const label = this.local("l");
    this.block(`${label}:`, () => body(label));
  }

  /** A fresh name; the underscore keeps it apart from columns, outputs and constants. */
  local(prefix: string): string {
    return `${prefix}_${this.#localCount++}`;
  }

  bind(constant: unknown): string {
    const known = this.constants.findIndex((other) => Object.is(other, constant));
    if (known !== -1) return `k${known}`;
    this.constants.push(constant);
    return `k${this.constants.length - 1}`;
  }

  /** Remembers which expression an error of the next statements belongs to. */
  site(expr: Expr): void {
    this.sites.push(expr);
    this.line(`at = ${this.sites.length - 1};`);
  }

  /** Declares the local of a result that lazy blocks fill in; NULL until then. */
  declare(type: SqlType): Value {
    const code = this.local("v");
    const nullCode = this.local("n");
    this.line(`let ${code} = ${zeroCode(type, this.isBig)}, ${nullCode} = true;`);
    return plainValue(code, nullCode, type);
  }

  /** The same for a text or bytes whose every source is a slice: no string is made of it unless someone asks. */
  declareSlice(type: SqlType): Value {
    const [data, start, end, nullCode] = [this.local("d"), this.local("s"), this.local("e"), this.local("n")];
    this.line(`let ${data} = EMPTY_BYTES, ${start} = 0, ${end} = 0, ${nullCode} = true;`);
    const code = isString(type) ? `textOf(${data}, ${start}, ${end})` : `${data}.subarray(${start}, ${end})`;
    return { code, nullCode, type, bytes: { data, start, end }, constant: undefined };
  }

  /** Sets a declared local. */
  assign(target: Value, value: Value): void {
    if (value.nullCode === "true") {
      this.line(`${target.nullCode} = true;`);
      return;
    }
    const isNull = `${target.nullCode} = ${value.nullCode ?? "false"};`;
    if (target.bytes === null) {
      this.line(`${target.code} = ${value.code}; ${isNull}`);
      return;
    }
    invariant(value.bytes !== null, "a declared slice is set to a slice");
    const { data, start, end } = target.bytes;
    this.line(`${data} = ${value.bytes.data}; ${start} = ${value.bytes.start}; ${end} = ${value.bytes.end}; ${isNull}`);
  }

  /** The value of an expression, computed at this place unless it is known here already. */
  value(expr: Expr): Value {
    const key = isJunction(expr) ? null : expressionKey(expr);
    if (key !== null) {
      for (let i = this.#scopes.length - 1; i >= 0; i--) {
        const known = this.#scopes[i].get(key);
        if (known !== undefined) return known;
      }
    }
    const value = this.#compute(this, expr);
    if (key !== null) this.#scopes[this.#scopes.length - 1].set(key, value);
    return value;
  }

  /** Like value, as a string or subarray in a local when it is a slice. */
  plain(value: Value): Value {
    if (value.bytes === null || value.constant !== undefined) return value;
    const key = `string of ${value.bytes.data} ${value.bytes.start}`;
    for (const scope of this.#scopes) {
      const known = scope.get(key);
      // The same bytes, but whether they count is the value's own: NULLIF(v, w) shares those of v.
      if (known !== undefined) return { ...value, code: known.code, bytes: null };
    }
    const local = this.local("t");
    this.line(`const ${local} = ${value.code};`);
    const plain = { ...value, code: local, bytes: null };
    this.#scopes[this.#scopes.length - 1].set(key, plain);
    return plain;
  }

  truth(expr: Expr): string {
    return truthCode(this.value(expr));
  }

  literal(value: Scalar, type: SqlType): Value {
    if (value === null) return { ...plainValue(zeroCode(type, this.isBig), "true", type), constant: null };
    const base = { nullCode: null, type, constant: value };
    if (typeof value === "boolean") return { ...base, code: String(value), bytes: null };
    if (isExactInteger64(type) && this.isBig) return { ...base, code: this.bind(BigInt(value as number)), bytes: null };
    if (typeof value === "bigint") return { ...base, code: `numberOf(${this.bind(value)})`, bytes: null };
    if (typeof value === "string" || value instanceof Uint8Array) {
      const data = typeof value === "string" ? new TextEncoder().encode(value) : value;
      const name = this.bind(data);
      return { ...base, code: this.bind(value), bytes: { data: name, start: "0", end: String(data.length) } };
    }
    return { ...base, code: this.bind(value), bytes: null };
  }

  /** The value as evaluate functions take it: canonical, NULL as null. */
  scalar(value: Value): string {
    const plain = this.plain(value);
    if (plain.nullCode === "true") return "null";
    const code = isExactInteger64(plain.type) && this.isBig ? `exact(${plain.code})` : plain.code;
    return plain.nullCode === null ? code : `(${plain.nullCode} ? null : ${code})`;
  }
}

/** Long chains of AND and OR are not looked up: the key of each would hold all the others. */
function isJunction(expr: Expr): boolean {
  return expr.kind === "call" && (expr.fn === "AND" || expr.fn === "OR");
}
