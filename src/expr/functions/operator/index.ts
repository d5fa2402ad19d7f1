// The operators and what is written like one: comparison, logic, arithmetic, CASE, LIKE, constructors, access.
import type { ScalarFunction } from "../../function.ts";
import { arrayConstructor, field, mapConstructor, rowConstructor, subscript } from "./access.ts";
import { divided, minus, modulo, plus, times } from "./arithmetic.ts";
import {
  between,
  equals,
  greater,
  greaterOrEqual,
  isDistinctFrom,
  isNotDistinctFrom,
  less,
  lessOrEqual,
  notEquals,
} from "./comparison.ts";
import { concatenation } from "./concatenation.ts";
import { caseWhen, coalesce, greatest, ifNull, ifThen, least, nullIf } from "./conditional.ts";
import { inList } from "./in.ts";
import { ilike, like, similarTo } from "./like.ts";
import {
  and,
  isFalse,
  isNotFalse,
  isNotNull,
  isNotTrue,
  isNotUnknown,
  isNull,
  isTrue,
  isUnknown,
  not,
  or,
} from "./logical.ts";
import { checkNestedLengths, checkNestedNulls, fitNested } from "./nested-checks.ts";
import { checkLength, checkNotNull } from "./sink-checks.ts";

export const operatorFunctions: readonly ScalarFunction[] = [
  ...[equals, notEquals, less, lessOrEqual, greater, greaterOrEqual],
  ...[isDistinctFrom, isNotDistinctFrom, between, inList, like, ilike, similarTo],
  ...[and, or, not, isNull, isNotNull, isTrue, isNotTrue, isFalse, isNotFalse, isUnknown, isNotUnknown],
  ...[plus, minus, times, divided, modulo, concatenation],
  ...[caseWhen, ifThen, coalesce, ifNull, nullIf, greatest, least],
  ...[subscript, field, rowConstructor, arrayConstructor, mapConstructor],
  ...[checkNotNull, checkLength, checkNestedNulls, checkNestedLengths, fitNested],
];
