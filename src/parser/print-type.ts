// Types back to SQL, in base form.
import type { Name, TypeNode } from "./ast.ts";
import { isReservedWord } from "./keywords.ts";

export function printType(type: TypeNode): string {
  return `${bareType(type)}${type.isNotNull ? " NOT NULL" : ""}`;
}

function bareType(type: TypeNode): string {
  switch (type.kind) {
    case "named-type":
      return namedType(type.name, type.parameters);
    case "array-type":
      return `${type.isMultiset ? "MULTISET" : "ARRAY"}<${printType(type.element)}>`;
    case "map-type":
      return `MAP<${printType(type.key)}, ${printType(type.value)}>`;
    case "row-type":
      return `ROW(${type.fields.map(rowField).join(", ")})`;
  }
}

function rowField(field: Extract<TypeNode, { kind: "row-type" }>["fields"][number]): string {
  return `${printName(field.name)} ${printType(field.type)}${field.comment === null ? "" : ` ${printString(field.comment)}`}`;
}

function namedType(name: string, parameters: readonly number[]): string {
  if (parameters.length === 0) return name;
  const interval = /^(INTERVAL \w+)( TO \w+)?$/.exec(name);
  if (interval === null) return `${name}(${parameters.join(", ")})`;
  const fraction = parameters.length > 1 ? `(${parameters[1]})` : "";
  return `${interval[1]}(${parameters[0]})${interval[2] ?? ""}${fraction}`;
}

export function printName(name: Name): string {
  if (!name.isQuoted) return name.text;
  return `\`${name.text.replaceAll("`", "``")}\``;
}

export function printString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The name as it must be written to be read back: in backticks unless it is a plain word. */
export function quoteIfNeeded(text: string): string {
  const isPlain = /^[\p{L}_][\p{L}\p{N}\p{M}_$]*$/u.test(text) && !isReservedWord(text);
  return isPlain ? text : `\`${text.replaceAll("`", "``")}\``;
}
