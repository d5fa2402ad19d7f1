// The operators and what is written like one: comparison, logic, arithmetic, CASE, LIKE, constructors, access.
import type { ScalarFunction } from "../../function.ts";

export const operatorFunctions: readonly ScalarFunction[] = [];
