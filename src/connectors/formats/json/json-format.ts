// The json format: one object a line, options as Flink's.
import { encodeJsonLines } from "../../../columnar/json-encoder.ts";
import type { OptionSpec } from "../../connector.ts";
import type { Encoder, EncodeSpec, Format } from "../format.ts";
import { JsonDecoder } from "./json-decoder.ts";

const JSON_OPTIONS: readonly OptionSpec[] = [
  { key: "ignore-parse-errors", type: "boolean", defaultText: "false", summary: "The same as 'on-error' = 'skip'" },
  {
    key: "fail-on-missing-field",
    type: "boolean",
    defaultText: "false",
    summary: "A missing key makes the line bad instead of NULL",
  },
  {
    key: "timestamp-format.standard",
    type: { oneOf: ["SQL", "ISO-8601"] },
    defaultText: "SQL",
    summary: "Timestamps are written as '2020-10-10 10:00:00' or '2020-10-10T10:00:00'; both are read",
  },
  {
    key: "encode.decimal-as-plain-number",
    type: { oneOf: ["true"] },
    defaultText: "true",
    summary: "Decimals are always written with all digits, never as 1E+3",
  },
];

export const jsonFormat: Format = {
  name: "json",
  summary: "JSON lines: one object a line, keys are column names",
  options: JSON_OPTIONS,
  fileSuffix: ".json",
  check: () => null,
  createDecoder: (spec) => new JsonDecoder(spec),
  createEncoder: jsonEncoder,
};

function jsonEncoder(spec: EncodeSpec): Encoder {
  const isIso = spec.options["json.timestamp-format.standard"]?.toUpperCase() === "ISO-8601";
  const encoding = { withOp: false, zone: spec.zone, timestampSeparator: isIso ? ("T" as const) : (" " as const) };
  return { header: () => null, encode: (batch, out) => encodeJsonLines(batch, spec.columns, encoding, out) };
}
