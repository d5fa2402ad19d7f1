// Which windows there are, on the local time line: numbered slices that do not overlap, and numbered windows made of
// whole slices.
//
// A slice is as long as the greatest common divisor of slide and size, so each row is in exactly one slice and each window
// is a stretch of slices. Windows are numbered in the order of their ends; those that contain a slice are a stretch of
// numbers. Fixed lengths count from the epoch, calendar lengths from January 1970, both moved by the offset; all numbers
// may be negative.
//   HOP       window k = slices [k * perSlide, k * perSlide + perSize)    (TUMBLE: one slice)
//   CUMULATE  window k = slices [k - k mod perSize, k + 1)
import { civilFromDays, daysFromCivil, MS_PER_DAY } from "../../../common/civil.ts";
import { MillraceError } from "../../../common/errors.ts";
import { assertNever } from "../../../common/invariant.ts";
import type { WindowLength, WindowSpec } from "../../../planner/logical.ts";

export interface WindowScheme {
  sliceOf(localMs: number): number;
  /** Local time at which a slice begins. */
  sliceStartMs(slice: number): number;
  /** Windows that contain a slice: first .. last; none when last < first (a gap between windows). */
  firstWindow(slice: number): number;
  lastWindow(slice: number): number;
  /** A window's slices: startSlice <= slice < endSlice. */
  startSlice(window: number): number;
  endSlice(window: number): number;
  /** The last window that ends at or before the beginning of a slice. */
  lastEndingBy(slice: number): number;
  /** True when every window is one slice and every slice in at most one window. */
  readonly isTumbling: boolean;
}

interface SliceLine {
  sliceOf(localMs: number): number;
  sliceStartMs(slice: number): number;
}

interface WindowLine {
  firstWindow(slice: number): number;
  lastWindow(slice: number): number;
  startSlice(window: number): number;
  endSlice(window: number): number;
  lastEndingBy(slice: number): number;
  readonly isTumbling: boolean;
}

/** @throws PLAN_WINDOW_NOT_SUPPORTED for sessions and for lengths of different units. */
export function windowScheme(spec: WindowSpec): WindowScheme {
  switch (spec.kind) {
    case "tumble":
      return scheme(spec.size, spec.size, spec.offsetMs, hopWindows);
    case "hop":
      return scheme(spec.slide, spec.size, spec.offsetMs, hopWindows);
    case "cumulate":
      return scheme(spec.step, spec.size, spec.offsetMs, cumulateWindows);
    case "session":
      throw new MillraceError("PLAN_WINDOW_NOT_SUPPORTED", "SESSION windows cannot be run yet", {
        hint: "Use TUMBLE, HOP or CUMULATE.",
      });
    default:
      return assertNever(spec, "window");
  }
}

function scheme(
  step: WindowLength,
  size: WindowLength,
  offsetMs: number,
  windows: (perStep: number, perSize: number) => WindowLine,
): WindowScheme {
  const stepLength = lengthOf(step);
  const sizeLength = lengthOf(size);
  if (step.unit !== size.unit) {
    throw new MillraceError(
      "PLAN_WINDOW_NOT_SUPPORTED",
      "a window's step and its size are one in months, the other in days or less",
      {
        hint: "Give both in months (or years), or both in days or smaller units.",
      },
    );
  }
  const slice = greatestCommonDivisor(stepLength, sizeLength);
  const line = step.unit === "ms" ? fixedSlices(slice, offsetMs) : monthSlices(slice, offsetMs);
  return { ...line, ...windows(stepLength / slice, sizeLength / slice) };
}

function lengthOf(length: WindowLength): number {
  return length.unit === "ms" ? length.ms : length.months;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function fixedSlices(sliceMs: number, offsetMs: number): SliceLine {
  return {
    sliceOf: (localMs) => Math.floor((localMs - offsetMs) / sliceMs),
    sliceStartMs: (slice) => slice * sliceMs + offsetMs,
  };
}

function monthSlices(months: number, offsetMs: number): SliceLine {
  return {
    sliceOf: (localMs) => {
      const { year, month } = civilFromDays(Math.floor((localMs - offsetMs) / MS_PER_DAY));
      return Math.floor(((year - 1970) * 12 + month - 1) / months);
    },
    sliceStartMs: (slice) => {
      const month = slice * months;
      const year = Math.floor(month / 12);
      return daysFromCivil(1970 + year, month - year * 12 + 1, 1) * MS_PER_DAY + offsetMs;
    },
  };
}

function hopWindows(perSlide: number, perSize: number): WindowLine {
  return {
    firstWindow: (slice) => Math.ceil((slice - perSize + 1) / perSlide),
    lastWindow: (slice) => Math.floor(slice / perSlide),
    startSlice: (window) => window * perSlide,
    endSlice: (window) => window * perSlide + perSize,
    lastEndingBy: (slice) => Math.floor((slice - perSize) / perSlide),
    isTumbling: perSize === 1,
  };
}

function cumulateWindows(perStep: number, perSize: number): WindowLine {
  if (perStep !== 1) {
    throw new MillraceError("PLAN_WINDOW_NOT_SUPPORTED", "the size of a CUMULATE window is no multiple of its step", {
      hint: "Take a step by which the size can be divided.",
    });
  }
  const steps = perSize;
  const cycleOf = (window: number) => Math.floor(window / steps);
  return {
    firstWindow: (slice) => slice,
    lastWindow: (slice) => (cycleOf(slice) + 1) * steps - 1,
    startSlice: (window) => cycleOf(window) * steps,
    endSlice: (window) => window + 1,
    lastEndingBy: (slice) => slice - 1,
    isTumbling: steps === 1,
  };
}
