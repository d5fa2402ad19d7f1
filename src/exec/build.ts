// Physical plan to operators: the one exhaustive switch. A node that several others read (the same object) is built once.
// Arrival positions travel with the batches only where the plan has an operator of several inputs.
import { assertNever, invariant } from "../common/invariant.ts";
import type { PhysicalNode, PhysicalPlan, PhysicalScan } from "../planner/physical.ts";
import { inputsOf } from "../planner/physical-tree.ts";
import { checkedOperator, checkedScan } from "./check-operator.ts";
import type { BuildOptions, ExecGraph, ExecNode, Operator } from "./operator.ts";
import { CalcOperator } from "./operators/calc.ts";
import { cutAtTicks, ticksBelow } from "./operators/cut-at-ticks.ts";
import { ExpandOperator } from "./operators/expand.ts";
import { GroupAggregateOperator } from "./operators/group-aggregate.ts";
import { joinOperator } from "./operators/join/join-operator.ts";
import { AppendLimitOperator, ChangingLimitOperator } from "./operators/limit.ts";
import { MatchOperator } from "./operators/match/match-operator.ts";
import { MaterializeOperator } from "./operators/materialize.ts";
import { NormalizeOperator } from "./operators/normalize.ts";
import { AsyncCallOperator } from "./operators/outside/async-call.ts";
import { LookupOperator } from "./operators/outside/lookup.ts";
import { PinOperator } from "./operators/outside/pin.ts";
import { AppendRankOperator, isFlatRank } from "./operators/over/append-rank.ts";
import { AppendTopOneOperator } from "./operators/over/append-top-one.ts";
import { AppendWindowRankOperator, isFlatWindowRank } from "./operators/over/append-window-rank.ts";
import { KeepFirstOperator } from "./operators/over/keep-first.ts";
import { OverOperator } from "./operators/over/over.ts";
import { isRunningOnly } from "./operators/over/over-kernel.ts";
import { RankOperator } from "./operators/over/rank.ts";
import { RunningOverOperator } from "./operators/over/running-over.ts";
import { TimeOverOperator } from "./operators/over/time-over.ts";
import { TimeSortOperator } from "./operators/over/time-sort.ts";
import { WindowRankOperator } from "./operators/over/window-rank.ts";
import { PeriodicOperator } from "./operators/periodic.ts";
import { ReplicateOperator } from "./operators/replicate.ts";
import { TableScan } from "./operators/scan.ts";
import { SortOperator } from "./operators/sort.ts";
import { UnionAllOperator } from "./operators/union-all.ts";
import { UnnestOperator } from "./operators/unnest.ts";
import { ValuesOperator } from "./operators/values.ts";
import { SessionWindowOperator } from "./operators/window/session-window.ts";
import { WindowOperator } from "./operators/window.ts";
import { WindowAggregateOperator } from "./operators/window-aggregate.ts";

/** @throws MillraceError PLAN_... for what cannot be run. */
export function buildGraph(plan: PhysicalPlan, options: BuildOptions = {}): ExecGraph {
  const builder = new GraphBuilder(plan, options);
  const sinks = plan.sinks.map((sink) => ({ sink, input: builder.add(sink.input) }));
  return { nodes: builder.nodes, sinks };
}

class GraphBuilder {
  readonly nodes: ExecNode[] = [];
  readonly #indexes = new Map<PhysicalNode, number>();
  readonly #isChecked: boolean;
  readonly #hasArrival: boolean;
  readonly #createLookup: BuildOptions["createLookup"];
  readonly #ticks: ReadonlyMap<PhysicalNode, ReadonlySet<number>>;

  constructor(plan: PhysicalPlan, { isChecked = false, createLookup }: BuildOptions) {
    this.#isChecked = isChecked;
    this.#createLookup = createLookup;
    this.#ticks = ticksBelow(plan);
    this.#hasArrival = plan.sinks.some((sink) => hasSeveralInputs(sink.input));
  }

  /** Index of the node, built with what is below it when it is new. */
  add(node: PhysicalNode): number {
    const known = this.#indexes.get(node);
    if (known !== undefined) return known;
    const inputs = inputsOf(node).map((input) => this.add(input));
    this.nodes.push(node.kind === "scan" ? this.#scan(node) : this.#operator(node, inputs));
    const index = this.nodes.length - 1;
    this.#indexes.set(node, index);
    return index;
  }

  #scan(node: PhysicalScan): ExecNode {
    const scan = new TableScan(node);
    return { kind: "scan", scan: this.#isChecked ? checkedScan(scan, node) : scan };
  }

  #operator(node: Exclude<PhysicalNode, PhysicalScan>, inputs: readonly number[]): ExecNode {
    const built = operatorFor(node, this.#hasArrival, this.#createLookup);
    const ticks = this.#ticks.get(node);
    const operator = ticks === undefined ? built : cutAtTicks(built, node, ticks);
    return { kind: "operator", operator: this.#isChecked ? checkedOperator(operator, node) : operator, inputs };
  }
}

function operatorFor(
  node: Exclude<PhysicalNode, PhysicalScan>,
  hasArrival: boolean,
  createLookup: BuildOptions["createLookup"],
): Operator {
  switch (node.kind) {
    case "values":
      return new ValuesOperator(node, hasArrival);
    case "calc":
      return new CalcOperator(node);
    case "window":
      return node.window.kind === "session" ? new SessionWindowOperator(node, hasArrival) : new WindowOperator(node);
    case "window-aggregate":
      return new WindowAggregateOperator(node, hasArrival);
    case "group-aggregate":
      return new GroupAggregateOperator(node, hasArrival);
    case "union-all":
      return new UnionAllOperator(node);
    case "join":
      return joinOperator(node);
    case "expand":
      return new ExpandOperator(node);
    case "unnest":
      return new UnnestOperator(node);
    case "pin":
      return new PinOperator(node);
    case "async-call":
      return new AsyncCallOperator(node);
    case "lookup":
      invariant(createLookup !== undefined, "there is something to look rows up in");
      return new LookupOperator(node, createLookup(node.table, { reads: node.reads, keys: node.tableKeys }));
    case "replicate":
      return new ReplicateOperator(node);
    case "normalize":
      return new NormalizeOperator(node);
    case "materialize":
      return new MaterializeOperator(node);
    case "sort":
      return new SortOperator(node, hasArrival);
    case "periodic":
      return new PeriodicOperator(node, hasArrival);
    case "match":
      return new MatchOperator(node, hasArrival);
    case "rank":
      if (!isFlatRank(node)) return new RankOperator(node, hasArrival);
      return new (node.to === 1 ? AppendTopOneOperator : AppendRankOperator)(node, hasArrival);
    case "window-rank":
      return isFlatWindowRank(node)
        ? new AppendWindowRankOperator(node, hasArrival)
        : new WindowRankOperator(node, hasArrival);
    case "keep-first":
      return new KeepFirstOperator(node, hasArrival);
    case "time-sort":
      return new TimeSortOperator(node, hasArrival);
    case "time-over":
      return new (isRunningOnly(node.calls) ? RunningOverOperator : TimeOverOperator)(node, hasArrival);
    case "over":
      return new OverOperator(node, hasArrival);
    case "limit":
      return node.input.changelogMode === "append"
        ? new AppendLimitOperator(node)
        : new ChangingLimitOperator(node, hasArrival);
    default:
      return assertNever(node, "physical node");
  }
}

function hasSeveralInputs(node: PhysicalNode): boolean {
  const inputs = inputsOf(node);
  return inputs.length > 1 || inputs.some(hasSeveralInputs);
}
