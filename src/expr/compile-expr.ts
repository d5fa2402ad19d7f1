// The statements of one expression: columns, literals, casts and calls. Operators that have a form of their own are in
// compile-forms.ts; other calls run the record's emit, or its evaluate on scalars.
import { isExactInteger64, isString, type SqlType } from "../common/types.ts";
import type { VectorRep } from "../columnar/vector.ts";
import { callCanFail } from "./can-fail.ts";
import { type CastKernel, castKernel } from "./cast-kernel.ts";
import type { SliceCode } from "./casts/cast-family.ts";
import { emitForm } from "./compile-forms.ts";
import { noneNullCode, plainValue, type Value } from "./compile-value.ts";
import type { KernelWriter } from "./compile-writer.ts";
import type { CallExpr, CastExpr, ColumnExpr, Expr } from "./expr.ts";
import type { CallInfo, ScalarFunction } from "./function.ts";
import { functionOf } from "./functions/index.ts";

export function computeValue(writer: KernelWriter, expr: Expr): Value {
  switch (expr.kind) {
    case "column":
      return column(writer, expr);
    case "literal":
      return writer.literal(expr.value, expr.type);
    case "cast":
      return cast(writer, expr);
    case "call":
      return emitForm(writer, expr) ?? call(writer, expr);
  }
}

function column(writer: KernelWriter, expr: ColumnExpr): Value {
  const { index, type } = expr;
  const shape = writer.shapes[index];
  writer.usedColumns.add(index);
  let nullCode: string | null = null;
  if (shape.hasNulls) {
    nullCode = writer.local("n");
    writer.line(`const ${nullCode} = m${index}[r] === 0;`);
  }
  const local = writer.local("v");
  if (shape.rep === "bytes") {
    writer.line(`const ${local} = s${index}[r], e${local} = e${index}[r];`);
    const bytes = { data: `c${index}`, start: local, end: `e${local}` };
    const code = isString(type) ? `textOf(c${index}, ${local}, e${local})` : `c${index}.subarray(${local}, e${local})`;
    return { code, nullCode, type, bytes, constant: undefined };
  }
  writer.line(`const ${local} = ${load(writer, index, shape.rep, type)};`);
  return plainValue(local, nullCode, type);
}

function load(writer: KernelWriter, index: number, rep: VectorRep, type: SqlType): string {
  const item = `c${index}[r]`;
  if (rep === "bool") return `${item} === 1`;
  if (isExactInteger64(type) && writer.isBig && rep === "f64") return `BigInt(${item})`;
  return item;
}

function cast(writer: KernelWriter, expr: CastExpr): Value {
  const input = writer.value(expr.input);
  const kernel = castKernel(expr.input.type, expr.type);
  if (kernel.isNoOp && input.type.kind !== "NULL") return { ...input, type: expr.type };
  if (input.nullCode === "true") return writer.literal(null, expr.type);
  if (input.bytes !== null && input.constant === undefined) {
    const { data, start, end } = input.bytes;
    const slice = kernel.emitSlice(`${data}, ${start}, ${end}`, writer.isBig);
    if (slice !== null) return castSlice(writer, expr, kernel, input, slice);
  }
  const plain = writer.plain(input);
  const emitted = expr.isTry && kernel.canFail ? null : kernel.emit(plain.code, writer.isBig);
  if (emitted !== null) return strict(writer, expr, [plain], emitted, kernel.canFail, false);
  return strict(writer, expr, [plain], castCode(writer, expr, kernel, plain.code), kernel.canFail, expr.isTry);
}

/** The cast by its evaluate, over a value that is not NULL. */
function castCode(writer: KernelWriter, expr: CastExpr, kernel: CastKernel, input: string): string {
  const run = writer.bind(expr.isTry ? kernel.evaluateTry : kernel.evaluate);
  const isWideInput = isExactInteger64(expr.input.type) && writer.isBig;
  const code = `${run}(${isWideInput ? `exact(${input})` : input}, ctx)`;
  return isExactInteger64(expr.type) ? fromScalar(writer, code, expr.isTry) : code;
}

