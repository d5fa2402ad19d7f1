// What the lowering of one node kind may ask of the lowering of the whole job.
import type { Column } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import type { LogicalNode } from "../logical.ts";
import { hashOf } from "../normal-form.ts";
import type { PhysicalNode } from "../physical.ts";
import type { PlannerSession } from "../session.ts";

/** What is known of a node's watermark. */
export interface WatermarkFacts {
  readonly hasWatermark: boolean;
  /** How far it runs behind the time attribute, when that is constant. */
  readonly delayMs: number | null;
}

export interface Lowering {
  readonly session: PlannerSession;
  lower(node: LogicalNode): PhysicalNode;
  /** True for a node whose rows go, at most projected, into a table that takes changes. */
  feedsChangingTable(node: LogicalNode): boolean;
  /** The node, or the equal one that is there already. */
  intern<T extends PhysicalNode>(node: T, facts: WatermarkFacts): PhysicalNode;
  factsOf(node: PhysicalNode): WatermarkFacts;
  /** The id, or with an ordinal when there is one already: for what is computed anew at each place. */
  distinctId(id: string): string;
  /** A calc over `input`; what is not deterministic gets an id of its own. */
  calc(input: PhysicalNode, predicate: Expr | null, exprs: readonly Expr[], columns: readonly Column[]): PhysicalNode;
}

/** The id of a stateful node: its kind and its bound subtree. */
export function boundId(kind: string, node: LogicalNode, inputs: readonly PhysicalNode[]): string {
  return `${kind}-${node.id ?? hashOf([kind, ...inputs.map((input) => input.id)])}`;
}
