// Functions that users write in JavaScript, as the records that the planner and the kernels know. Values cross the border
// as rows of the library do (values.ts, scalars.ts).
//
// An accumulator is what the user's functions make of it, as long as JSON keeps it: state holds its JSON text.
// Without `merge`, windows that overlap are aggregated whole, each for itself, instead of from slices.
import { createHash } from "node:crypto";
import { scalarAt } from "../columnar/read.ts";
import type { Scalar } from "../columnar/scalar.ts";
import { UTC_ZONE } from "../columnar/text.ts";
import type { Vector } from "../columnar/vector.ts";
import { MillraceError } from "../common/errors.ts";
import { invariant } from "../common/invariant.ts";
import { type SqlType, typeText, withNullable } from "../common/types.ts";
import type { AggregateFunction } from "../expr/aggregate-function.ts";
import { hasInstant } from "../expr/casts/to-text.ts";
import { canCastImplicitly } from "../expr/coerce.ts";
import { type ArgumentInfo, type BoundSignature, DataProblem, type ScalarFunction } from "../expr/function.ts";
import { aggregate, RowProblem } from "../expr/functions/aggregate/define.ts";
import { withDistinct } from "../expr/functions/aggregate/index.ts";
import { type Accumulator, ObjectState } from "../expr/functions/aggregate/object-state.ts";
import { NEUTRAL_CONTEXT } from "../expr/neutral-context.ts";
import type { TableFunction, UserFunction } from "../planner/session.ts";
import { scalarOf } from "./scalars.ts";
import { type JsValue, jsValue } from "./values.ts";

/** What a user function may answer: values as in the library's rows, a Date for a timestamp, undefined for NULL. */
export type JsAnswer = JsValue | Date | undefined | readonly JsAnswer[] | { readonly [name: string]: JsAnswer };

interface Signature {
  /** Types of the arguments as SQL text: ["STRING", "DECIMAL(10, 2)"]. */
  readonly args: readonly string[];
  /** Type of the result as SQL text. */
  readonly returns: string;
  /** False: two calls with the same arguments may differ, as RAND(). Default true. */
  readonly deterministic?: boolean;
}

export interface ScalarDefinition extends Signature {
  readonly kind: "scalar";
  // biome-ignore format: parameters are whatever `args` says
  evaluate(...args: never[]): JsAnswer;
}

/** The accumulator must be a value that JSON keeps: numbers, texts, booleans, null, arrays and plain objects of them. */
export interface AggregateDefinition extends Signature {
  readonly kind: "aggregate";
  /** The accumulator over no rows. */
  create(): unknown;
  /** Takes a row: answers the new accumulator, or changes the given one and answers nothing. */
  add(accumulator: never, ...args: never[]): unknown;
  /** Takes a row back, in any order with others. Without it the aggregate is legal on append-only input only. */
  retract?(accumulator: never, ...args: never[]): unknown;
  /** Adds what the second accumulator holds to the first. Lets overlapping windows share work. */
  merge?(accumulator: never, other: never): unknown;
  result(accumulator: never): JsAnswer;
}

/** Answers rows: FROM a CROSS JOIN LATERAL TABLE(f(a.x)) AS t (...). */
export interface TableDefinition extends Signature {
  readonly kind: "table";
  /** An array or a generator of rows. `returns` is the type of one: of a ROW, objects or arrays of its fields. */
  // biome-ignore format: parameters are whatever `args` says
  evaluate(...args: never[]): Iterable<JsAnswer>;
}

/** Answers later: a request to a service, a model. Where it stands every row waits for its answer; rows keep their order. */
export interface AsyncDefinition extends Signature {
  readonly kind: "async";
  /** Calls that wait at one time; default 'table.exec.async-scalar.max-concurrent-operations'. */
  readonly concurrency?: number;
  /** Milliseconds for one answer; default 'table.exec.async-scalar.timeout'. */
  readonly timeoutMs?: number;
  // biome-ignore format: parameters are whatever `args` says
  evaluate(...args: never[]): Promise<JsAnswer>;
}

export type FunctionDefinition = ScalarDefinition | AggregateDefinition | TableDefinition | AsyncDefinition;

/** A definition after its check, with the types it names. */
export interface CheckedDefinition {
  readonly definition: FunctionDefinition;
  readonly args: readonly SqlType[];
  readonly returns: SqlType;
}

