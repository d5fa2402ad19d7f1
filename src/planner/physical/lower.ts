// Lowers a logical plan to a physical one, node by node from the sources up.
//
// Filter and project over it become one calc. Everything else becomes its own node; ORDER BY needs bounded input.
// Ids: a node with state has the kind and the id of its bound node (identify.ts); a calc is named by what it computes over
//   its input. Equal nodes become one object; what is not deterministic never does.
// Which facts a node carries upwards that the plan does not show (the delay of the watermark) lives in Lowering.facts.
import type { Column } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import { columnOf, isDeterministic, readsWatermark } from "../expr-shape.ts";
import type {
  LogicalExpand,
  LogicalFilter,
  LogicalNode,
  LogicalProject,
  LogicalReplicate,
  LogicalScan,
  LogicalSink,
  LogicalUnionAll,
  LogicalUnnest,
  LogicalValues,
  LogicalWindow,
} from "../logical.ts";
import { sharedNodes } from "../logical-tree.ts";
import { hashOf, type Normal, normalExpr } from "../normal-form.ts";
import type { PhysicalCalc, PhysicalNode, PhysicalSink } from "../physical.ts";
import type { PlannerSession } from "../session.ts";
import { mappedKey, mappedTimes, unionMode, unionTimes } from "./derive.ts";
import { lowerAggregate } from "./lower-aggregate.ts";
import { lowerJoin } from "./lower-join.ts";
import { lowerLookup } from "./lower-lookup.ts";
import { lowerMatch } from "./lower-match.ts";
import { lowerOver, lowerRank } from "./lower-over.ts";
import { lowerPeriodic } from "./lower-periodic.ts";
import { lowerScan } from "./lower-scan.ts";
import { lowerSinks } from "./lower-sink.ts";
import { lowerSort } from "./lower-sort.ts";
import { boundId, type Lowering, type WatermarkFacts } from "./lowering.ts";
import { isUnsettled, settled } from "./settle.ts";
import { unionState, valuesState, watermarkState, windowState } from "./state-bounds.ts";

/** Lowers all sinks of a job. @throws PLAN_ errors for what cannot run. */
export function lowerJob(sinks: readonly LogicalSink[], session: PlannerSession): readonly PhysicalSink[] {
  const lowering = new JobLowering(sinks, session);
  return lowerSinks(sinks, lowering);
}

/** The time of the batch leads without delay. */
const PROCESSING_TIME: WatermarkFacts = { hasWatermark: true, delayMs: 0 };

class JobLowering implements Lowering {
  readonly session: PlannerSession;
  readonly #shared: ReadonlySet<LogicalNode>;
  readonly #lowered = new Map<LogicalNode, PhysicalNode>();
  readonly #nodes = new Map<string, PhysicalNode>();
  readonly #facts = new Map<PhysicalNode, WatermarkFacts>();
  readonly #ordinals = new Map<string, number>();
  readonly #changing = new Set<LogicalNode>();

  constructor(sinks: readonly LogicalSink[], session: PlannerSession) {
    this.session = session;
    this.#shared = sharedNodes(sinks.map((sink) => sink.input));
    for (const sink of sinks) {
      if (sink.kind !== "table" || session.connectors.sinkMode(sink.table) === "append") continue;
      let node = sink.input;
      for (; node.kind === "project"; node = node.input) this.#changing.add(node);
      this.#changing.add(node);
    }
  }

  lower(node: LogicalNode): PhysicalNode {
    let lowered = this.#lowered.get(node);
    if (lowered === undefined) {
      lowered = this.#lowerNode(node);
      this.#lowered.set(node, lowered);
    }
    return lowered;
  }

  feedsChangingTable(node: LogicalNode): boolean {
    return this.#changing.has(node);
  }

  intern<T extends PhysicalNode>(node: T, facts: WatermarkFacts): PhysicalNode {
    const known = this.#nodes.get(node.id);
    if (known !== undefined) return known;
    this.#nodes.set(node.id, node);
    this.#facts.set(node, facts);
    return node;
  }

  factsOf(node: PhysicalNode): WatermarkFacts {
    return this.#facts.get(node) ?? { hasWatermark: false, delayMs: null };
  }

  distinctId(id: string): string {
    return this.#withOrdinal(id, false);
  }

