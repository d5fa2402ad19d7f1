// Options that every source understands; the driver and the scan operator act on them.
import type { OptionSpec } from "./connector.ts";

export const SOURCE_OPTIONS: readonly OptionSpec[] = [
  {
    key: "on-error",
    type: { oneOf: ["fail", "skip", "dead-letter"] },
    defaultText: "fail",
    summary: "What a record that cannot be decoded does: end the job, be counted, or be kept in the table bad_rows",
  },
  {
    key: "scan.watermark.idle-timeout",
    type: "duration",
    summary: "A split without data for that long does not hold the watermark back; off by default",
  },
  { key: "scan.rate-limit", type: "number", isPositive: true, summary: "Records per second that are read at most" },
  {
    key: "changelog.verify",
    type: "boolean",
    defaultText: "false",
    summary:
      "Whether changes are checked against the last row of each PRIMARY KEY: taking back a row that is not there is an error, or counted as bad",
  },
  {
    key: "rowtime.null",
    type: { oneOf: ["fail", "drop", "late"] },
    defaultText: "fail",
    summary: "What a row whose event time is NULL does",
  },
];
