// Which column of each side an ASOF join compares: lowering has made columns of what was written.
import { invariant } from "../../../common/invariant.ts";
import type { AsofMatch } from "../../../planner/logical.ts";

export function asofColumns({ left, right }: AsofMatch): readonly [number, number] {
  invariant(left.kind === "column" && right.kind === "column", "an ASOF join compares columns");
  return [left.index, right.index];
}
