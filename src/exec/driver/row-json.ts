// Rows that were refused, as JSON for late_rows, bad_rows and errors: an object of the columns that the operator reads, values as the JSON
// output writes them. Where the columns are not known (an operator of several inputs), an array of the plain values.
import { isSqlMap, type Scalar } from "../../columnar/scalar.ts";
import { scalarText } from "../../columnar/text.ts";
import type { Column } from "../../common/types.ts";
import type { Zone } from "../../common/zone.ts";
import type { PhysicalNode } from "../../planner/physical.ts";
import { inputsOf } from "../../planner/physical-tree.ts";

export class RowTexts {
  readonly #nodes: ReadonlyMap<string, PhysicalNode>;
  readonly #zone: Zone;

  constructor(nodes: ReadonlyMap<string, PhysicalNode>, zone: Zone) {
    this.#nodes = nodes;
    this.#zone = zone;
  }

  /** The row as the operator got it. */
  json(operatorId: string, values: readonly Scalar[]): string {
    const columns = this.#columnsOf(operatorId);
    if (columns === null || columns.length !== values.length) return arrayJson(values);
    const fields = columns.map(({ name, type }, i) => {
      const value = values[i];
      return `${JSON.stringify(name)}:${value === null ? "null" : scalarText(value, type, "json", this.#zone)}`;
    });
    return `{${fields.join(",")}}`;
  }

  #columnsOf(operatorId: string): readonly Column[] | null {
    const node = this.#nodes.get(operatorId);
    if (node === undefined) return null;
    const inputs = inputsOf(node);
    if (inputs.length > 1) return null;
    const { columns } = inputs[0] ?? node;
    return new Set(columns.map((column) => column.name)).size === columns.length ? columns : null;
  }
}

function arrayJson(values: readonly Scalar[]): string {
  return `[${values.map(plainJson).join(",")}]`;
}

function plainJson(value: Scalar): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (value instanceof Uint8Array)
    return `"${Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64")}"`;
  if (isSqlMap(value)) return `[${value.entries.map(([k, v]) => `[${plainJson(k)},${plainJson(v)}]`).join(",")}]`;
  return arrayJson(value);
}
