// Filter(p, Project(e, x))  ->  Project(e, Filter(p[e], x))
// so that fewer rows are projected and the filter can go on towards the source.
// Stays when an expression of e can fail (the filter would keep rows from it, and what fails must not depend on rules) or
// is not deterministic, and when p reads a column that is dearer to compute twice than to filter late
// (FILTER_BEFORE_CALLS_MAX calls).
import { canFail, columnsRead, isDeterministic } from "../expr-shape.ts";
import { callCount, substituted } from "./merge-projects.ts";
import type { NodeRule } from "./rule.ts";

const FILTER_BEFORE_CALLS_MAX = 2;

export const pushFilterBelowProject: NodeRule = {
  name: "push-filter-below-project",
  rewrite(node, context) {
    if (node.kind !== "filter" || node.input.kind !== "project" || context.isShared(node.input)) return null;
    const project = node.input;
    if (project.exprs.some((expr) => canFail(expr) || !isDeterministic(expr))) return null;
    const reads = columnsRead([node.predicate]);
    if ([...reads].some((index) => callCount(project.exprs[index]) > FILTER_BEFORE_CALLS_MAX)) return null;
    const { input } = project;
    const filter = {
      kind: "filter",
      input,
      columns: input.columns,
      predicate: substituted(node.predicate, project),
    } as const;
    return { ...project, input: filter };
  },
};