/** The record of a function. `source` is what it is made of: a changed one makes a changed query. */
export function userFunction(
  name: string,
  { definition, args, returns }: CheckedDefinition,
  source: string,
): UserFunction {
  const hash = createHash("sha256").update(source).digest("hex").slice(0, 16);
  const bind = (given: readonly ArgumentInfo[]) => bindUser(given, args, returns, hash);
  switch (definition.kind) {
    case "scalar":
      return scalarRecord(name, definition, args, returns, bind);
    case "aggregate":
      return aggregateRecord(name, definition, args, returns, bind);
    case "async":
      return asyncRecord(name, definition, args, returns, bind);
    case "table":
      return tableRecord(name, definition, args, returns, hash);
  }
}

function bindUser(
  given: readonly ArgumentInfo[],
  wanted: readonly SqlType[],
  returns: SqlType,
  hash: string,
): BoundSignature | string {
  if (given.length !== wanted.length)
    return `it takes ${wanted.length} argument${wanted.length === 1 ? "" : "s"}, not ${given.length}`;
  for (let i = 0; i < wanted.length; i++) {
    const text = typeText(withNullable(wanted[i], true));
    if (!canCastImplicitly(given[i].type, wanted[i]))
      return `argument ${i + 1} is ${typeText(withNullable(given[i].type, true))}, not ${text}`;
    if (!wanted[i].nullable && given[i].type.nullable)
      return `argument ${i + 1} may be NULL, and the function takes ${text} NOT NULL: give it COALESCE(x, ...)`;
  }
  const argTypes = wanted.map((type, i) => withNullable(type, given[i].type.nullable));
  return { argTypes, type: returns, options: { $source: hash } };
}

function syntaxOf(name: string, args: readonly SqlType[]): readonly string[] {
  return [`${name}(${args.map((type) => typeText(withNullable(type, true))).join(", ")})`];
}

type AnyFunction = (this: unknown, ...args: readonly unknown[]) => unknown;
const callable = (fn: unknown): AnyFunction => fn as AnyFunction;

function scalarRecord(
  name: string,
  definition: ScalarDefinition,
  args: readonly SqlType[],
  returns: SqlType,
  bind: ScalarFunction["bind"],
): ScalarFunction {
  const run = callable(definition.evaluate);
  const isZoned = [...args, returns].some(hasInstant);
  return {
    kind: "scalar",
    isUser: true,
    name,
    category: "conditional",
    summary: "A user function",
    syntax: syntaxOf(name, args),
    examples: [],
    volatility: definition.deterministic === false ? "volatile" : isZoned ? "stable" : "immutable",
    bind,
    isStrict: false,
    canFail: true,
    evaluate(values, _call, context) {
      const given = values.map((value, i) => jsValue(value, args[i], context.timeZone));
      const answer = guarded(() => run.apply(definition, given));
      return scalarOf(answer, returns, context);
    },
  };
}

function asyncRecord(
  name: string,
  definition: AsyncDefinition,
  args: readonly SqlType[],
  returns: SqlType,
  bind: ScalarFunction["bind"],
): ScalarFunction {
  const { concurrency = null, timeoutMs = null, deterministic = true } = definition;
  const run = callable(definition.evaluate);
  return {
    kind: "scalar",
    isUser: true,
    name,
    category: "conditional",
    summary: "An async user function",
    syntax: syntaxOf(name, args),
    examples: [],
    // Never computed twice or ahead of time, whatever it answers.
    volatility: "volatile",
    bind,
    isStrict: false,
    canFail: true,
    later: {
      isDeterministic: deterministic,
      concurrencyMax: concurrency,
      timeoutMs,
      async ask(values, context) {
        const given = values.map((value, i) => jsValue(value, args[i], context.timeZone));
        let answer: unknown;
        try {
          answer = await run.apply(definition, given);
        } catch (error) {
          throw new DataProblem("DATA_USER_FUNCTION", thrownText(error));
        }
        return scalarOf(answer, returns, context);
      },
    },
    evaluate() {
      throw new DataProblem(
        "DATA_ASYNC_PLACE",
        "an async function cannot be asked here: compute it as a column before",
      );
    },
  };
}

/** Rows that one call may answer. */
const ROWS_MAX = 1_000_000;