/** Common texts are read from their bytes; the others become a string for evaluate. */
function castSlice(writer: KernelWriter, expr: CastExpr, kernel: CastKernel, input: Value, slice: SliceCode): Value {
  const local = writer.local("f");
  writer.line(`const ${local} = ${slice.code};`);
  const slow = castCode(writer, expr, kernel, input.code);
  const code = `${local} === ${local} ? ${slice.convert(local)} : (${slow})`;
  return strict(writer, expr, [input], code, kernel.canFail, expr.isTry);
}

function call(writer: KernelWriter, expr: CallExpr): Value {
  const fn = functionOf(expr);
  const args = expr.args.map((arg) => writer.plain(writer.value(arg)));
  const call = callInfo(expr);
  if (fn.isStrict && args.some((arg) => arg.nullCode === "true")) return writer.literal(null, expr.type);
  const emitted = emit(writer, fn, expr, args, call);
  if (emitted !== null) return strict(writer, expr, args, emitted, callCanFail(expr), false);
  return evaluate(writer, fn, expr, args, call);
}

function emit(
  writer: KernelWriter,
  fn: ScalarFunction,
  expr: CallExpr,
  args: readonly Value[],
  call: CallInfo,
): string | null {
  if (fn.emit === undefined || !fn.isStrict) return null;
  // An exact result without an exact argument: only evaluate knows that bigints are wanted.
  const hasExact = args.some((arg) => isExactInteger64(arg.type));
  if (writer.isBig && isExactInteger64(expr.type) && !hasExact) return null;
  const emittedArgs = args.map((arg, i) => ({
    code: arg.code,
    type: expr.args[i].type,
    expr: expr.args[i],
    isBig: writer.isBig,
  }));
  return fn.emit(emittedArgs, call);
}

/** `code` runs when no argument is NULL; the result may itself be null when `canBeNull`. */
function strict(
  writer: KernelWriter,
  expr: Expr,
  args: readonly Value[],
  code: string,
  canFail: boolean,
  canBeNull: boolean,
): Value {
  const condition = noneNullCode(args);
  if (condition === null && !canBeNull) {
    if (canFail) writer.site(expr);
    const local = writer.local("v");
    writer.line(`const ${local} = ${code};`);
    return plainValue(local, null, expr.type);
  }
  const target = writer.declare(expr.type);
  const run = (): void => {
    if (canFail) writer.site(expr);
    if (canBeNull) {
      const local = writer.local("w");
      writer.line(`const ${local} = ${code};`);
      writer.line(`if (${local} !== null) { ${target.code} = ${local}; ${target.nullCode} = false; }`);
    } else {
      writer.line(`${target.code} = ${code}; ${target.nullCode} = false;`);
    }
  };
  if (condition === null) run();
  else writer.block(`if (${condition})`, run);
  return target;
}

function evaluate(
  writer: KernelWriter,
  fn: ScalarFunction,
  expr: CallExpr,
  args: readonly Value[],
  call: CallInfo,
): Value {
  const scalars = args.map((arg) => writer.scalar(arg));
  let code: string;
  if (fn.evaluateSpread !== undefined) code = `${writer.bind(fn.evaluateSpread)}(${scalars.join(", ")})`;
  else code = `${writer.bind(fn.evaluate)}([${scalars.join(", ")}], ${writer.bind(call)}, ctx)`;
  if (isExactInteger64(expr.type)) code = fromScalar(writer, code, true);
  return strict(writer, expr, fn.isStrict ? args : [], code, true, true);
}

/** What an evaluate function answered for an exact type, in this variant's representation. */
function fromScalar(writer: KernelWriter, code: string, canBeNull: boolean): string {
  const convert = writer.isBig ? "bigintOf" : "numberOf";
  if (!canBeNull) return `${convert}(${code})`;
  const local = writer.local("x");
  writer.line(`let ${local};`);
  return `(${local} = ${code}) === null ? null : ${convert}(${local})`;
}

function callInfo(expr: CallExpr): CallInfo {
  return {
    argTypes: expr.args.map((arg) => arg.type),
    type: expr.type,
    options: expr.options ?? {},
    constants: expr.args.map((arg) => (arg.kind === "literal" ? arg.value : undefined)),
    memo: new Map(),
  };
}
