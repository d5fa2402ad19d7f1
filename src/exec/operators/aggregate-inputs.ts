// What the aggregates of one node read from a batch: argument vectors and, for FILTER, which rows pass.
//
// Arguments without FILTER are computed in one kernel (plain columns are taken as they are). An aggregate with FILTER has
// a kernel of its own, so that its arguments are computed only for the rows that pass. A row that cannot be computed is
// bad and leaves the batch for all aggregates of the node.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import { compileCalc, type CompiledCalc } from "../../expr/compile.ts";
import type { AggregateCall, Expr } from "../../expr/expr.ts";
import type { BatchContext } from "../operator.ts";
import { reportBad } from "./accounts.ts";
import { rowNumbers } from "./live-rows.ts";

/** The arguments of one aggregate: those of the call, then its ORDER BY. */
export interface PreparedCall {
  readonly args: readonly Vector[];
  /** 1 = the row passes FILTER, by physical row; null: all do. */
  readonly passes: Uint8Array | null;
}

export interface PreparedInputs {
  /** Rows that can be computed, ascending. */
  readonly rows: Int32Array;
  readonly calls: readonly PreparedCall[];
}

type ArgumentPlan =
  | { readonly kind: "column"; readonly index: number }
  | { readonly kind: "computed"; readonly index: number };

type CallPlan =
  | { readonly kind: "shared"; readonly args: readonly ArgumentPlan[] }
  | { readonly kind: "filtered"; readonly calc: CompiledCalc };

export class AggregateInputs {
  readonly #operatorId: string;
  readonly #types: readonly SqlType[];
  readonly #calls: readonly CallPlan[];
  readonly #shared: CompiledCalc | null;
  #numbers: Int32Array = new Int32Array(0);

  constructor(operatorId: string, calls: readonly AggregateCall[], inputTypes: readonly SqlType[]) {
    this.#operatorId = operatorId;
    this.#types = inputTypes;
    const computed: Expr[] = [];
    this.#calls = calls.map((call): CallPlan => {
      const args = argumentsOf(call);
      if (call.filter !== null) return { kind: "filtered", calc: compileCalc(call.filter, args, inputTypes) };
      return { kind: "shared", args: args.map((arg) => planArgument(arg, computed)) };
    });
    this.#shared = computed.length === 0 ? null : compileCalc(null, computed, inputTypes);
  }

  /** 0, 1, .. as a view of an array that is kept; valid during the batch. */
  #rowNumbers(count: number): Int32Array {
    if (this.#numbers.length < count) this.#numbers = rowNumbers(count * 2);
    return this.#numbers.subarray(0, count);
  }

  prepare(batch: ChangeBatch, context: BatchContext): PreparedInputs {
    const bad = new Set<number>();
    const refuse = (row: number, problem: { readonly code: string; readonly message: string }) => {
      if (!bad.has(row)) reportBad(context, this.#operatorId, batch, this.#types, row, problem);
      bad.add(row);
    };
    const shared = this.#shared?.run(batch, context.evaluation, refuse) ?? null;
    const good = shared === null ? batch : { ...batch, selection: shared.selection };
    const calls = this.#calls.map((plan): PreparedCall => {
      if (plan.kind === "shared") {
        const pick = (arg: ArgumentPlan) =>
          arg.kind === "column" || shared === null ? batch.columns[arg.index] : shared.columns[arg.index];
        return { args: plan.args.map(pick), passes: null };
      }
      const { selection, columns } = plan.calc.run(good, context.evaluation, refuse);
      return { args: columns, passes: maskOf(selection, batch.rowCount) };
    });
    const rows = good.selection ?? this.#rowNumbers(batch.rowCount);
    return { rows: bad.size === 0 ? rows : rows.filter((row) => !bad.has(row)), calls };
  }
}

/** The call's arguments, then the expressions of its ORDER BY. */
function argumentsOf(call: AggregateCall): readonly Expr[] {
  return [...call.args, ...call.orderBy.map((key) => key.expr)];
}

function planArgument(arg: Expr, computed: Expr[]): ArgumentPlan {
  if (arg.kind === "column") return { kind: "column", index: arg.index };
  computed.push(arg);
  return { kind: "computed", index: computed.length - 1 };
}

function maskOf(selection: Int32Array | null, rowCount: number): Uint8Array | null {
  if (selection === null) return null;
  const mask = new Uint8Array(rowCount);
  for (let i = 0; i < selection.length; i++) mask[selection[i]] = 1;
  return mask;
}
