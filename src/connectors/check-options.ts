// Checks the WITH options of a table against the records of its connector and format: all problems, not the first one.
import { suggest } from "../common/suggest.ts";
import { SOURCE_OPTIONS } from "./common-options.ts";
import type { Connector, FormatOption, OptionSpec, TableSpec } from "./connector.ts";
import { FORMATS, findFormat } from "./formats/index.ts";
import { recordColumns } from "./formats/record-columns.ts";
import { hasSecret, parseBytes, parseDuration } from "./option-values.ts";

/** Something wrong with the options of a table; the same shape as the planner's. */
export interface OptionProblem {
  readonly key: string | null;
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly suggestion: string | null;
}

export interface CheckedConnector extends Connector {
  /** What the connector's records cannot say: rules over several options, columns it cannot hold. */
  readonly check?: (table: TableSpec) => readonly OptionProblem[];
}

export function badOption(
  key: string,
  message: string,
  hint: string | null = null,
  suggestion: string | null = null,
): OptionProblem {
  return { key, code: "CONNECTOR_BAD_OPTION", message, hint, suggestion };
}

/** All problems of a table's options for a connector that is known. */
export function problemsOf(connector: CheckedConnector, table: TableSpec): OptionProblem[] {
  const { options } = table;
  const specs = specsOf(connector, options);
  const problems: OptionProblem[] = [];
  for (const [key, value] of Object.entries(options)) {
    const spec = specs.find((candidate) => matches(candidate, key));
    // With a format that is not known its options cannot be judged.
    if (spec === undefined && isOfUnknownFormat(connector, key, options)) continue;
    if (spec === undefined) problems.push(unknownOption(connector, key, specs));
    else if (!hasSecret(value)) problems.push(...valueProblem(spec, key, value));
  }
  for (const spec of specs) {
    if (spec.isRequired !== true || options[spec.key] !== undefined) continue;
    problems.push({
      key: null,
      code: "CONNECTOR_MISSING_OPTION",
      message: `the ${connector.name} connector needs the option '${spec.key}'`,
      hint: `Add '${spec.key}' = '...': ${spec.summary}.`,
      suggestion: spec.key,
    });
  }
  problems.push(...formatProblems(connector, table));
  if (problems.length === 0 && connector.check !== undefined) problems.push(...connector.check(table));
  return problems;
}

/** All options that a table of this connector may have, those of its format with their prefix. */
export function specsOf(connector: Connector, options: Readonly<Record<string, string>>): readonly OptionSpec[] {
  const specs: OptionSpec[] = [
    { key: "connector", type: "string", summary: "Name of the connector" },
    ...connector.options,
  ];
  if (connector.source !== null) specs.push(...SOURCE_OPTIONS);
  for (const { key, prefix, isRequired, summary } of formatOptionsOf(connector)) {
    specs.push({ key, type: { oneOf: connector.formats }, isRequired, summary });
    const format = findFormat(options[key] ?? "");
    for (const option of format?.options ?? [])
      specs.push({ ...option, key: `${prefix}${format?.name}.${option.key}` });
  }
  return specs;
}

export function formatOptionsOf(connector: Connector): readonly FormatOption[] {
  if (connector.formats.length === 0) return [];
  const summary = `How records are written: ${connector.formats.join(", ")}`;
  return connector.formatOptions ?? [{ key: "format", prefix: "", isRequired: true, summary }];
}

function isOfUnknownFormat(connector: Connector, key: string, options: Readonly<Record<string, string>>): boolean {
  return formatOptionsOf(connector).some(
    (of) =>
      findFormat(options[of.key] ?? "") === null &&
      FORMATS.some((format) => key.startsWith(`${of.prefix}${format.name}.`)),
  );
}

function matches(spec: OptionSpec, key: string): boolean {
  if (spec.isPattern !== true) return spec.key === key;
  const [before, after] = spec.key.split("#");
  return key.startsWith(before) && key.endsWith(after) && key.length > before.length + after.length;
}

