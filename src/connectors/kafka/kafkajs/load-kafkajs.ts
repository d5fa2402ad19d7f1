// kafkajs 2.2.4, pinned, with its timer mended: its request queue sets a timer of 1 ms again and again for as long as a
// connection lives, which costs a waiting job several per cent of a CPU. A check is only needed while requests wait.
import kafkajs from "kafkajs";
import RequestQueue from "kafkajs/src/network/requestQueue/index.js";

/** What the mended method reads of the queue. */
interface Queue {
  readonly pending: readonly unknown[];
  throttledUntil: number;
}

interface QueueClass {
  readonly prototype: { scheduleCheckPendingRequests(this: Queue): void };
}

const original = Symbol.for("millrace.kafkajs.scheduleCheckPendingRequests");

export function loadKafkajs(): typeof kafkajs {
  const prototype = (RequestQueue as QueueClass).prototype as QueueClass["prototype"] & { [original]?: () => void };
  if (prototype[original] === undefined) {
    const schedule = prototype.scheduleCheckPendingRequests;
    prototype[original] = schedule;
    prototype.scheduleCheckPendingRequests = function scheduleWhenPending(this: Queue) {
      if (this.pending.length > 0) schedule.call(this);
    };
  }
  return kafkajs;
}
