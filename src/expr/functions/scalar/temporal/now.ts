// The time of the batch: CURRENT_TIMESTAMP and friends. It is logged with the batch, so a replay answers the same.
import { MS_PER_DAY } from "../../../../common/civil.ts";
import { DATE, notNull, type SqlType, TIME, timestamp, timestampLtz } from "../../../../common/types.ts";
import type { Scalar } from "../../../../columnar/scalar.ts";
import type { EvalContext, FunctionExample, ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";

function now(
  name: string,
  aliases: readonly string[],
  type: SqlType,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (context: EvalContext) => Scalar,
): ScalarFunction {
  return scalar({
    name,
    aliases,
    category: "temporal",
    syntax: [name],
    signatures: [["->", notNull(type)]],
    summary,
    examples,
    volatility: "stable",
    evaluateCall: (_args, _call, context) => evaluate(context),
  });
}

function localMs(context: EvalContext): number {
  return context.batchTimeMs + context.timeZone.offsetMsAt(context.batchTimeMs);
}

function msOfDay(ms: number): number {
  return ms - Math.floor(ms / MS_PER_DAY) * MS_PER_DAY;
}

export const nowFunctions: readonly ScalarFunction[] = [
  now(
    "CURRENT_TIMESTAMP",
    ["NOW", "CURRENT_ROW_TIMESTAMP", "PROCTIME"],
    timestampLtz(3),
    "The time of the batch, an instant",
    [["CURRENT_TIMESTAMP = NOW()", "TRUE"]],
    (context) => context.batchTimeMs,
  ),
  now(
    "LOCALTIMESTAMP",
    [],
    timestamp(3),
    "The time of the batch on the session zone's clock",
    [["LOCALTIMESTAMP = LOCALTIMESTAMP", "TRUE"]],
    localMs,
  ),
  now(
    "CURRENT_DATE",
    [],
    DATE,
    "The date of the batch in the session zone",
    [["CURRENT_DATE = CURRENT_DATE", "TRUE"]],
    (context) => Math.floor(localMs(context) / MS_PER_DAY),
  ),
  now(
    "LOCALTIME",
    ["CURRENT_TIME"],
    TIME,
    "The time of day of the batch in the session zone, in whole seconds",
    [["LOCALTIME = CURRENT_TIME", "TRUE"]],
    (context) => Math.floor(msOfDay(localMs(context)) / 1000) * 1000,
  ),
];
