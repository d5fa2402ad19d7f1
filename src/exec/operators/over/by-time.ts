// Slots in order of time, equal times in the order given.
//
// Time and place are packed into one number where they fit, and the numbers are sorted without a comparison function.

const PACKED_MAX = Number.MAX_SAFE_INTEGER;

/** `times`: by slot, whole milliseconds. */
export function sortByTime(slots: Int32Array, times: Float64Array): Int32Array {
  const count = slots.length;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let isSorted = true;
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const ms = times[slots[i]];
    if (ms < least) least = ms;
    if (ms > greatest) greatest = ms;
    if (ms < before) isSorted = false;
    before = ms;
  }
  if (isSorted) return slots;
  if ((greatest - least + 1) * count > PACKED_MAX) return slots.sort((a, b) => times[a] - times[b]);
  const packed = new Float64Array(count);
  for (let i = 0; i < count; i++) packed[i] = (times[slots[i]] - least) * count + i;
  packed.sort();
  const sorted = new Int32Array(count);
  for (let i = 0; i < count; i++) sorted[i] = slots[packed[i] % count];
  return sorted;
}
