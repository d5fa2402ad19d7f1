// From bound sinks to a physical plan: identity, rules, lowering, fingerprint.
import { fingerprintJob } from "./fingerprint.ts";
import { identify } from "./identify.ts";
import type { LogicalSink } from "./logical.ts";
import { lowerJob } from "./physical/lower.ts";
import type { PhysicalPlan } from "./physical.ts";
import type { PlannerSession } from "./session.ts";

export interface PlanOptions {
  /** False: no rule runs. Default true. */
  readonly optimize?: boolean;
}

/** The plan of one job. @throws MillraceError PLAN_... for what cannot run, with the ways out. */
export function planJob(
  sinks: readonly LogicalSink[],
  session: PlannerSession,
  _options: PlanOptions = {},
): PhysicalPlan {
  const bound = identify(sinks);
  return {
    sinks: lowerJob(bound, session),
    fingerprint: fingerprintJob(bound, session.settings, () => true),
    settings: Object.fromEntries(session.settings),
  };
}
