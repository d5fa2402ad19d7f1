// docs/sql/connectors.md, from the records of connectors and formats.
import { type SqlType, typeText } from "../../src/common/types.ts";
import { SOURCE_OPTIONS } from "../../src/connectors/common-options.ts";
import type { Connector, OptionSpec } from "../../src/connectors/connector.ts";
import { FORMATS } from "../../src/connectors/formats/index.ts";
import { valueMetadata } from "../../src/connectors/formats/value-metadata.ts";
import { allConnectors } from "../../src/connectors/index.ts";
import { code, GENERATED, sentence, table } from "./markdown.ts";

const HEADER = ["option", "value", "default", "what it does"];

function optionRow(spec: OptionSpec, prefix = ""): string[] {
  const value = typeof spec.type === "object" ? spec.type.oneOf.map(code).join(", ") : spec.type;
  const fallback = spec.isRequired === true ? "required" : spec.defaultText === undefined ? "" : code(spec.defaultText);
  return [code(prefix + spec.key), value, fallback, sentence(spec.summary)];
}

function optionTable(options: readonly OptionSpec[], prefix = ""): string {
  if (options.length === 0) return "No options of its own.";
  return table(
    HEADER,
    options.map((spec) => optionRow(spec, prefix)),
  );
}

function formatsText({ formats, formatOptions }: Connector): string {
  if (formats.length === 0) return "";
  const names = formats.map(code).join(", ");
  if (formatOptions === undefined) return `\`'format'\` is required: ${names}.`;
  const options = formatOptions.map(({ key, prefix, summary }) => {
    const where = prefix === "" ? "" : `; its options begin with \`${prefix}\``;
    return `- \`'${key}'\`: ${sentence(`${summary}${where}`)}`;
  });
  return `Formats: ${names}.\n\n${options.join("\n")}`;
}

function metadataText(metadata: Readonly<Record<string, SqlType>>): string {
  const rows = Object.entries(metadata).map(([key, type]) => [code(key), code(typeText(type))]);
  if (rows.length === 0) return "";
  return `Metadata columns (\`c TYPE METADATA FROM 'key' VIRTUAL\`):\n\n${table(["key", "type"], rows)}`;
}

function connectorSection(connector: Connector): string {
  const roles = [connector.source === null ? [] : ["source"], connector.sink === null ? [] : ["sink"]]
    .flat()
    .join(" and ");
  const parts = [
    `## ${connector.name}`,
    `${sentence(connector.summary)} A ${roles}.`,
    formatsText(connector),
    optionTable(connector.options),
    metadataText(connector.metadata),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

export function connectorsPage(): string {
  const formats = FORMATS.map((format) =>
    [`### ${format.name}`, optionTable(format.options, `${format.name}.`), metadataText(valueMetadata(format))]
      .filter((part) => part !== "")
      .join("\n\n"),
  );
  return `${GENERATED}

# Connectors and formats

A table names its connector in \`WITH\`: \`CREATE TABLE t (...) WITH ('connector' = 'filesystem', 'path' = 'in/*.csv', 'format' = 'csv')\`.
An unknown option or a value that does not fit is an error before anything runs, with the nearest option there is. Options marked with \`#\` hold a column's name
there. \`'\${ENV:NAME}'\` and \`'\${FILE:path}'\` in a value stand for secrets and are never printed.

${allConnectors().map(connectorSection).join("\n\n")}

## Options of every source

${optionTable(SOURCE_OPTIONS)}

## Formats

${formats.join("\n\n")}
`;
}
