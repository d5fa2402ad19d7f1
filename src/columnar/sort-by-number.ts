// Indexes in order of a number each of them has, equal numbers in the order given.
//
// Where there are about as many different numbers as indexes, they are counted; else number and place are packed into one number
// where they fit, and the numbers are sorted without a comparison function.

/** Numbers that may be counted for each index. */
const COUNTED_SHARE = 4;
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
  if (greatest - least < count * COUNTED_SHARE) return sortCounted(indexes, numbers, least, greatest - least + 1);
  if ((greatest - least + 1) * count > PACKED_MAX) return indexes.sort((a, b) => numbers[a] - numbers[b]);
  const packed = new Float64Array(count);
  for (let i = 0; i < count; i++) packed[i] = (numbers[indexes[i]] - least) * count + i;
  packed.sort();
  const sorted = new Int32Array(count);
  for (let i = 0; i < count; i++) sorted[i] = indexes[packed[i] % count];
  return sorted;
}

function sortCounted(indexes: Int32Array, numbers: Float64Array, least: number, width: number): Int32Array {
  const places = new Int32Array(width + 1);
  for (let i = 0; i < indexes.length; i++) places[numbers[indexes[i]] - least + 1]++;
  for (let n = 0; n < width; n++) places[n + 1] += places[n];
  const sorted = new Int32Array(indexes.length);
  for (let i = 0; i < indexes.length; i++) sorted[places[numbers[indexes[i]] - least]++] = indexes[i];
  return sorted;
}
