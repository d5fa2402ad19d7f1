// The scalar functions, one record a file.
import type { ScalarFunction } from "../../function.ts";

export const scalarFunctions: readonly ScalarFunction[] = [];
