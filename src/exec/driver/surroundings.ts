// What the driver is given from outside: who makes sources and sinks, and how a plan becomes operators.
import type { LookupColumns, Sink, Source } from "../../connectors/connector.ts";
import type { ResolvedTable } from "../../planner/logical.ts";
import type { PhysicalPlan } from "../../planner/physical.ts";
import type { BuildOptions, ExecGraph, OpenLookup } from "../operator.ts";

/** One job as the driver takes it. */
export interface DriverJob {
  readonly plan: PhysicalPlan;
  /** The statements of the job, kept with its state. */
  readonly sql: string;
}

export interface Surroundings {
  /** IANA name or offset of the session zone. */
  readonly zone: string;
  /** `readColumns`: indexes into the physical and metadata columns of the table, ascending. */
  createSource(table: ResolvedTable, readColumns: readonly number[]): Source;
  createLookup?(table: ResolvedTable, columns: LookupColumns): OpenLookup;
  createSink(table: ResolvedTable, names: { readonly jobId: string; readonly sinkId: string }): Sink;
  /** New operators, without state. `isChecked`: with run-time checks around each. */
  buildGraph(plan: PhysicalPlan, options: BuildOptions): ExecGraph;
  /** The plan of statements that an earlier run stored. @throws what compiling throws. */
  compileStored(sql: string, settings: Readonly<Record<string, string>>): DriverJob;
}
