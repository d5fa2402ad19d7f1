// The blackhole connector: takes all changes and keeps none. For measuring, and for queries run for their errors.
import type { CheckedConnector } from "../check-options.ts";
import type { Sink } from "../connector.ts";

export const blackholeConnector: CheckedConnector = {
  name: "blackhole",
  summary: "Takes all changes and keeps none",
  options: [],
  formats: [],
  metadata: {},
  source: null,
  sink: { changelogMode: () => "retract", create: () => new BlackholeSink() },
};

class BlackholeSink implements Sink {
  readonly commitOrder = "none";
  open(): void {}
  write(): void {}
  prepare(): null {
    return null;
  }
  close(): void {}
}
