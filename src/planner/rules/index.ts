// All rules in the order in which they run; the list is gone through until nothing changes any more.
import { eliminateConstantFilter } from "./eliminate-constant-filter.ts";
import { eliminateEmpty } from "./eliminate-empty.ts";
import { eliminateLimit } from "./eliminate-limit.ts";
import { extractInputs } from "./extract-aggregate-inputs.ts";
import { foldConstants } from "./fold-constants.ts";
import { mergeFilters } from "./merge-filters.ts";
import { mergeProjects } from "./merge-projects.ts";
import { pruneColumns } from "./prune-columns.ts";
import { pushFilterBelowAggregate } from "./push-filter-below-aggregate.ts";
import { pushFilterBelowJoin } from "./push-filter-below-join.ts";
import { pushFilterBelowProject } from "./push-filter-below-project.ts";
import { pushFilterBelowUnionAll } from "./push-filter-below-union-all.ts";
import { pushFilterBelowWindow } from "./push-filter-below-window.ts";
import { removeIdentityProject } from "./remove-identity-project.ts";
import type { Rule } from "./rule.ts";
import { simplifyBooleans } from "./simplify-booleans.ts";

export const RULES: readonly Rule[] = [
  // Expressions first: what is constant decides what the others see.
  foldConstants,
  simplifyBooleans,
  eliminateConstantFilter,
  eliminateLimit,
  eliminateEmpty,
  // Filters towards the sources.
  extractInputs,
  mergeFilters,
  pushFilterBelowProject,
  pushFilterBelowUnionAll,
  pushFilterBelowWindow,
  pushFilterBelowAggregate,
  pushFilterBelowJoin,
  // Then what is left in between.
  mergeProjects,
  pruneColumns,
  removeIdentityProject,
];
