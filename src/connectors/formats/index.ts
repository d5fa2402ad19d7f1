// The formats there are. A new one is a folder and a line here.
import { avroFormat } from "./avro/avro-format.ts";
import { confluentFormat } from "./avro/registry/confluent-format.ts";
import { canalJsonFormat, debeziumJsonFormat, maxwellJsonFormat, oggJsonFormat } from "./changes/change-formats.ts";
import { csvFormat } from "./csv/csv-format.ts";
import type { Format } from "./format.ts";
import { jsonFormat } from "./json/json-format.ts";
import { rawFormat } from "./raw/raw-format.ts";

export const FORMATS: readonly Format[] = [
  csvFormat,
  jsonFormat,
  rawFormat,
  debeziumJsonFormat,
  canalJsonFormat,
  maxwellJsonFormat,
  oggJsonFormat,
  avroFormat,
  confluentFormat,
];

export function findFormat(name: string): Format | null {
  return FORMATS.find((format) => format.name === name.toLowerCase()) ?? null;
}
