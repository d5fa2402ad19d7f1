// Indexes in order of a number each of them has, equal numbers in the order given.
//
// Number and place are packed into one number where they fit, and the numbers are sorted without a comparison function.

const PACKED_MAX = Number.MAX_SAFE_INTEGER;

/** `numbers`: whole numbers by index. May answer the array given, or one of its own. */
export function sortByNumber(indexes: Int32Array, numbers: Float64Array): Int32Array {
  const count = indexes.length;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let isSorted = true;
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const number = numbers[indexes[i]];
    if (number < least) least = number;
    if (number > greatest) greatest = number;
    if (number < before) isSorted = false;
    before = number;
  }
  if (isSorted) return indexes;
  if ((greatest - least + 1) * count > PACKED_MAX) return indexes.sort((a, b) => numbers[a] - numbers[b]);
  const packed = new Float64Array(count);
  for (let i = 0; i < count; i++) packed[i] = (numbers[indexes[i]] - least) * count + i;
  packed.sort();
  const sorted = new Int32Array(count);
  for (let i = 0; i < count; i++) sorted[i] = indexes[packed[i] % count];
  return sorted;
}
