// How an aggregate record is written: `aggregate({...})` fills in the defaults.
//
// `bind` answers argument types and the result's type as over at least one row: bind-aggregate.ts makes it nullable where
// nothing may have been aggregated (no GROUP BY, FILTER), except for `isNeverNull` ones.
// States: struct of arrays by dense group; whatever grows is grown in `resize`. The update loops are free functions.
import type { SqlType } from "../../../common/types.ts";
import { typeText, withNullable } from "../../../common/types.ts";
import type { AggregateFunction } from "../../aggregate-function.ts";
import { canCastImplicitly } from "../../coerce.ts";
import { type ArgumentInfo, type BoundSignature, DataProblem } from "../../function.ts";

export interface AggregateDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly syntax: readonly string[];
  readonly examples: AggregateFunction["examples"];
  readonly bind: AggregateFunction["bind"];
  /** Default false. */
  readonly isOrderSensitive?: boolean;
  /** Default true. */
  readonly canRetract?: boolean;
  /** Default false. */
  readonly isOrderedSet?: boolean;
  /** Default false. */
  readonly isNeverNull?: boolean;
  readonly createState: AggregateFunction["createState"];
}

export function aggregate(definition: AggregateDefinition): AggregateFunction {
  return {
    kind: "aggregate",
    category: "aggregate",
    isOrderSensitive: false,
    canRetract: true,
    isOrderedSet: false,
    isNeverNull: false,
    ...definition,
  };
}

/** A problem of one row of an update. */
export class RowProblem extends DataProblem {
  /** Physical row. */
  readonly row: number;

  constructor(code: string, message: string, row: number) {
    super(code, message);
    this.row = row;
  }
}

/** Binds one argument that passes `accepts`, kept as it is. `what`: "a number". */
export function bindOne(
  args: readonly ArgumentInfo[],
  accepts: (type: SqlType) => boolean,
  what: string,
  resultOf: (type: SqlType) => SqlType,
): BoundSignature | string {
  if (args.length !== 1) return `it takes 1 argument, not ${args.length}`;
  const { type } = args[0];
  if (!accepts(type)) return `it takes ${what}, not ${plainText(type)}`;
  return { argTypes: [type], type: resultOf(type) };
}

/** Binds arguments cast to fixed types, nullability kept. */
export function bindTo(
  args: readonly ArgumentInfo[],
  wanted: readonly SqlType[],
  resultOf: (types: readonly SqlType[]) => SqlType,
): BoundSignature | string {
  if (args.length !== wanted.length) return `it takes ${wanted.length} arguments, not ${args.length}`;
  const argTypes: SqlType[] = [];
  for (let i = 0; i < args.length; i++) {
    if (!canCastImplicitly(args[i].type, wanted[i])) {
      return `argument ${i + 1} is ${plainText(args[i].type)}, not ${plainText(wanted[i])}`;
    }
    argTypes.push(withNullable(wanted[i], args[i].type.nullable));
  }
  return { argTypes, type: resultOf(argTypes) };
}

export function plainText(type: SqlType): string {
  return typeText(withNullable(type, true));
}
