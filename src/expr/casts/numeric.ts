// Casts among BOOLEAN and the numbers. Fractions are cut towards zero on the way to an integer and rounded half up on the
// way to a DECIMAL; a DOUBLE becomes the DECIMAL of its shortest text (1.005e0 to two places is 1.01). What does not fit
// is DATA_OVERFLOW.
import { exact, type Scalar } from "../../columnar/scalar.ts";
import { isApproximate, isInteger, isNumeric, type SqlType, typeText, withNullable } from "../../common/types.ts";
import { exactDigits, MAX_PRECISION } from "../coerce.ts";
import { decimalToDouble, fitDecimal, parseDecimal, pow10, rescale } from "../decimal.ts";
import { DataProblem } from "../function.ts";
import type { Cast, CastFamily } from "./cast-family.ts";

type Decimal = Extract<SqlType, { kind: "DECIMAL" }>;

const BITS: Readonly<Record<string, number>> = { TINYINT: 7, SMALLINT: 15, INT: 31, BIGINT: 63 };
/** Powers of ten that are exact doubles and leave room for a product. */
const FACTOR_DIGITS_MAX = 15;
const DIVISOR_DIGITS_MAX = 22;

export const castNumeric: CastFamily = (from, to) => {
  if (from.kind === "BOOLEAN" && isNumeric(to)) return fromBoolean(to);
  if (!isNumeric(from)) return null;
  if (to.kind === "BOOLEAN") {
    return {
      evaluate: (value) => value !== 0,
      emit: (code, isBig) => `${code} !== ${isBig && isWide(from) ? "0n" : "0"}`,
    };
  }
  if (isInteger(to)) {
    if (isInteger(from)) return integerToInteger(from, to);
    return isApproximate(from) ? doubleToInteger(to) : decimalToInteger(from as Decimal, to);
  }
  if (to.kind === "DECIMAL") {
    if (isApproximate(from)) return doubleToDecimal(to);
    return from.kind === "DECIMAL" ? decimalToDecimal(from, to) : integerToDecimal(from, to);
  }
  return isApproximate(to) ? toDouble(from, to) : null;
};

function isWide(type: SqlType): boolean {
  return type.kind === "BIGINT" || type.kind === "DECIMAL";
}

export function overflow(text: string, to: SqlType): never {
  throw new DataProblem("DATA_OVERFLOW", `${text} does not fit ${typeText(withNullable(to, true))}`);
}

/** An integer in the range of its type. @throws DataProblem DATA_OVERFLOW */
export function fitInteger(value: bigint, to: SqlType): Scalar {
  return BigInt.asIntN(BITS[to.kind] + 1, value) === value ? exact(value) : overflow(String(value), to);
}

function fromBoolean(to: SqlType): Cast {
  const one = to.kind === "DECIMAL" ? exact(pow10(to.scale)) : 1;
  return {
    canFail: to.kind === "DECIMAL" && to.scale === to.precision,
    evaluate: (value) => {
      if (value !== true) return 0;
      return to.kind === "DECIMAL" ? exact(fitDecimal(BigInt(one), to.precision, to.scale)) : one;
    },
    emit: (code, isBig) => (to.kind === "DECIMAL" || (isBig && isWide(to)) ? null : `${code} ? 1 : 0`),
  };
}

function integerToInteger(from: SqlType, to: SqlType): Cast {
  if (BITS[to.kind] >= BITS[from.kind]) {
    return {
      isNoOp: to.kind !== "BIGINT",
      evaluate: (value) => value,
      emit: (code, isBig) => (isBig && to.kind === "BIGINT" ? `BigInt(${code})` : code),
    };
  }
  const limit = 2 ** BITS[to.kind];
  return {
    canFail: true,
    evaluate: (value) => fitInteger(BigInt(value as number), to),
    emit: (code, isBig) => (isBig && from.kind === "BIGINT" ? null : `narrow(${code}, ${limit}, "${to.kind}")`),
  };
}

