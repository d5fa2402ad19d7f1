// The filesystem connector: files as tables, as Flink's, with ours: source.split-order.

import { MillraceError } from "../../common/errors.ts";
import type { CheckedConnector } from "../check-options.ts";
import type { ConnectorContext, OptionSpec, Sink, SinkContext, Source, TableSpec } from "../connector.ts";
import type { Format } from "../formats/format.ts";
import { FORMATS, findFormat } from "../formats/index.ts";
import { bytesOf, durationOf } from "../option-values.ts";
import { FILE_METADATA } from "./constant-column.ts";
import { FileSink } from "./file-sink.ts";
import { FileSource } from "./file-source.ts";
import { SplitList, type SplitOrder } from "./split-list.ts";

const OPTIONS: readonly OptionSpec[] = [
  {
    key: "path",
    type: "string",
    isRequired: true,
    summary: "A file, a folder with all files below it, or a pattern such as logs/**/*.csv",
  },
  {
    key: "source.monitor-interval",
    type: "duration",
    summary: "Look for new files that often, without end; without it the files there are read once",
  },
  {
    key: "source.split-order",
    type: { oneOf: ["path", "mtime", "interleaved"] },
    defaultText: "path",
    summary:
      "path, mtime: the files are one sequence; interleaved: they are read side by side, each with its own watermark",
  },
  {
    key: "sink.rolling-policy.file-size",
    type: "bytes",
    defaultText: "128 mb",
    summary: "A part file that long is closed",
  },
  {
    key: "sink.rolling-policy.rollover-interval",
    type: "duration",
    defaultText: "60 s",
    summary: "A part file that old is closed",
  },
];

const INTERVAL = "source.monitor-interval";

export const filesystemConnector: CheckedConnector = {
  name: "filesystem",
  summary: "Files of lines: csv, json, raw, and change events",
  options: OPTIONS,
  formats: FORMATS.filter((format) => format.isOfRecords !== true).map((format) => format.name),
  metadata: FILE_METADATA,
  source: {
    isBounded: (table) => table.options[INTERVAL] === undefined,
    changelogMode: modeOf,
    create: createSource,
  },
  sink: { changelogMode: modeOf, create: createSink },
};

const ROLL_BYTES = 128 * 1024 * 1024;
const ROLL_MS = 60_000;

function createSink(table: TableSpec, context: SinkContext): Sink {
  const { options } = table;
  const metadata = table.columns.find((column) => column.metadataKey !== undefined);
  if (metadata !== undefined) {
    throw new MillraceError(
      "SINK_METADATA",
      `column ${metadata.name} of ${table.name} is metadata, which files do not take`,
      {
        hint: `Declare it VIRTUAL, then it is left out when the table is written.`,
      },
    );
  }
  return new FileSink({
    table,
    context,
    format: formatOf(options),
    rollBytes: bytesOf(options, "sink.rolling-policy.file-size", ROLL_BYTES),
    rollMs: durationOf(options, "sink.rolling-policy.rollover-interval", ROLL_MS),
  });
}

function modeOf({ options }: TableSpec): "append" | "retract" {
  return findFormat(options["format"] ?? "")?.changelogMode ?? "append";
}

function formatOf(options: Readonly<Record<string, string>>): Format {
  const format = findFormat(options["format"]);
  if (format !== null) return format;
  throw new MillraceError("CONNECTOR_UNKNOWN_FORMAT", `there is no format '${options["format"]}'`);
}

function createSource(table: TableSpec, readColumns: readonly number[], context: ConnectorContext): Source {
  const { options } = table;
  const format = formatOf(options);
  const order = (options["source.split-order"] ?? "path").toLowerCase() as SplitOrder;
  const intervalMs = options[INTERVAL] === undefined ? null : durationOf(options, INTERVAL, 0);
  const list = new SplitList(options["path"], context.workingDirectory, order, intervalMs);
  return new FileSource({ table, readColumns, context, format, list, order, isBounded: intervalMs === null });
}
