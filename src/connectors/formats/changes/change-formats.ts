// The formats of change events: debezium-json, canal-json, maxwell-json, ogg-json. Names and options as Flink's.
// Written, a row that comes is an insert event and a row that goes a delete event, as Flink writes them.
import { ByteWriter } from "../../../columnar/byte-writer.ts";
import { type ChangeBatch, DELETE, liveRowCount, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { encodeJsonLines } from "../../../columnar/json-encoder.ts";
import type { OptionSpec } from "../../connector.ts";
import type { Encoder, EncodeSpec, Format } from "../format.ts";
import { ChangeDecoder } from "./change-decoder.ts";
import { type EventReader, type EventTexts, readCanal, readDebezium, readMaxwell, readOgg } from "./change-events.ts";
import { CANAL_FIELDS, DEBEZIUM_FIELDS, type EventFields, MAXWELL_FIELDS, OGG_FIELDS } from "./event-metadata.ts";

const PARSE_OPTION: OptionSpec = {
  key: "ignore-parse-errors",
  type: "boolean",
  defaultText: "false",
  summary: "The same as 'on-error' = 'skip'",
};

const TIMESTAMP_OPTION: OptionSpec = {
  key: "timestamp-format.standard",
  type: { oneOf: ["SQL", "ISO-8601"] },
  defaultText: "SQL",
  summary: "Timestamps are written as '2020-10-10 10:00:00' or '2020-10-10T10:00:00'; both are read",
};

export const debeziumJsonFormat = changeFormat(
  "debezium-json",
  "Change events of Debezium: before, after and op",
  readDebezium,
  DEBEZIUM_FIELDS,
  { coming: ['{"before":null,"after":', ',"op":"c"}\n'], going: ['{"before":', ',"after":null,"op":"d"}\n'] },
  [
    {
      key: "schema-include",
      type: "boolean",
      defaultText: "false",
      summary: "Whether each event that is read is wrapped in schema and payload",
    },
  ],
);

export const canalJsonFormat = changeFormat(
  "canal-json",
  "Change events of Canal: lists of rows in data and, of updates, what was different in old",
  readCanal,
  CANAL_FIELDS,
  { coming: ['{"data":[', '],"type":"INSERT"}\n'], going: ['{"data":[', '],"type":"DELETE"}\n'] },
  [
    {
      key: "database.include",
      type: "string",
      summary: "A pattern: only events of databases whose whole name matches",
    },
    { key: "table.include", type: "string", summary: "A pattern: only events of tables whose whole name matches" },
  ],
);

export const maxwellJsonFormat = changeFormat(
  "maxwell-json",
  "Change events of Maxwell: a row in data and, of updates, what was different in old",
  readMaxwell,
  MAXWELL_FIELDS,
  { coming: ['{"data":', ',"type":"insert"}\n'], going: ['{"data":', ',"type":"delete"}\n'] },
  [],
);

export const oggJsonFormat = changeFormat(
  "ogg-json",
  "Change events of Oracle GoldenGate: before, after and op_type",
  readOgg,
  OGG_FIELDS,
  { coming: ['{"before":null,"after":', ',"op_type":"I"}\n'], going: ['{"before":', ',"after":null,"op_type":"D"}\n'] },
  [],
);

function changeFormat(
  name: string,
  summary: string,
  readEvent: EventReader,
  fields: EventFields,
  texts: EventTexts,
  options: readonly OptionSpec[],
): Format {
  return {
    name,
    summary,
    options: [...options, PARSE_OPTION, TIMESTAMP_OPTION],
    fileSuffix: ".json",
    changelogMode: "retract",
    takesLineBreaks: true,
    metadata: Object.fromEntries(Object.entries(fields).map(([key, { type }]) => [key, type])),
    check: (_columns, given) => badPattern(name, given),
    createDecoder: (spec) => new ChangeDecoder(spec, readEvent, fields),
    createEncoder: (spec) => changeEncoder(name, spec, texts),
  };
}

function badPattern(name: string, options: Readonly<Record<string, string>>): string | null {
  for (const key of [`${name}.database.include`, `${name}.table.include`]) {
    try {
      new RegExp(options[key] ?? "", "u");
    } catch {
      return `'${key}' is no pattern: '${options[key]}'`;
    }
  }
  return null;
}

function changeEncoder(name: string, spec: EncodeSpec, texts: EventTexts): Encoder {
  const isIso = spec.options[`${name}.timestamp-format.standard`]?.toUpperCase() === "ISO-8601";
  const encoding = { withOp: false, zone: spec.zone, timestampSeparator: isIso ? ("T" as const) : (" " as const) };
  const [coming, going] = [texts.coming, texts.going].map((parts) => parts.map((text) => Buffer.from(text)));
  const lines = new ByteWriter();
  return {
    header: () => null,
    encode(batch: ChangeBatch, out: ByteWriter) {
      lines.clear();
      encodeJsonLines(batch, spec.columns, encoding, lines);
      const bytes = lines.view();
      const count = liveRowCount(batch);
      let from = 0;
      for (let i = 0; i < count; i++) {
        const row = batch.selection === null ? i : batch.selection[i];
        const kind = batch.kinds === null ? 0 : batch.kinds[row];
        const [before, after] = kind === DELETE || kind === UPDATE_BEFORE ? going : coming;
        const to = bytes.indexOf(10, from);
        out.writeBytes(before);
        out.writeBytes(bytes.subarray(from, to));
        out.writeBytes(after);
        from = to + 1;
      }
    },
  };
}