  calc(
    from: PhysicalNode,
    condition: Expr | null,
    outputs: readonly Expr[],
    columns: readonly Column[],
  ): PhysicalNode {
    const { input, predicate, exprs } = settled(from, condition, outputs, this);
    const form: Normal = ["calc", input.id, predicate === null ? null : normalExpr(predicate), exprs.map(normalExpr)];
    const all = predicate === null ? exprs : [predicate, ...exprs];
    const calc: PhysicalCalc = {
      kind: "calc",
      id: this.#withOrdinal(`calc-${hashOf(form)}`, all.every(isDeterministic)),
      input,
      predicate,
      exprs,
      columns,
      changelogMode: input.changelogMode,
      streamKey: mappedKey(input.streamKey, exprs),
      watermarkColumns: mappedTimes(input.watermarkColumns, exprs),
      state: all.some(readsWatermark) ? watermarkState() : [],
      isBounded: input.isBounded,
    };
    return this.intern(calc, this.factsOf(input));
  }

  #withOrdinal(id: string, isShareable: boolean): string {
    if (isShareable) return id;
    const seen = this.#ordinals.get(id) ?? 0;
    this.#ordinals.set(id, seen + 1);
    return seen === 0 ? id : `${id}.${seen + 1}`;
  }

  #lowerNode(node: LogicalNode): PhysicalNode {
    switch (node.kind) {
      case "scan":
        return this.#lowerScan(node);
      case "values":
        return this.#lowerValues(node);
      case "filter":
        return this.#lowerFilter(node);
      case "project":
        return this.#lowerProject(node);
      case "window":
        return this.#lowerWindow(node);
      case "aggregate":
        return lowerAggregate(node, this);
      case "union-all":
        return this.#lowerUnionAll(node);
      case "unnest":
        return this.#lowerUnnest(node);
      case "replicate":
        return this.#lowerReplicate(node);
      case "expand":
        return this.#lowerExpand(node);
      case "sort":
        return lowerSort(node, this);
      case "periodic":
        return lowerPeriodic(node, this);
      case "over":
        return lowerOver(node, this);
      case "match":
        return lowerMatch(node, this);
      case "rank":
        return lowerRank(node, this);
      case "join":
        return lowerJoin(node, this);
      case "lookup":
        return lowerLookup(node, this);
    }
  }

  #lowerScan(node: LogicalScan): PhysicalNode {
    return lowerScan(node, this);
  }

  #lowerValues(node: LogicalValues): PhysicalNode {
    const form: Normal = ["values", node.rows.map((row) => row.map(normalExpr)), node.columns.length];
    const id = this.#withOrdinal(`values-${node.id ?? hashOf(form)}`, node.rows.flat().every(isDeterministic));
    const { columns, rows } = node;
    const fixed = { changelogMode: "append", streamKey: null, watermarkColumns: [], isBounded: true } as const;
    return this.intern(
      { kind: "values", id, columns, rows, state: valuesState(), ...fixed },
      { hasWatermark: false, delayMs: null },
    );
  }

  #lowerUnnest(node: LogicalUnnest): PhysicalNode {
    const below = this.lower(node.input);
    const { columns, isOuter, hasOrdinality } = node;
    if (isUnsettled(below, node.expr)) return this.#lowerUnsettledUnnest(node, below);
    const input = below;
    const { expr } = node;
    const { changelogMode, watermarkColumns, isBounded } = input;
    const form: Normal = ["unnest", input.id, normalExpr(expr), isOuter, hasOrdinality];
    const id = this.#withOrdinal(`unnest-${hashOf(form)}`, isDeterministic(expr));
    const fixed = { changelogMode, watermarkColumns, isBounded, streamKey: null, state: [] } as const;
    return this.intern(
      { kind: "unnest", id, input, columns, expr, isOuter, hasOrdinality, ...fixed },
      this.factsOf(input),
    );
  }

  /** The collection becomes a column first, and is cut off above. */
  #lowerUnsettledUnnest(node: LogicalUnnest, below: PhysicalNode): PhysicalNode {
    const width = below.columns.length;
    const own = below.columns.map((_, i) => columnOf(below.columns, i));
    const collection = { name: "$collection", type: node.expr.type };
    const input = this.calc(below, null, [...own, node.expr], [...below.columns, collection]);
    const { isOuter, hasOrdinality } = node;
    const { changelogMode, watermarkColumns, isBounded } = input;
    const expr = columnOf(input.columns, width);
    const form: Normal = ["unnest", input.id, normalExpr(expr), isOuter, hasOrdinality];
    const columns = [...input.columns, ...node.columns.slice(width)];
    const fixed = { changelogMode, watermarkColumns, isBounded, streamKey: null, state: [] } as const;
    const unnest = this.intern(
      { kind: "unnest", id: `unnest-${hashOf(form)}`, input, columns, expr, isOuter, hasOrdinality, ...fixed },
      this.factsOf(input),
    );
    const kept = node.columns.map((_, i) => columnOf(columns, i < width ? i : i + 1));
    return this.calc(unnest, null, kept, node.columns);
  }

  #lowerReplicate(node: LogicalReplicate): PhysicalNode {
    const input = this.lower(node.input);
    const { columns } = node;
    const { changelogMode, watermarkColumns, isBounded } = input;
    const id = `replicate-${hashOf(["replicate", input.id])}`;
    // Copies of a row are told apart by nothing: there is no key.
    return this.intern(
      { kind: "replicate", id, input, columns, changelogMode, streamKey: null, watermarkColumns, state: [], isBounded },
      this.factsOf(input),
    );
  }

  #lowerExpand(node: LogicalExpand): PhysicalNode {
    const input = this.lower(node.input);
    const { columns, keys, sets } = node;
    const { changelogMode, streamKey, watermarkColumns, isBounded } = input;
    const id = `expand-${hashOf(["expand", input.id, keys, sets])}`;
    const key = streamKey === null ? null : [...streamKey, columns.length - 1];
    return this.intern(
      { kind: "expand", id, input, columns, keys, sets, changelogMode, streamKey: key, watermarkColumns, state: [], isBounded },
      this.factsOf(input),
    );
  }

  #lowerFilter(node: LogicalFilter): PhysicalNode {
    const exprs = node.columns.map((_, index) => columnOf(node.columns, index));
    return this.calc(this.lower(node.input), node.predicate, exprs, node.columns);
  }

  #lowerProject(node: LogicalProject): PhysicalNode {
    const below = node.input;
    if (below.kind === "filter" && !this.#shared.has(below)) {
      return this.calc(this.lower(below.input), below.predicate, node.exprs, node.columns);
    }
    return this.calc(this.lower(below), null, node.exprs, node.columns);
  }

  #lowerWindow(node: LogicalWindow): PhysicalNode {
    const input = this.lower(node.input);
    const emit = node.emit ?? null;
    const own = node.window.isProcessing === true ? PROCESSING_TIME : this.factsOf(input);
    const delayMs = own.delayMs === null ? null : own.delayMs + (emit?.delayMs ?? 0);
    const facts = { ...own, delayMs };
    const isLed = node.window.isProcessing === true || input.watermarkColumns.includes(node.timeColumn);
    return this.intern(
      {
        kind: "window",
        id: boundId("window", node, [input]),
        input,
        columns: node.columns,
        timeColumn: node.timeColumn,
        isLtz: input.columns[node.timeColumn].type.kind === "TIMESTAMP_LTZ",
        window: node.window,
        emit,
        changelogMode: emit !== null && (emit.showsOpen || emit.latenessMs > 0) ? "retract" : input.changelogMode,
        streamKey: null,
        watermarkColumns: isLed ? [...input.watermarkColumns, node.columns.length - 1] : input.watermarkColumns,
        state: windowState(node.window, facts, emit?.latenessMs ?? 0),
        isBounded: input.isBounded,
      },
      facts,
    );
  }

  #lowerUnionAll(node: LogicalUnionAll): PhysicalNode {
    const inputs = node.inputs.map((input) => this.lower(input));
    const facts = inputs.map((input) => this.factsOf(input));
    const hasWatermark = facts.some((fact) => fact.hasWatermark);
    const delays = facts.map((fact) => fact.delayMs);
    const delayMs = delays.every((delay) => delay !== null) ? Math.max(...delays) : null;
    return this.intern(
      {
        kind: "union-all",
        id: boundId("union-all", node, inputs),
        inputs,
        columns: node.columns,
        changelogMode: unionMode(inputs),
        streamKey: null,
        watermarkColumns: unionTimes(inputs),
        state: unionState(inputs.length),
        isBounded: inputs.every((input) => input.isBounded),
      },
      { hasWatermark, delayMs },
    );
  }
}
