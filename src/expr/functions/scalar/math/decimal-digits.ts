// DOUBLEs rounded as the decimal numbers they print as: ROUND(1.005, 2) is 1.01, as BigDecimal.valueOf makes it, although
// the DOUBLE nearest to 1.005 lies below it.
import { divideHalfUp, pow10 } from "../../../decimal.ts";

export type Rounding = "half-up" | "down";

/** Beyond this many digits on either side a DOUBLE has nothing to round. */
const DIGITS_MAX = 400;

/** `unscaled` is divided by 10^drop and rounded; drop > 0. */
export function dropDigits(unscaled: bigint, drop: number, rounding: Rounding): bigint {
  const unit = pow10(drop);
  return rounding === "down" ? unscaled / unit : divideHalfUp(unscaled, unit);
}

/** x rounded to `digits` decimal places (negative: tens, hundreds). */
export function roundDouble(x: number, digits: number, rounding: Rounding): number {
  if (!Number.isFinite(x) || digits > DIGITS_MAX) return x;
  if (digits < -DIGITS_MAX) return 0;
  const fast = rounding === "half-up" ? roundFast(x, digits) : null;
  if (fast !== null) return fast;
  const [mantissa, exponent = "0"] = String(x).split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  if (scale <= digits) return x;
  const kept = dropDigits(BigInt(whole + fraction), scale - digits, rounding);
  return Number(`${kept}e${-digits}`);
}

/** The same by arithmetic, or null where the digit to drop is too near to a tie for it. */
function roundFast(x: number, digits: number): number | null {
  if (digits < 0 || digits > 15) return null;
  const unit = 10 ** digits;
  const scaled = Math.abs(x) * unit;
  if (scaled > 1e12) return null;
  const fraction = scaled - Math.floor(scaled);
  if (Math.abs(fraction - 0.5) < 1e-3) return null;
  const rounded = Math.round(scaled) / unit;
  return x < 0 && rounded !== 0 ? -rounded : rounded;
}
