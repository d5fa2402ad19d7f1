// Where the rows of a run vanished: operators that took rows and gave none, or sources that brought none.
import type { OperatorFigures } from "../../exec/driver/operator-figures.ts";
import type { JobSummary, SinkAccount } from "../../exec/driver/run-options.ts";
import type { PhysicalNode, PhysicalSink } from "../../planner/physical.ts";
import { nodesOf } from "../../planner/physical-tree.ts";

/** A node below a silent sink that gave nothing although everything it reads gave something. */
export interface Place {
  readonly node: PhysicalNode;
  readonly figures: OperatorFigures;
  /** Of what it reads, in the order of the inputs. */
  readonly inputs: readonly OperatorFigures[];
  /** Of the silent sink, by source table. */
  readonly accounts: readonly SinkAccount[];
}

export function placesOf(sink: PhysicalSink, summary: JobSummary): readonly Place[] {
  const byId = new Map(summary.operators.map((figures) => [figures.operatorId, figures]));
  const accounts = summary.accounts.filter(({ sinkName }) => sinkName === sink.name);
  return nodesOf([sink]).flatMap((node) => {
    const figures = byId.get(node.id);
    if (figures === undefined || figures.rowsOut > 0) return [];
    const inputs = figures.inputs.map((id) => byId.get(id)!);
    return inputs.some(({ rowsOut }) => rowsOut === 0) ? [] : [{ node, figures, inputs, accounts }];
  });
}