function doubleToInteger(to: SqlType): Cast {
  const limit = 2 ** BITS[to.kind];
  return {
    canFail: true,
    evaluate: (value) => {
      const cut = Math.trunc(value as number);
      // A NaN is in no range.
      if (!(cut >= -limit && cut < limit)) overflow(String(value), to);
      return to.kind === "BIGINT" ? exact(BigInt(cut)) : cut + 0;
    },
    emit: (code, isBig) => {
      if (to.kind !== "BIGINT") return `narrow(Math.trunc(${code}) + 0, ${limit}, "${to.kind}")`;
      return isBig ? null : `safe(narrow(Math.trunc(${code}), ${limit}, "BIGINT"))`;
    },
  };
}

function decimalToInteger(from: Decimal, to: SqlType): Cast {
  const divisor = pow10(from.scale);
  return {
    canFail: from.precision - from.scale > exactDigits(to).precision - 1,
    evaluate: (value) => fitInteger(BigInt(value as number) / divisor, to),
    emit: (code, isBig) => {
      if (isBig || from.scale > FACTOR_DIGITS_MAX) return null;
      const cut = from.scale === 0 ? code : `divSafe(${code}, ${10 ** from.scale})`;
      return to.kind === "BIGINT" ? cut : `narrow(${cut}, ${2 ** BITS[to.kind]}, "${to.kind}")`;
    },
  };
}

function doubleToDecimal(to: Decimal): Cast {
  return {
    canFail: true,
    evaluate: (value) => {
      const unscaled = parseDecimal(String(value), to.scale);
      if (unscaled === null || Math.abs(value as number) >= 10 ** MAX_PRECISION) return overflow(String(value), to);
      return exact(fitDecimal(unscaled, to.precision, to.scale));
    },
  };
}

function integerToDecimal(from: SqlType, to: Decimal): Cast {
  const factor = pow10(to.scale);
  const canFail = exactDigits(from).precision > to.precision - to.scale;
  return {
    canFail,
    evaluate: (value) => exact(fitDecimal(BigInt(value as number) * factor, to.precision, to.scale)),
    emit: (code, isBig) => {
      if (canFail || to.scale > FACTOR_DIGITS_MAX) return null;
      if (!isBig) return to.scale === 0 ? code : `mulSafe(${code}, ${10 ** to.scale})`;
      return `BigInt(${code}) * ${factor}n`;
    },
  };
}

function decimalToDecimal(from: Decimal, to: Decimal): Cast {
  const wholeFits = from.precision - from.scale <= to.precision - to.scale;
  const canFail = !wholeFits || (to.scale < from.scale && from.precision - from.scale === to.precision - to.scale);
  return {
    isNoOp: !canFail && from.scale === to.scale,
    canFail,
    evaluate: (value) =>
      exact(fitDecimal(rescale(BigInt(value as number), from.scale, to.scale), to.precision, to.scale)),
    emit: (code, isBig) => {
      const digits = to.scale - from.scale;
      if (canFail || Math.abs(digits) > FACTOR_DIGITS_MAX) return null;
      if (digits === 0) return code;
      if (digits < 0) return isBig ? null : `roundSafe(${code}, ${10 ** -digits})`;
      return isBig ? `${code} * ${pow10(digits)}n` : `mulSafe(${code}, ${10 ** digits})`;
    },
  };
}

function toDouble(from: SqlType, to: SqlType): Cast {
  const isFloat = to.kind === "FLOAT";
  const rounded = (code: string): string => (isFloat ? `Math.fround(${code})` : code);
  if (from.kind === "DECIMAL") {
    return {
      evaluate: (value) => {
        const double = decimalToDouble(value as number, from.scale);
        return isFloat ? Math.fround(double) : double;
      },
      emit: (code, isBig) =>
        isBig || from.scale > DIVISOR_DIGITS_MAX
          ? null
          : rounded(from.scale === 0 ? code : `${code} / 1e${from.scale}`),
    };
  }
  return {
    isNoOp: from.kind === "FLOAT",
    evaluate: (value) => (isFloat ? Math.fround(Number(value)) : Number(value)),
    emit: (code, isBig) => rounded(isBig && from.kind === "BIGINT" ? `Number(${code})` : code),
  };
}
