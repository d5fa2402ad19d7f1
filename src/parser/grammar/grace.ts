// ksqlDB's GRACE PERIOD beside EMIT: it says when a window is over, so it goes with what comes once, at the end.
import { MillraceError } from "../../common/errors.ts";
import type { EmitClause } from "../ast.ts";

/** `grace`: the clause that the grace period makes; null: none was written. @throws MillraceError */
export function graceful(emit: EmitClause | null, grace: EmitClause | null): EmitClause | null {
  if (grace === null) return emit;
  if (emit === null || emit.mode === "FINAL" || emit.mode === "ON WINDOW CLOSE") return grace;
  throw new MillraceError("PARSE_UNSUPPORTED", `GRACE PERIOD with EMIT ${emit.mode} is not supported`, {
    span: grace.span,
    hint: "Leave out GRACE PERIOD and SET 'window.allowed-lateness' = '5 s': late rows then correct windows. With EMIT FINAL the grace period is what a window waits.",
  });
}
