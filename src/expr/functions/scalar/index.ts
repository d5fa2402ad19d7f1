// The scalar functions: a line here is all that a new record needs.
import type { ScalarFunction } from "../../function.ts";
import { ascii, chr } from "./string/ascii-chr.ts";
import { fromBase64, toBase64 } from "./string/base64.ts";
import { charLength } from "./string/char-length.ts";
import { isAlpha, isDecimal, isDigit } from "./string/character-kinds.ts";
import { decode, encode } from "./string/charset.ts";
import { concat, concatWs } from "./string/concat.ts";
import { elt } from "./string/elt.ts";
import { bin, hex, unhex } from "./string/hex.ts";
import { inetAton, inetNtoa } from "./string/inet.ts";
import { initcap, lower, upper } from "./string/letter-case.ts";
import { octetLength } from "./string/octet-length.ts";
import { overlay } from "./string/overlay.ts";
import { lpad, rpad } from "./string/pad.ts";
import { parseUrl } from "./string/parse-url.ts";
import { instr, locate, position } from "./string/position.ts";
import { repeat } from "./string/repeat.ts";
import { replace } from "./string/replace.ts";
import { reverse } from "./string/reverse.ts";
import { split, splitIndex, splitPart } from "./string/split.ts";
import { endsWith, startsWith } from "./string/starts-ends.ts";
import { left, right, substring } from "./string/substring.ts";
import { translate } from "./string/translate.ts";
import { btrim, ltrim, rtrim, trim } from "./string/trim.ts";
import { typeOf } from "./string/type-of.ts";
import { urlDecode, urlEncode } from "./string/url-coding.ts";
import { uuid } from "./string/uuid.ts";
import { abs, sign } from "./math/absolute-sign.ts";
import { e, pi } from "./math/constants.ts";
import { ceil, floor } from "./math/floor-ceil.ts";
import { powers } from "./math/powers.ts";
import { rand, randInteger } from "./math/random.ts";
import { trigonometry } from "./math/trigonometry.ts";
import { round, truncate } from "./math/round.ts";
import { timestampAdd, timestampDiff } from "./temporal/add-diff.ts";
import { extract, fieldFunctions } from "./temporal/extract.ts";
import { dateTrunc } from "./temporal/floor-ceil.ts";
import { currentWatermark } from "./temporal/current-watermark.ts";
import { nowFunctions } from "./temporal/now.ts";
import { overlaps } from "./temporal/overlaps.ts";
import {
  convertTz,
  dateFormat,
  fromUnixtime,
  toDate,
  toTimestamp,
  toTimestampLtz,
  unixTimestamp,
} from "./temporal/parse-format.ts";
import { toChar } from "./temporal/to-char.ts";
import { arrayAppend, arrayConcat, arrayPrepend, arrayReverse, arraySlice } from "./collection/array-build.ts";
import { arrayJoin } from "./collection/array-join.ts";
import { arrayMax, arrayMin, arraySort } from "./collection/array-order.ts";
import { arrayContains, arrayPosition, arrayRemove } from "./collection/array-search.ts";
import { arrayDistinct, arrayExcept, arrayIntersect, arrayUnion } from "./collection/array-sets.ts";
import { cardinality, element } from "./collection/cardinality.ts";
import { mapEntries, mapFromArrays, mapKeys, mapUnion, mapValues } from "./collection/maps.ts";
import { crc32, md5, sha1, sha2, sha224, sha256, sha384, sha512 } from "./hash/digests.ts";
import { jsonArrow, jsonTextArrow } from "./json/json-arrows.ts";
import { json, jsonArray, jsonObject, jsonString } from "./json/json-build.ts";
import { isJson, jsonExists } from "./json/json-exists.ts";
import { jsonQuery } from "./json/json-query.ts";
import { jsonQuote, jsonUnquote } from "./json/json-text.ts";
import { jsonValue } from "./json/json-value.ts";
import {
  regexp,
  regexpCount,
  regexpExtract,
  regexpExtractAll,
  regexpInstr,
  regexpMatch,
  regexpReplace,
  regexpSubstr,
} from "./regexp/regexp.ts";
import { printf } from "./string/printf.ts";
import { strToMap } from "./string/str-to-map.ts";

export const scalarFunctions: readonly ScalarFunction[] = [
  ascii,
  chr,
  toBase64,
  fromBase64,
  charLength,
  isAlpha,
  isDigit,
  isDecimal,
  encode,
  decode,
  concat,
  concatWs,
  elt,
  hex,
  unhex,
  bin,
  inetAton,
  inetNtoa,
  upper,
  lower,
  initcap,
  octetLength,
  overlay,
  lpad,
  rpad,
  parseUrl,
  position,
  locate,
  instr,
  repeat,
  replace,
  reverse,
  splitIndex,
  splitPart,
  split,
  startsWith,
  endsWith,
  substring,
  left,
  right,
  translate,
  trim,
  ltrim,
  rtrim,
  btrim,
  typeOf,
  urlEncode,
  urlDecode,
  uuid,
  abs,
  sign,
  pi,
  e,
  floor,
  ceil,
  ...powers,
  ...trigonometry,
  rand,
  randInteger,
  round,
  truncate,
  timestampAdd,
  timestampDiff,
  extract,
  ...fieldFunctions,
  dateTrunc,
  ...nowFunctions,
  currentWatermark,
  overlaps,
  dateFormat,
  toChar,
  toDate,
  toTimestamp,
  toTimestampLtz,
  fromUnixtime,
  unixTimestamp,
  convertTz,
  arrayAppend,
  arrayPrepend,
  arrayConcat,
  arrayReverse,
  arraySlice,
  arrayJoin,
  arraySort,
  arrayMax,
  arrayMin,
  arrayContains,
  arrayPosition,
  arrayRemove,
  arrayDistinct,
  arrayUnion,
  arrayIntersect,
  arrayExcept,
  cardinality,
  element,
  mapKeys,
  mapValues,
  mapEntries,
  mapFromArrays,
  mapUnion,
  md5,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  sha2,
  crc32,
  printf,
  strToMap,
  regexp,
  regexpReplace,
  regexpExtract,
  regexpExtractAll,
  regexpCount,
  regexpInstr,
  regexpSubstr,
  regexpMatch,
  jsonValue,
  jsonQuery,
  jsonExists,
  ...isJson,
  jsonObject,
  jsonArray,
  jsonString,
  json,
  jsonArrow,
  jsonTextArrow,
  jsonQuote,
  jsonUnquote,
];
