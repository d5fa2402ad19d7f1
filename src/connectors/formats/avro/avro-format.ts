// The avro format: bare Avro data, one a record of a log, of the schema that the columns of the table give (as Flink derives it).
import type { OptionSpec } from "../../connector.ts";
import { isTrue } from "../../option-values.ts";
import type { DecodeSpec, Encoder, EncodeSpec, Format } from "../format.ts";
import { AvroRecordDecoder } from "./avro-decoder.ts";
import { parseSchema } from "./parse-schema.ts";
import { RowWriter } from "./row-writer.ts";
import { tableSchema, tableSchemaProblem } from "./table-schema.ts";

const NOTHING = new Uint8Array(0);

export const LEGACY_OPTION: OptionSpec = {
  key: "timestamp_mapping.legacy",
  type: "boolean",
  defaultText: "true",
  summary:
    "TIMESTAMP is written as an instant, timestamp-millis or timestamp-micros; false: as local-timestamp, and TIMESTAMP_LTZ as the instant. Both are read",
};

export const avroFormat: Format = {
  name: "avro",
  summary: "Apache Avro, one bare datum a record; the schema is that of the columns",
  options: [
    {
      key: "encoding",
      type: { oneOf: ["binary"] },
      defaultText: "binary",
      summary: "Avro's JSON encoding is not read: use the format json",
    },
    LEGACY_OPTION,
  ],
  fileSuffix: ".avro",
  isOfRecords: true,
  check: (columns) => tableSchemaProblem(columns, "avro"),
  createDecoder: recordDecoder,
  createRecordDecoder: recordDecoder,
  createEncoder: avroEncoder,
};

function recordDecoder(spec: DecodeSpec): AvroRecordDecoder {
  return new AvroRecordDecoder(spec, parseSchema(tableSchema(spec.columns, isLegacy(spec, "avro"))));
}

function avroEncoder(spec: EncodeSpec): Encoder {
  const writer = new RowWriter(spec.columns, parseSchema(tableSchema(spec.columns, isLegacy(spec, "avro"))));
  return recordsEncoder((batch, out, ends) => writer.write(batch, NOTHING, out, ends));
}

/** An encoder of records with borders of their own. */
export function recordsEncoder(encodeRecords: NonNullable<Encoder["encodeRecords"]>): Encoder {
  return { header: () => null, encode: (batch, out) => encodeRecords(batch, out, []), encodeRecords };
}

export function isLegacy({ options }: { readonly options: Readonly<Record<string, string>> }, format: string): boolean {
  const key = `${format}.timestamp_mapping.legacy`;
  return options[key] === undefined || isTrue(options, key);
}
