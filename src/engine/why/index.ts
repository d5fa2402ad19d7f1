// WHY a bounded run gave no rows: the operators at which rows vanished, each with its cause. Figures of the run alone are
// asked, so nothing is guessed: where no cause explains a place, nothing is said of it.
import type { JobSummary } from "../../exec/driver/run-options.ts";
import type { PhysicalPlan } from "../../planner/physical.ts";
import { allBad } from "./causes/all-bad.ts";
import { allLate } from "./causes/all-late.ts";
import { antiJoinRemovesAll } from "./causes/anti-join-removes-all.ts";
import { filterPassesNothing } from "./causes/filter-passes-nothing.ts";
import { joinNeverMatches } from "./causes/join-never-matches.ts";
import { noRows } from "./causes/no-rows.ts";
import { placesOf } from "./facts.ts";
import type { Cause, Finding } from "./finding.ts";

/** The first that explains a place is its cause. */
const CAUSES: readonly Cause[] = [allBad, noRows, allLate, filterPassesNothing, antiJoinRemovesAll, joinNeverMatches];

export interface Silence extends Finding {
  readonly sinkName: string;
}

/** Of every sink that nothing was ever written to, once the input has ended. */
export function silencesOf(plan: PhysicalPlan, summary: JobSummary): readonly Silence[] {
  if (summary.endedBy !== "end of input" || summary.isNothingNew) return [];
  return plan.sinks.flatMap((sink, i) => {
    if (summary.written[i].rows > 0) return [];
    return placesOf(sink, summary).flatMap((place) => {
      for (const cause of CAUSES) {
        const finding = cause(place);
        if (finding !== null) return [{ sinkName: sink.name, ...finding }];
      }
      return [];
    });
  });
}
