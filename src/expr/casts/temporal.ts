// Casts among DATE, TIME, TIMESTAMP(p) and TIMESTAMP_LTZ(p). A finer fraction is cut towards minus infinity, so that times
// before 1970 keep their fields. TIMESTAMP_LTZ is an instant: its fields are read in the session zone.
import { exact, type Scalar } from "../../columnar/scalar.ts";
import { MS_PER_DAY } from "../../common/civil.ts";
import { isTimestamp, type SqlType } from "../../common/types.ts";
import { pow10 } from "../decimal.ts";
import { DataProblem, type EvalContext } from "../function.ts";
import type { Cast, CastFamily } from "./cast-family.ts";

type Stamp = Extract<SqlType, { readonly precision: number }>;

const MS_DIGITS = 3;
const FACTOR_DIGITS_MAX = 6;

export const castTemporal: CastFamily = (from, to) => {
  if (from.kind === "DATE") return isTimestamp(to) ? dateToTimestamp(to as Stamp) : null;
  if (from.kind === "TIME") {
    if (to.kind === "TIME") return timeToTime(from, to);
    return isTimestamp(to) ? timeToTimestamp(to as Stamp) : null;
  }
  if (!isTimestamp(from)) return null;
  const source = from as Stamp;
  if (to.kind === "DATE") return timestampToDate(source);
  if (to.kind === "TIME") return timestampToTime(source, to);
  if (!isTimestamp(to)) return null;
  return from.kind === to.kind ? sameClock(source, to as Stamp) : otherClock(source, to as Stamp);
};

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

/** Counts of 10^-from seconds as counts of 10^-to seconds. */
export function rescaleTime(value: bigint, from: number, to: number): bigint {
  return to >= from ? value * pow10(to - from) : floorDivide(value, pow10(from - to));
}

/** A wall clock as an instant, both in counts of 10^-precision seconds. */
export function localToInstant(value: bigint, precision: number, context: EvalContext): bigint {
  const ms = rescaleTime(value, precision, MS_DIGITS);
  const shiftMs = BigInt(context.timeZone.localToUtcMs(Number(ms))) - ms;
  return value + rescaleTime(shiftMs, MS_DIGITS, precision);
}

export function instantToLocal(value: bigint, precision: number, context: EvalContext): bigint {
  const ms = rescaleTime(value, precision, MS_DIGITS);
  return value + rescaleTime(BigInt(context.timeZone.offsetMsAt(Number(ms))), MS_DIGITS, precision);
}

function big(value: Scalar): bigint {
  return BigInt(value as number | bigint);
}

function dateToTimestamp(to: Stamp): Cast {
  const perDay = 86400n * pow10(to.precision);
  if (to.kind === "TIMESTAMP") {
    return {
      evaluate: (value) => exact(big(value) * perDay),
      emit: (code, isBig) =>
        isBig
          ? `BigInt(${code}) * ${perDay}n`
          : to.precision > FACTOR_DIGITS_MAX
            ? null
            : `mulSafe(${code}, ${perDay})`,
    };
  }
  return {
    isZoned: true,
    evaluate: (value, context) => exact(localToInstant(big(value) * perDay, to.precision, context)),
  };
}

function timeToTime(from: Stamp, to: Stamp): Cast {
  const step = 10 ** (MS_DIGITS - Math.min(MS_DIGITS, to.precision));
  return {
    isNoOp: to.precision >= from.precision,
    evaluate: (value) => (value as number) - ((value as number) % step),
  };
}

function timeToTimestamp(to: Stamp): Cast {
  const convert = (value: Scalar): bigint => rescaleTime(big(value), MS_DIGITS, to.precision);
  if (to.kind === "TIMESTAMP") return { evaluate: (value) => exact(convert(value)) };
  return {
    isZoned: true,
    evaluate: (value, context) => exact(localToInstant(convert(value), to.precision, context)),
  };
}

/** The wall clock of a timestamp. */
function local(value: Scalar, from: Stamp, context: EvalContext): bigint {
  return from.kind === "TIMESTAMP" ? big(value) : instantToLocal(big(value), from.precision, context);
}

function timestampToDate(from: Stamp): Cast {
  const perDay = 86400n * pow10(from.precision);
  return {
    isZoned: from.kind === "TIMESTAMP_LTZ",
    canFail: true,
    evaluate: (value, context) => {
      const days = floorDivide(local(value, from, context), perDay);
      if (BigInt.asIntN(32, days) === days) return Number(days);
      throw new DataProblem("DATA_OVERFLOW", `day ${days} since 1970 does not fit DATE`);
    },
    emit: (code, isBig) => {
      if (from.kind !== "TIMESTAMP") return null;
      const days = isBig ? `Number(floorDivLong(${code}, ${perDay}n))` : `floorDivSafe(${code}, ${perDay})`;
      return `narrow(${days}, 2147483648, "DATE")`;
    },
  };
}

function timestampToTime(from: Stamp, to: Stamp): Cast {
  const step = 10 ** (MS_DIGITS - Math.min(MS_DIGITS, to.precision));
  return {
    isZoned: from.kind === "TIMESTAMP_LTZ",
    evaluate: (value, context) => {
      const ms = Number(rescaleTime(local(value, from, context), from.precision, MS_DIGITS));
      const ofDay = ((ms % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
      return ofDay - (ofDay % step);
    },
  };
}

function sameClock(from: Stamp, to: Stamp): Cast {
  const digits = to.precision - from.precision;
  return {
    evaluate: (value) => exact(rescaleTime(big(value), from.precision, to.precision)),
    emit: (code, isBig) => {
      const factor = 10 ** Math.abs(digits);
      if (digits >= 0) return isBig ? `${code} * ${factor}n` : `mulSafe(${code}, ${factor})`;
      return isBig ? `floorDivLong(${code}, ${factor}n)` : `floorDivSafe(${code}, ${factor})`;
    },
  };
}

function otherClock(from: Stamp, to: Stamp): Cast {
  const convert = from.kind === "TIMESTAMP" ? localToInstant : instantToLocal;
  return {
    isZoned: true,
    evaluate: (value, context) =>
      exact(rescaleTime(convert(big(value), from.precision, context), from.precision, to.precision)),
  };
}
