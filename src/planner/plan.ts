// From bound sinks to a physical plan: identity, rules, lowering, fingerprint.
import { assignWindows } from "./assign-windows.ts";
import { recognizeTopN } from "./recognize-top-n.ts";
import { fingerprintJob } from "./fingerprint.ts";
import { identify } from "./identify.ts";
import type { LogicalSink } from "./logical.ts";
import { optimize } from "./optimize.ts";
import { lowerJob } from "./physical/lower.ts";
import type { PhysicalPlan } from "./physical.ts";
import type { PlannerSession } from "./session.ts";
import { changesResults } from "./settings.ts";

export interface PlanOptions {
  /** False: no rule runs. Default true. */
  readonly optimize?: boolean;
}

/** What planning makes of the bound plan before it is lowered. */
export interface LogicalStages {
  /** With ids, equal subtrees as one object, windows assigned by the aggregates over them. */
  readonly bound: readonly LogicalSink[];
  /** After the rules; the same when they are switched off. */
  readonly optimised: readonly LogicalSink[];
}

export function logicalStages(sinks: readonly LogicalSink[], options: PlanOptions = {}): LogicalStages {
  const bound = identify(assignWindows(recognizeTopN(sinks)));
  return { bound, optimised: options.optimize === false ? bound : optimize(bound) };
}

/** The plan of one job. @throws MillraceError PLAN_... for what cannot run, with the ways out. */
export function planJob(
  sinks: readonly LogicalSink[],
  session: PlannerSession,
  options: PlanOptions = {},
): PhysicalPlan {
  const { bound, optimised } = logicalStages(sinks, options);
  const physical = lowerJob(optimised, session);
  return {
    sinks: physical,
    fingerprint: fingerprintJob(bound, physical, session.settings, changesResults),
    settings: Object.fromEntries(session.settings),
  };
}
