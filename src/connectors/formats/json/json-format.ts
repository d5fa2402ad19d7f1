// The json format: one object a line, options as Flink's.
import { encodeJsonLines } from "../../../columnar/json-encoder.ts";
import type { OptionSpec } from "../../connector.ts";
import type { Encoder, EncodeSpec, Format } from "../format.ts";
import { JsonDecoder } from "./json-decoder.ts";
import { holdsMap, nullKeysOf, withoutNullKeys } from "./map-null-keys.ts";

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
    key: "map-null-key.mode",
    type: { oneOf: ["FAIL", "DROP", "LITERAL"] },
    defaultText: "FAIL",
    summary: "What writing a map with a NULL key does: an error, no entry, or the literal as its key",
  },
  { key: "map-null-key.literal", type: "string", defaultText: "null", summary: "The key written for NULL keys" },
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
  takesLineBreaks: true,
  check: () => null,
  createDecoder: (spec) => new JsonDecoder(spec),
  createEncoder: jsonEncoder,
};

function jsonEncoder(spec: EncodeSpec): Encoder {
  const isIso = spec.options["json.timestamp-format.standard"]?.toUpperCase() === "ISO-8601";
  const encoding = { withOp: false, zone: spec.zone, timestampSeparator: isIso ? ("T" as const) : (" " as const) };
  const keys = nullKeysOf(spec.options);
  const withMaps = spec.columns.map(({ type }) => holdsMap(type));
  const hasMaps = withMaps.includes(true);
  return {
    header: () => null,
    encode(batch, out) {
      const columns = batch.columns.map((vector, i) =>
        withMaps[i] ? withoutNullKeys(vector, spec.columns[i], keys) : vector,
      );
      encodeJsonLines(hasMaps ? { ...batch, columns } : batch, spec.columns, encoding, out);
    },
  };
}
