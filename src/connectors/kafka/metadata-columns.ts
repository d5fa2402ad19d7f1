// What stands beside a record: topic, partition, offset, timestamp and its type, headers, leader epoch. Only what is read is
// kept; topic and partition are the same for a whole run.
import { vectorOf } from "../../columnar/builders.ts";
import type { Scalar } from "../../columnar/scalar.ts";
import type { Vector } from "../../columnar/vector.ts";
import { MillraceError } from "../../common/errors.ts";
import type { SqlType } from "../../common/types.ts";
import { runsVector } from "../runs-vector.ts";
import { type RecordBlock, readHeaders } from "./fetch/record-walk.ts";

const PENDING_RECORDS_MAX = 8192;

/** Number of milliseconds; what a record without a time has. */
const NO_TIMESTAMP = -1;

export class MetadataColumns {
  readonly #hasTimes: boolean;
  readonly #hasHeaders: boolean;
  readonly #hasEpochs: boolean;
  /** Of the records that wait. */
  readonly #timesMs = new Float64Array(PENDING_RECORDS_MAX);
  readonly #isLogTimes = new Uint8Array(PENDING_RECORDS_MAX);
  readonly #epochs = new Int32Array(PENDING_RECORDS_MAX);
  readonly #headers: Scalar[] = [];
  /** Of the rows. */
  #rowTimesMs = new Float64Array(0);
  #rowIsLogTimes = new Uint8Array(0);
  #rowEpochs = new Int32Array(0);
  #rowHeaders: Scalar[] = [];
  #rowCount = 0;

  constructor(keys: readonly string[]) {
    this.#hasTimes = keys.some((key) => key.startsWith("timestamp"));
    this.#hasHeaders = keys.includes("headers");
    this.#hasEpochs = keys.includes("leader-epoch");
  }

  /** True when nothing is kept by row. */
  get isEmpty(): boolean {
    return !this.#hasTimes && !this.#hasHeaders && !this.#hasEpochs;
  }

  reset(): void {
    this.#rowCount = 0;
    this.#rowHeaders = [];
  }

  /** Record `index` of the block waits as number `at`. */
  add(block: RecordBlock, index: number, at: number, where: string): void {
    if (this.#hasTimes) {
      this.#timesMs[at] = block.timestampsMs[index];
      this.#isLogTimes[at] = block.isLogAppendTime ? 1 : 0;
    }
    if (this.#hasEpochs) this.#epochs[at] = block.leaderEpoch;
    if (this.#hasHeaders) this.#headers[at] = headersOf(readHeaders(block, index, where));
  }

  /** Row `row` came from the record that waited as number `record`. */
  place(row: number, record: number): void {
    this.#rowCount = row + 1;
    if (this.#hasTimes) {
      if (row >= this.#rowTimesMs.length) this.#growTimes(row);
      this.#rowTimesMs[row] = this.#timesMs[record];
      this.#rowIsLogTimes[row] = this.#isLogTimes[record];
    }
    if (this.#hasEpochs) {
      if (row >= this.#rowEpochs.length) {
        const larger = new Int32Array(Math.max(1024, row * 2));
        larger.set(this.#rowEpochs);
        this.#rowEpochs = larger;
      }
      this.#rowEpochs[row] = this.#epochs[record];
    }
    if (this.#hasHeaders) this.#rowHeaders[row] = this.#headers[record];
  }

  #growTimes(row: number): void {
    const times = new Float64Array(Math.max(1024, row * 2));
    const types = new Uint8Array(times.length);
    times.set(this.#rowTimesMs);
    types.set(this.#rowIsLogTimes);
    this.#rowTimesMs = times;
    this.#rowIsLogTimes = types;
  }

  finish(
    key: string,
    type: SqlType,
    offsets: Float64Array,
    runs: readonly { readonly split: string; readonly rowCount: number }[],
  ): Vector {
    const rowCount = this.#rowCount;
    switch (key) {
      case "topic":
      case "partition":
        return runsVector(
          type,
          runs.map((run) => ({ value: partOf(run.split, key), rowCount: run.rowCount })),
        );
      case "offset":
        return { rep: "f64", values: offsets, valid: null };
      case "timestamp":
        return timesVector(this.#rowTimesMs, rowCount);
      case "timestamp-type":
        return vectorOf(
          type,
          Array.from({ length: rowCount }, (_, row) => this.#timeType(row)),
        );
      case "headers":
        return { rep: "boxed", values: this.#rowHeaders, valid: null };
      case "leader-epoch":
        return epochsVector(this.#rowEpochs, rowCount);
      default:
        throw new MillraceError("BIND_UNKNOWN_METADATA", `the kafka connector has no metadata '${key}'`);
    }
  }

  #timeType(row: number): string {
    if (this.#rowTimesMs[row] === NO_TIMESTAMP) return "NoTimestampType";
    return this.#rowIsLogTimes[row] === 1 ? "LogAppendTime" : "CreateTime";
  }
}

/** The split's name is topic/partition. */
function partOf(split: string, key: "topic" | "partition"): Scalar {
  const slash = split.lastIndexOf("/");
  return key === "topic" ? split.slice(0, slash) : Number(split.slice(slash + 1));
}

/** Of headers with the same name the last one counts. */
function headersOf(headers: readonly (readonly [string, Uint8Array | null])[]): Scalar {
  return { entries: [...new Map(headers)] };
}

function timesVector(timesMs: Float64Array, rowCount: number): Vector {
  if (!timesMs.subarray(0, rowCount).includes(NO_TIMESTAMP)) return { rep: "f64", values: timesMs, valid: null };
  const valid = Uint8Array.from(timesMs.subarray(0, rowCount), (ms) => (ms === NO_TIMESTAMP ? 0 : 1));
  return { rep: "f64", values: timesMs.map((ms) => (ms === NO_TIMESTAMP ? 0 : ms)), valid };
}

function epochsVector(epochs: Int32Array, rowCount: number): Vector {
  if (!epochs.subarray(0, rowCount).includes(-1)) return { rep: "i32", values: epochs, valid: null };
  const valid = Uint8Array.from(epochs.subarray(0, rowCount), (epoch) => (epoch < 0 ? 0 : 1));
  return { rep: "i32", values: epochs.map((epoch) => Math.max(0, epoch)), valid };
}
