// The avro-confluent format: Avro records whose schemas are in a registry.
//
// Read, each record is resolved from its writer's schema to the columns of the table. Written, the schema of the table is registered
// under the subject when the job starts, and all records have its id.
import { MillraceError } from "../../../../common/errors.ts";
import { hasSecret } from "../../../option-values.ts";
import type { DecodeSpec, Encoder, EncodeSpec, Format, FormatColumn } from "../../format.ts";
import { isLegacy, LEGACY_OPTION, recordsEncoder } from "../avro-format.ts";
import type { AvroType } from "../avro-type.ts";
import { BadSchema, parseSchema } from "../parse-schema.ts";
import { RowWriter } from "../row-writer.ts";
import { tableSchema, tableSchemaProblem } from "../table-schema.ts";
import { CannotWrite } from "../write-node.ts";
import { ConfluentDecoder } from "./confluent-decoder.ts";
import { RegistryClient } from "./registry-client.ts";
import { CONFLUENT, REGISTRY_OPTIONS, registryProblem, registrySettings } from "./registry-options.ts";
import { SchemaStore } from "./schema-store.ts";

const SCHEMA_OPTION = `${CONFLUENT}.schema`;

export const confluentFormat: Format = {
  name: CONFLUENT,
  summary:
    "Apache Avro with schemas in a registry that speaks Confluent's API (Confluent, Apicurio, Karapace, Redpanda)",
  options: [...REGISTRY_OPTIONS, LEGACY_OPTION],
  fileSuffix: ".avro",
  isOfRecords: true,
  check: checkColumns,
  createDecoder: confluentDecoder,
  createRecordDecoder: confluentDecoder,
  createEncoder: confluentEncoder,
};

function checkColumns(columns: readonly FormatColumn[], options: Readonly<Record<string, string>>): string | null {
  const problem = registryProblem(options) ?? tableSchemaProblem(columns, CONFLUENT);
  const schema = options[SCHEMA_OPTION];
  if (problem !== null || schema === undefined || hasSecret(schema)) return problem;
  try {
    parseSchema(schema);
    return null;
  } catch (error) {
    if (error instanceof BadSchema) return `'${SCHEMA_OPTION}' is no Avro schema: ${error.message}`;
    throw error;
  }
}

function clientOf(spec: DecodeSpec | EncodeSpec): RegistryClient {
  return new RegistryClient(registrySettings(spec.options, spec.workingDirectory ?? "."));
}

function confluentDecoder(spec: DecodeSpec): ConfluentDecoder {
  return new ConfluentDecoder(spec, ownSchema(spec), new SchemaStore(clientOf(spec)));
}

function ownSchema({ options }: DecodeSpec | EncodeSpec): AvroType | null {
  const text = options[SCHEMA_OPTION];
  return text === undefined ? null : parseSchema(text);
}

/** @throws CONNECTOR_BAD_OPTION when the table's own schema does not take its columns */
function confluentEncoder(spec: EncodeSpec): Encoder {
  const text = spec.options[SCHEMA_OPTION] ?? tableSchema(spec.columns, isLegacy(spec, CONFLUENT));
  const writer = writerOf(spec.columns, text);
  const client = clientOf(spec);
  const subject = spec.options[`${CONFLUENT}.subject`] ?? `${spec.place?.topic}-${spec.place?.part}`;
  const before = Buffer.alloc(5);
  return {
    ...recordsEncoder((batch, out, ends) => writer.write(batch, before, out, ends)),
    open: async () => {
      before.writeInt32BE(await client.register(subject, text), 1);
    },
  };
}

function writerOf(columns: readonly FormatColumn[], schema: string): RowWriter {
  try {
    return new RowWriter(columns, parseSchema(schema));
  } catch (error) {
    if (!(error instanceof CannotWrite)) throw error;
    throw new MillraceError("CONNECTOR_BAD_OPTION", `'${SCHEMA_OPTION}' does not fit the table: ${error.message}`);
  }
}
