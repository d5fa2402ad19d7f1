// Windows as SQL writes them, with short durations: TUMBLE(at, 10 s), HOP(at, 1 d, 7 d).
import type { SessionEmit, WindowAssignment, WindowLength, WindowSpec } from "../logical.ts";
import { durationText, monthsText } from "../physical/durations.ts";
import { nameText } from "./expr-text.ts";

type Columns = readonly { readonly name: string }[];

export function windowText(spec: WindowSpec, timeColumn: number, columns: Columns): string {
  return shapeText(spec, timeColumn, columns) + (spec.isProcessing === true ? " of processing time" : "");
}

/** What a SESSION below an aggregate is asked for. */
export function sessionEmitText(emit: SessionEmit | null | undefined): string {
  if (emit === null || emit === undefined) return "";
  const delay = emit.delayMs === 0 ? "" : `, delay ${durationText(emit.delayMs)}`;
  const lateness = emit.latenessMs === 0 ? "" : `, kept ${durationText(emit.latenessMs)} longer`;
  return (emit.showsOpen ? ", open ones too" : "") + delay + lateness;
}

function shapeText(spec: WindowSpec, timeColumn: number, columns: Columns): string {
  const time = nameText(columns[timeColumn].name);
  const offset = "offsetMs" in spec && spec.offsetMs !== 0 ? `, offset ${durationText(spec.offsetMs)}` : "";
  switch (spec.kind) {
    case "tumble":
      return `TUMBLE(${time}, ${lengthText(spec.size)}${offset})`;
    case "hop":
      return `HOP(${time}, ${lengthText(spec.slide)}, ${lengthText(spec.size)}${offset})`;
    case "cumulate":
      return `CUMULATE(${time}, ${lengthText(spec.step)}, ${lengthText(spec.size)}${offset})`;
    case "session": {
      const keys = spec.partitionKeys.map((key) => nameText(columns[key].name));
      return `SESSION(${time}${keys.length === 0 ? "" : ` PARTITION BY ${keys.join(", ")}`}, ${durationText(spec.gapMs)})`;
    }
  }
}

/** The window of an aggregate: assigned here, or carried by columns of the input. */
export function assignmentText(window: WindowAssignment, columns: Columns): string {
  return windowsText(window, columns) + emitText(window);
}

function emitText({ emit }: WindowAssignment): string {
  if (emit === undefined) return "";
  return emit.kind === "changes" ? " emit changes" : ` emit after watermark, delay ${durationText(emit.delayMs)}`;
}

function windowsText(window: WindowAssignment, columns: Columns): string {
  if (window.attached === null) return windowText(window.spec, window.timeColumn, columns);
  const { startColumn, endColumn } = window.attached;
  return `windows of (${nameText(columns[startColumn].name)}, ${nameText(columns[endColumn].name)})`;
}

function lengthText(length: WindowLength): string {
  return length.unit === "ms" ? durationText(length.ms) : monthsText(length.months);
}