/** A table function is a scalar one that answers an array of rows, unnested. */
function tableRecord(
  name: string,
  definition: TableDefinition,
  args: readonly SqlType[],
  returns: SqlType,
  hash: string,
): TableFunction {
  const rows: SqlType = { kind: "ARRAY", element: returns, nullable: false };
  const run = (...given: never[]): JsAnswer => {
    const answered: JsAnswer[] = [];
    for (const row of definition.evaluate(...given)) {
      if (answered.push(row) > ROWS_MAX) throw new RangeError(`more than ${ROWS_MAX} rows for one call`);
    }
    return answered;
  };
  const bind = (given: readonly ArgumentInfo[]) => bindUser(given, args, rows, hash);
  const { deterministic } = definition;
  const scalar: ScalarDefinition = {
    kind: "scalar",
    args: definition.args,
    returns: definition.returns,
    ...(deterministic === undefined ? {} : { deterministic }),
    evaluate: run,
  };
  return { kind: "table", name, syntax: syntaxOf(name, args), record: scalarRecord(name, scalar, args, rows, bind) };
}

/** What the user's code throws, as a problem of the row. */
function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new DataProblem("DATA_USER_FUNCTION", thrownText(error));
  }
}

function thrownText(error: unknown): string {
  return `it threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}

function aggregateRecord(
  name: string,
  definition: AggregateDefinition,
  args: readonly SqlType[],
  returns: SqlType,
  bind: AggregateFunction["bind"],
): AggregateFunction {
  const accumulator = new UserAccumulator(name, definition, args, returns);
  const record = aggregate({
    name,
    summary: "A user aggregate",
    syntax: syntaxOf(name, args),
    examples: [],
    bind,
    isOrderSensitive: definition.merge === undefined,
    canRetract: definition.retract !== undefined,
    isNeverNull: !returns.nullable,
    createState: (call) => new ObjectState(call.type, accumulator),
  });
  return withDistinct({ ...record, isUser: true });
}

/** The accumulator of one group. */
interface Group {
  value: unknown;
  isEmpty: boolean;
}

class UserAccumulator implements Accumulator<Group> {
  readonly #name: string;
  readonly #definition: AggregateDefinition;
  readonly #args: readonly SqlType[];
  readonly #returns: SqlType;

  constructor(name: string, definition: AggregateDefinition, args: readonly SqlType[], returns: SqlType) {
    this.#name = name;
    this.#definition = definition;
    this.#args = args;
    this.#returns = returns;
  }

  create(): Group {
    return { value: this.#outside(() => this.#definition.create()), isEmpty: true };
  }

  add(group: Group, vectors: readonly Vector[], row: number, sign: number): void {
    const given = this.#args.map((type, i) => jsValue(scalarAt(vectors[i], type, row), type, UTC_ZONE));
    const step = callable(sign > 0 ? this.#definition.add : this.#definition.retract);
    try {
      const changed = step.call(this.#definition, group.value, ...given);
      if (changed instanceof Promise) throw new TypeError("a promise is no accumulator");
      if (changed !== undefined) group.value = changed;
    } catch (error) {
      throw new RowProblem("DATA_USER_FUNCTION", `${this.#name}: ${thrownText(error)}`, row);
    }
    group.isEmpty = false;
  }

  merge(group: Group, other: Group): void {
    if (other.isEmpty) return;
    // A copy: the user's function may keep parts of what it is given.
    const { value } = this.load(this.save(other));
    if (group.isEmpty) group.value = value;
    else {
      const { merge } = this.#definition;
      invariant(merge !== undefined, `${this.#name} is not asked to merge`);
      const merged = this.#outside(() => callable(merge).call(this.#definition, group.value, value));
      if (merged !== undefined) group.value = merged;
    }
    group.isEmpty = false;
  }

  result(group: Group): Scalar {
    return this.#outside(() => {
      const answer = callable(this.#definition.result).call(this.#definition, group.value);
      return scalarOf(answer, this.#returns, NEUTRAL_CONTEXT);
    });
  }

  save(group: Group): Scalar {
    const text = this.#outside(() => JSON.stringify(group.value));
    if (text === undefined) throw this.#failure("its accumulator is nothing that JSON can keep");
    return group.isEmpty ? `e${text}` : text;
  }

  load(saved: Scalar): Group {
    invariant(typeof saved === "string", "an accumulator is kept as a text");
    const isEmpty = saved.startsWith("e");
    return { value: JSON.parse(isEmpty ? saved.slice(1) : saved), isEmpty };
  }

  /** Runs what belongs to no row. @throws MillraceError */
  #outside<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.#failure(error instanceof DataProblem ? error.message : thrownText(error), error);
    }
  }

  #failure(message: string, cause?: unknown): MillraceError {
    return new MillraceError("DATA_USER_FUNCTION", `${this.#name}: ${message}`, {
      hint: "create, merge and result stand for whole groups: they may not throw, and accumulators must survive JSON.",
      cause,
    });
  }
}
