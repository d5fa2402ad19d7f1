// EMIT PERIODIC counts by the watermark where there is one; where time is that of processing, by the time of the batch.
import type { LogicalPeriodic } from "../logical.ts";
import type { PhysicalNode } from "../physical.ts";
import { inputsOf } from "../physical-tree.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { heldChanges } from "./state-bounds.ts";

export function lowerPeriodic(node: LogicalPeriodic, lowering: Lowering): PhysicalNode {
  const input = lowering.lower(node.input);
  const { intervalMs, columns } = node;
  const { changelogMode, streamKey, isBounded } = input;
  const keyNames = streamKey?.map((column) => columns[column].name) ?? null;
  return lowering.intern(
    {
      kind: "periodic",
      id: boundId("periodic", node, [input]),
      input,
      columns,
      intervalMs,
      clock: isByBatchTime(input, lowering) ? "batch-time" : "watermark",
      changelogMode,
      streamKey,
      // Rows come out behind the watermark that had passed them.
      watermarkColumns: [],
      state: heldChanges(keyNames, changelogMode === "append", intervalMs),
      isBounded,
    },
    lowering.factsOf(input),
  );
}

function isByBatchTime(input: PhysicalNode, lowering: Lowering): boolean {
  return !lowering.factsOf(input).hasWatermark || hasProcessingWindow(input);
}

function hasProcessingWindow(node: PhysicalNode): boolean {
  if (node.kind === "window" && node.window.isProcessing === true) return true;
  if (node.kind === "window-aggregate" && node.window.spec.isProcessing === true) return true;
  return inputsOf(node).some(hasProcessingWindow);
}
