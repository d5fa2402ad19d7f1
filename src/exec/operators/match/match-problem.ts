// An expression of MATCH_RECOGNIZE that cannot be computed ends the job whatever 'execution.on-error' says: it belongs to a
// match, and there is no row to drop.
import { MillraceError } from "../../../common/errors.ts";
import type { DataProblem } from "../../../expr/function.ts";

export function throwProblem(place: string, problem: DataProblem): never {
  throw new MillraceError(problem.code, problem.message, {
    location: `MATCH_RECOGNIZE, ${place}`,
    hint: "TRY_CAST, NULLIF or CASE keep such values out of the expression.",
  });
}
