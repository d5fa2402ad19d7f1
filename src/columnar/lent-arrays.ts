// Arrays that are lent for one batch and used again for the next: garbage outside the heap is collected late and costs a tenth
// to a third of the time of an operator.
//
// `begin` takes all back: what was made of them is valid until then. As batches ask for about the same in the same order, the
// n-th array asked for is the n-th that was lent before. What was far too long for many batches is let go.

/** After so many batches it is asked which arrays are too long. */
const REVIEW_BATCHES = 16;
/** So many times longer than anything asked for is too long. */
const UNUSED_SHARE_MAX = 8;
const SHORT = 1024;

type Lendable = Float64Array | Int32Array | Uint8Array;

export class LentArrays {
  readonly #doubles = new Shelf((length) => new Float64Array(length));
  readonly #ints = new Shelf((length) => new Int32Array(length));
  readonly #bytes = new Shelf((length) => new Uint8Array(length));
  #batches = 0;

  /** Before each batch. */
  begin(): void {
    const isReviewed = ++this.#batches % REVIEW_BATCHES === 0;
    this.#doubles.begin(isReviewed);
    this.#ints.begin(isReviewed);
    this.#bytes.begin(isReviewed);
  }

  /** So long; what it holds is not said. */
  float64(count: number): Float64Array {
    return this.#doubles.take(count);
  }

  /** As float64. */
  int32(count: number): Int32Array {
    return this.#ints.take(count);
  }

  /** As float64. */
  uint8(count: number): Uint8Array {
    return this.#bytes.take(count);
  }
}

class Shelf<T extends Lendable> {
  readonly #make: (length: number) => T;
  readonly #arrays: T[] = [];
  /** By array: the most asked for since the last review. */
  readonly #most: number[] = [];
  #next = 0;

  constructor(make: (length: number) => T) {
    this.#make = make;
  }

  begin(isReviewed: boolean): void {
    this.#next = 0;
    if (!isReviewed) return;
    for (let i = 0; i < this.#arrays.length; i++) {
      if (this.#arrays[i].length > Math.max(SHORT, this.#most[i] * UNUSED_SHARE_MAX)) this.#arrays[i] = this.#make(0);
      this.#most[i] = 0;
    }
  }

  take(count: number): T {
    const at = this.#next++;
    if (at === this.#arrays.length) {
      this.#arrays.push(this.#make(count));
      this.#most.push(0);
    }
    if (count > this.#most[at]) this.#most[at] = count;
    let array = this.#arrays[at];
    if (array.length < count) {
      array = this.#make(count + (count >> 3));
      this.#arrays[at] = array;
    }
    return (array.length === count ? array : array.subarray(0, count)) as T;
  }
}
