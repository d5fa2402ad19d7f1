import type { Scalar } from "../columnar/scalar.ts";
import type { Column } from "../common/types.ts";
import type { PreparedJob } from "./job.ts";

/** What a script asks for, in order. */
export type Step =
  /** DDL, SET, RESET: done already. */
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "warning"; readonly text: string }
  /** SHOW, DESCRIBE. */
  | { readonly kind: "rows"; readonly columns: readonly Column[]; readonly rows: readonly (readonly Scalar[])[] }
  /** SHOW JOBS; with an id STOP JOB. Only where SessionOptions.hasJobs is set. */
  | { readonly kind: "jobs"; readonly stops: string | null }
  /** EXPLAIN. */
  | { readonly kind: "text"; readonly text: string }
  /** EXPLAIN ANALYZE: whoever takes it runs `job.analyze()`. */
  | { readonly kind: "analyze"; readonly job: PreparedJob }
  /** A bare SELECT at its place; all INSERTs of the script as one job, at the place of the last. */
  | { readonly kind: "job"; readonly role: "query" | "inserts"; readonly job: PreparedJob };
