// What the stages of one evaluation share: the context of expressions, and what becomes of rows that are refused.
import type { EvalContext } from "../../src/expr/function.ts";
import { DataProblem } from "../../src/expr/function.ts";
import type { LogicalNode } from "../../src/planner/logical.ts";
import type { Change, Origin, Outlet } from "./stage.ts";
import type { Row } from "./values.ts";
import type { Window } from "./windows.ts";

export interface LateRow {
  /** Null when the row was made by an operator. */
  readonly origin: Origin | null;
  readonly row: Row;
  readonly windows: readonly Window[];
  /** False: it counted in other windows. */
  readonly isLateForAll: boolean;
}

export interface BadRow {
  readonly origin: Origin | null;
  readonly row: Row;
  readonly code: string;
}

interface Judged {
  readonly stage: object;
  readonly origin: Origin | null;
  readonly row: Row;
  readonly windows: Window[];
  isTaken: boolean;
  /** It was taken, but not kept for all that could have met it. */
  readonly isPassing: boolean;
}

export class Evaluation {
  readonly context: EvalContext;
  readonly latenessMs: number;
  /** State expires, though never within a run: the clock stands still. */
  readonly hasTtl: boolean;
  readonly #judged: Judged[] = [];
  readonly badRows: BadRow[] = [];
  readonly #skipsBadRows: boolean;

  constructor(context: EvalContext, latenessMs: number, skipsBadRows: boolean, hasTtl = false) {
    this.context = context;
    this.hasTtl = hasTtl;
    this.latenessMs = latenessMs;
    this.#skipsBadRows = skipsBadRows;
  }

  /**
   * A row at a stage that knows lateness, with the windows it is late for and whether another one took it. A source row
   * that a window function below has repeated is judged once for all its windows.
   */
  judge(stage: object, { origin, row }: Change, late: readonly Window[], isTaken: boolean, isPassing = false): void {
    const known = this.#judged.find((one) => one.stage === stage && origin !== null && one.origin === origin);
    if (known === undefined) this.#judged.push({ stage, origin, row, windows: [...late], isTaken, isPassing });
    else {
      known.windows.push(...late);
      known.isTaken ||= isTaken;
    }
  }

  lateRows(): readonly LateRow[] {
    return this.#judged
      .filter((one) => one.windows.length > 0 || !one.isTaken || one.isPassing)
      .map(({ origin, row, windows, isTaken }) => ({ origin, row, windows, isLateForAll: !isTaken }));
  }

  /** A row of `node` without event time, by 'rowtime.null' of the sources below. @throws DataProblem under 'fail' */
  nullTime(node: LogicalNode, change: Change, stage: object = node): void {
    const policies = nullTimePolicies(node);
    if (policies.size === 0 || policies.has("fail")) throw new DataProblem("DATA_NULL_TIME", "the event time is NULL");
    if (policies.has("late")) this.judge(stage, change, [], false);
  }

  /** The stage with its own problems caught, when bad rows are skipped. */
  guarded(stage: Outlet): Outlet {
    return {
      change: (change) => {
        try {
          stage.change(change);
        } catch (error) {
          if (!(error instanceof DataProblem) || !this.#skipsBadRows) throw error;
          this.badRows.push({ origin: change.origin, row: change.row, code: error.code });
        }
      },
      watermark: (ms) => stage.watermark(ms),
      end: () => stage.end(),
    };
  }
}

function nullTimePolicies(node: LogicalNode): ReadonlySet<string> {
  switch (node.kind) {
    case "scan": {
      const policy = node.table.options["rowtime.null"]?.toLowerCase();
      return new Set([policy === "drop" || policy === "late" ? policy : "fail"]);
    }
    case "values":
      return new Set();
    case "union-all":
      return new Set(node.inputs.flatMap((input) => [...nullTimePolicies(input)]));
    case "join":
      return new Set([...nullTimePolicies(node.left), ...nullTimePolicies(node.right)]);
    case "filter":
    case "project":
    case "window":
    case "aggregate":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "over":
    case "rank":
    case "match":
    case "sort":
    case "periodic":
      return nullTimePolicies(node.input);
  }
}
