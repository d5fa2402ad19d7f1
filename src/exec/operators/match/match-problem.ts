// An expression of MATCH_RECOGNIZE that cannot be computed. Under 'execution.on-error' = 'skip' the row that a condition could not judge
// is no row of the pattern, and a row that measures cannot make does not come out; else it ends the job.
import { MillraceError } from "../../../common/errors.ts";
import type { DataProblem } from "../../../expr/function.ts";

export class MatchProblem extends MillraceError {}

export function throwProblem(place: string, problem: Pick<DataProblem, "code" | "message">): never {
  throw new MatchProblem(problem.code, problem.message, {
    location: `MATCH_RECOGNIZE, ${place}`,
    hint: "TRY_CAST, NULLIF or CASE keep such values out of the expression, or count and skip such rows: SET 'execution.on-error' = 'skip'.",
  });
}
