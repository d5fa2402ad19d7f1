// How a job is doing, in one line.
import type { Progress } from "../../index.ts";
import { instantText } from "../summary.ts";
import { countText, durationText } from "../terminal.ts";

/** Rows a second, watermark, late, bad, lag. */
export function statusText(p: Progress): string {
  const behind = p.splitLags.reduce((sum, { records }) => sum + records, 0);
  const parts = [
    `${countText(p.rowsPerSecond)} rows/s`,
    p.watermarkMs === null ? null : `watermark ${instantText(p.watermarkMs)}`,
    `late ${countText(p.late)}`,
    `bad ${countText(p.bad)}`,
    p.lagMs === null ? null : `lag ${durationText(Math.max(0, p.lagMs))}`,
    p.splitLags.length === 0 ? null : `${countText(behind)} behind`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
