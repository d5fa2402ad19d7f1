// Windows the slow way: from the window that begins last before a time, step back while windows still hold it.
// Lengths in months count calendar months from January 1970; both kinds are moved by the offset.
// TIMESTAMP_LTZ: windows lie on the wall clock of the session zone and close with the last instant that shows a time
// before their end.
import { civilFromDays, daysFromCivil, MS_PER_DAY } from "../../src/common/civil.ts";
import type { Zone } from "../../src/common/zone.ts";
import type { WindowLength, WindowSpec } from "../../src/planner/logical.ts";

export interface Window {
  /** Wall clock, ms. */
  readonly startMs: number;
  readonly endMs: number;
}

/** All windows that hold a wall-clock time, by start, then end. */
export function windowsOf(spec: WindowSpec, localMs: number): readonly Window[] {
  switch (spec.kind) {
    case "tumble":
      return hopping(spec.size, spec.size, spec.offsetMs, localMs);
    case "hop":
      return hopping(spec.slide, spec.size, spec.offsetMs, localMs);
    case "cumulate":
      return cumulating(spec.step, spec.size, spec.offsetMs, localMs);
    case "session":
      throw new Error("the reference has no SESSION windows");
  }
}

function hopping(slide: WindowLength, size: WindowLength, offsetMs: number, localMs: number): readonly Window[] {
  const windows: Window[] = [];
  let number = numberAt(slide, localMs - offsetMs);
  for (;;) {
    const start = startOf(slide, number);
    const end = plus(start, size);
    if (end <= localMs - offsetMs) break;
    windows.unshift({ startMs: start + offsetMs, endMs: end + offsetMs });
    number--;
  }
  return windows;
}

function cumulating(step: WindowLength, size: WindowLength, offsetMs: number, localMs: number): readonly Window[] {
  const start = startOf(size, numberAt(size, localMs - offsetMs));
  const windows: Window[] = [];
  for (let end = plus(start, step); end <= plus(start, size); end = plus(end, step)) {
    if (end > localMs - offsetMs) windows.push({ startMs: start + offsetMs, endMs: end + offsetMs });
  }
  return windows;
}

/** The how-manieth stretch of that length since 1970 a time lies in. */
function numberAt(length: WindowLength, ms: number): number {
  if (length.unit === "ms") return Math.floor(ms / length.ms);
  return Math.floor(monthAt(ms) / length.months);
}

function startOf(length: WindowLength, number: number): number {
  return length.unit === "ms" ? number * length.ms : monthStart(number * length.months);
}

/** Lengths in months are added to the beginning of a month. */
function plus(ms: number, length: WindowLength): number {
  return length.unit === "ms" ? ms + length.ms : monthStart(monthAt(ms) + length.months);
}

function monthAt(ms: number): number {
  const { year, month } = civilFromDays(Math.floor(ms / MS_PER_DAY));
  return (year - 1970) * 12 + month - 1;
}

function monthStart(month: number): number {
  const year = 1970 + Math.floor(month / 12);
  return daysFromCivil(year, month - (year - 1970) * 12 + 1, 1) * MS_PER_DAY;
}

/** The last instant that lies before the window's end; null zone: the wall clock is the time line. */
export function closingMs(window: Window, zone: Zone | null): number {
  if (zone === null) return window.endMs - 1;
  // No offset is greater than a day, and clocks are put back by at most a day: search that stretch from its end.
  let low = window.endMs - 2 * MS_PER_DAY;
  let high = window.endMs + 2 * MS_PER_DAY;
  for (let ms = high; ms > low; ms -= 60_000) {
    if (localMs(ms, zone) < window.endMs) {
      low = ms;
      high = ms + 60_000;
      break;
    }
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (localMs(middle, zone) < window.endMs) low = middle;
    else high = middle;
  }
  return low;
}

export function localMs(instantMs: number, zone: Zone): number {
  return instantMs + zone.offsetMsAt(instantMs);
}
