// What the engine needs of planning.
export { bindStatement } from "./bind/index.ts";
export { MemoryCatalog } from "./catalog.ts";
export { type ExplainOptions, explainDot, explainJson, explainMermaid, explainPhysical, explainText } from "./explain/index.ts";
export type { LogicalNode, LogicalSink, ResolvedTable } from "./logical.ts";
export type { PhysicalNode, PhysicalPlan, PhysicalSink } from "./physical.ts";
export { logicalStages, planJob } from "./plan.ts";
export type {
  BindWarning,
  BoundStatement,
  Catalog,
  CatalogObject,
  CatalogView,
  ConnectorDirectory,
  OptionProblem,
  PlannerSession,
} from "./session.ts";
export { changesResults, checkSetting, defaultSettings, findSetting, SETTINGS, settingValue } from "./settings.ts";