function unknownOption(connector: Connector, key: string, specs: readonly OptionSpec[]): OptionProblem {
  const other = FORMATS.find(
    (format) =>
      key.startsWith(`${format.name}.`) && format.options.some((option) => key === `${format.name}.${option.key}`),
  );
  const suggestion = suggest(
    key,
    specs.filter((spec) => spec.isPattern !== true).map((spec) => spec.key),
  );
  const known = specs.map((spec) => spec.key).join(", ");
  return {
    key,
    code: "CONNECTOR_UNKNOWN_OPTION",
    message:
      other === undefined
        ? `the ${connector.name} connector has no option '${key}'`
        : `'${key}' is an option of the format ${other.name}, which this table does not have`,
    hint: suggestion === null ? `Options: ${known}.` : `Did you mean '${suggestion}'?`,
    suggestion,
  };
}

function valueProblem(spec: OptionSpec, key: string, value: string): OptionProblem[] {
  const { type } = spec;
  if (typeof type === "object") {
    if (type.oneOf.some((allowed) => allowed.toLowerCase() === value.toLowerCase())) return [];
    const near = suggest(value, type.oneOf);
    const code = /^(?:.*\.)?format$/.test(key) ? "CONNECTOR_UNKNOWN_FORMAT" : "CONNECTOR_BAD_OPTION";
    if (code === "CONNECTOR_UNKNOWN_FORMAT" && findFormat(value)?.isOfRecords === true) {
      const message = `'${key}' cannot be '${value}' here: its records come one by one, as those of Kafka`;
      return [{ key, code, message, hint: `It is one of: ${type.oneOf.join(", ")}.`, suggestion: null }];
    }
    const hint = `${near === null ? "" : `Did you mean '${near}'? `}It is one of: ${type.oneOf.join(", ")}.`;
    return [{ key, code, message: `'${key}' cannot be '${value}'`, hint, suggestion: near }];
  }
  switch (type) {
    case "string":
      return [];
    case "int": {
      if (!/^-?\d{1,15}$/.test(value.trim()))
        return [badOption(key, `'${key}' must be a whole number, not '${value}'`)];
      const isTooLow = spec.isPositive === true && Number(value) <= 0;
      return isTooLow ? [badOption(key, `'${key}' must be above 0, not '${value}'`)] : [];
    }
    case "number": {
      const isNumber = value.trim() !== "" && Number.isFinite(Number(value));
      if (!isNumber) return [badOption(key, `'${key}' must be a number, not '${value}'`)];
      const isTooLow = spec.isPositive === true && Number(value) <= 0;
      return isTooLow ? [badOption(key, `'${key}' must be above 0, not '${value}'`)] : [];
    }
    case "boolean":
      return /^(?:true|false)$/i.test(value)
        ? []
        : [badOption(key, `'${key}' must be 'true' or 'false', not '${value}'`)];
    case "duration":
      return parseDuration(value) !== null
        ? []
        : [
            badOption(
              key,
              `'${key}' must be a duration, not '${value}'`,
              "Such as '500 ms', '10 s', '1 min', '1 h', '1 d'.",
            ),
          ];
    case "bytes":
      return parseBytes(value) !== null
        ? []
        : [badOption(key, `'${key}' must be a size, not '${value}'`, "Such as '64 kb', '128 mb', '1 gb'.")];
  }
}

function formatProblems(connector: Connector, table: TableSpec): OptionProblem[] {
  const name = table.options["format"];
  // A connector with options of its own for formats knows which columns each of them holds.
  if (connector.formatOptions !== undefined) return [];
  const format = name === undefined || connector.formats.length === 0 ? null : findFormat(name);
  if (format === null) return [];
  const columns = recordColumns(table).map((column) => table.columns[column]);
  const message = format.check(columns, table.options);
  return message === null ? [] : [badOption("format", message)];
}
