// Where a bounded read ends, right after a commit: the commit returns before the brokers have written its markers, and until then the last
// stable offset stands before its records. What is there when the read starts is therefore waited for, for a moment: a
// transaction that is really open may stay so for long, and a read to an end does not wait for it.
import type { Clock } from "../../common/clock.ts";
import type { KafkaClient } from "./client.ts";

const WAIT_MS_MAX = 2000;
const ASK_MS = 50;

export interface StableEndSetup {
  /** Sees the last stable offsets. */
  readonly committed: KafkaClient;
  /** Sees the ends of the log. */
  readonly uncommitted: KafkaClient;
  readonly clock: Clock;
  warn(text: string): void;
}

/** Until what the log of a topic holds now is stable in every partition, or the moment is over, which is told. */
export async function untilStable(
  topic: string,
  { committed, uncommitted, clock, warn }: StableEndSetup,
): Promise<void> {
  const ends = await uncommitted.offsets(topic, "latest");
  for (let waitedMs = 0; ; waitedMs += ASK_MS) {
    const stable = await committed.offsets(topic, "latest");
    const open = [...ends].filter(([partition, end]) => (stable.get(partition) ?? 0) < end);
    if (open.length === 0) return;
    if (waitedMs >= WAIT_MS_MAX) {
      const places = open.map(([partition]) => `${topic}/${partition} from offset ${stable.get(partition) ?? 0} on`);
      warn(`${places.join(", ")}: a transaction is still open, what follows its beginning is not read`);
      return;
    }
    await clock.sleep(ASK_MS);
  }
}
