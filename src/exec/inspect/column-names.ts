// What the columns of a state table are called, and which of them are the keys by which rows are found: from the plan node that
// keeps the table. Tables of an operator's own making keep the names they have.
import { aggregateText, exprText } from "../../planner/explain/expr-text.ts";
import type { PhysicalNode } from "../../planner/physical.ts";

export interface TableNames {
  /** Of the columns in the role "key". */
  readonly keys: readonly string[];
  /** Of the columns in the role "row"; those beyond keep their own. */
  readonly row: readonly string[];
  /** Places in `row` of the columns by which rows are found. */
  readonly rowKeys: readonly number[];
  /** Of the columns in the role "result". */
  readonly results: readonly string[];
}

const NO_NAMES: TableNames = { keys: [], row: [], rowKeys: [], results: [] };

/** null: a scan or a source. */
export function tableNames(node: PhysicalNode | null, table: string): TableNames {
  if (node === null) return NO_NAMES;
  switch (node.kind) {
    case "group-aggregate":
    case "window-aggregate": {
      const keys = node.keys.map((key) => node.input.columns[key].name);
      // A name that the planner made says nothing.
      const results = node.aggregates.map((call, i) => {
        const { name } = node.columns[keys.length + i];
        return name.startsWith("$") ? aggregateText(call, node.input.columns) : name;
      });
      return { ...NO_NAMES, keys, results };
    }
    case "join":
      return table === "left"
        ? rows(node.left, node.leftKeys)
        : table === "right"
          ? rows(node.right, node.rightKeys)
          : NO_NAMES;
    case "rank":
    case "window-rank":
    case "over":
    case "match":
      return { ...rows(node.input, node.partition), keys: partitionNames(node.input, node.partition) };
    case "time-over":
      return {
        ...rows(node.input, node.partition),
        keys: partitionNames(node.input, node.partition),
        results: node.columns.slice(node.input.columns.length).map((column) => column.name),
      };
    case "keep-first":
      return rows(node.input, node.partition);
    case "normalize":
    case "materialize":
      return rows(node.input, node.keys);
    case "window":
      return rows(node.input, node.window.kind === "session" ? node.window.partitionKeys : []);
    case "sort":
    case "time-sort":
    case "limit":
      return rows(node.input, []);
    case "periodic":
      return rows(node, node.streamKey ?? []);
    case "lookup":
      return rows(node.input, node.inputKeys);
    case "pin":
      return rows({ columns: [...node.input.columns, ...node.columns.slice(node.input.columns.length)] }, []);
    case "async-call":
      return { ...rows(node.input, []), results: [exprText(node.call, node.input.columns)] };
    case "scan":
    case "values":
    case "calc":
    case "unnest":
    case "replicate":
    case "expand":
    case "union-all":
      return NO_NAMES;
  }
}

function rows({ columns }: Pick<PhysicalNode, "columns">, keys: readonly number[]): TableNames {
  return { ...NO_NAMES, row: columns.map((column) => column.name), rowKeys: keys };
}

function partitionNames(input: PhysicalNode, partition: readonly number[]): readonly string[] {
  return partition.map((column) => input.columns[column].name);
}
