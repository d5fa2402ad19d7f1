// Errors of @platformatic/kafka: which pass by themselves, and all of them as MillraceErrors.
import type { MillraceError } from "../../../common/errors.ts";
import type { KafkaConnection } from "../connection.ts";
import { kafkaError, unreachable, withoutSecrets } from "../kafka-errors.ts";

/** What it sets on its errors. */
interface LibraryError {
  readonly code?: unknown;
  readonly apiId?: unknown;
  readonly errors?: readonly unknown[];
  readonly cause?: unknown;
}

/** A coordinator or leader that is loading or another one by now, markers that are still being written. */
const READY_SOON: ReadonlySet<unknown> = new Set([
  "COORDINATOR_LOAD_IN_PROGRESS",
  "COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR",
  "CONCURRENT_TRANSACTIONS",
  "NOT_LEADER_OR_FOLLOWER",
  "LEADER_NOT_AVAILABLE",
  "BROKER_NOT_AVAILABLE",
  "REPLICA_NOT_AVAILABLE",
  "UNSTABLE_OFFSET_COMMIT",
  "NOT_ENOUGH_REPLICAS",
]);

export function passesSoon(error: unknown): boolean {
  return anyOf(error, ({ apiId }) => READY_SOON.has(apiId));
}

export function isProtocolError(error: unknown, name: string): boolean {
  return anyOf(error, ({ apiId }) => apiId === name);
}

export function platformaticError(error: unknown, what: string, connection: KafkaConnection): MillraceError {
  const known = kafkaError(error, what, connection);
  if (known.code !== "CONNECTOR_KAFKA_FAILED") return known;
  const isAway = anyOf(error, ({ code }) => code === "PLT_KFK_TIMEOUT" || code === "PLT_KFK_NETWORK");
  const text = error instanceof Error ? error.message : String(error);
  return isAway ? unreachable(what, withoutSecrets(text, connection), connection) : known;
}

function anyOf(error: unknown, holds: (error: LibraryError) => boolean): boolean {
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  while (queue.length > 0) {
    const at = queue.pop();
    if (typeof at !== "object" || at === null || seen.has(at)) continue;
    seen.add(at);
    const fields = at as LibraryError;
    if (holds(fields)) return true;
    queue.push(...(Array.isArray(fields.errors) ? (fields.errors as unknown[]) : []), fields.cause);
  }
  return false;
}
