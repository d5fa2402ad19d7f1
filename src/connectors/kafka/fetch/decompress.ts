// The payload of a compressed record batch. What it expands to is bounded before it is expanded.
import { CodecError } from "./codec-error.ts";
import { unlz4 } from "./lz4.ts";
import { unsnappy } from "./snappy.ts";

/** No record batch expands to more: brokers take 1 MiB by default, and a bomb must not fill the memory. */
export const EXPANDED_BYTES_MAX = 256 * 1024 * 1024;

/** Values of the lowest three attribute bits. */
export const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** @throws CodecError */
export function decompress(codec: number, data: Buffer, bytesMax = EXPANDED_BYTES_MAX): Buffer {
  switch (codec) {
    case 0:
      return data;
    case 1:
      return native(() => zlib().gunzipSync(data, { maxOutputLength: bytesMax }), bytesMax);
    case 2:
      return unsnappy(data, bytesMax);
    case 3:
      return unlz4(data, bytesMax);
    case 4:
      if (typeof zlib().zstdDecompressSync !== "function") {
        throw new CodecError(
          `it is compressed by zstd, which Node.js ${process.versions.node} lacks: use 22.15 or later`,
        );
      }
      return native(() => zlib().zstdDecompressSync(data, { maxOutputLength: bytesMax }), bytesMax);
    default:
      throw new CodecError(`compression ${codec} is not known`);
  }
}

/** Loaded for the first compressed batch. */
function zlib() {
  return process.getBuiltinModule("node:zlib");
}

function native(expand: () => Buffer, bytesMax: number): Buffer {
  try {
    return expand();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ERR_BUFFER_TOO_LARGE") throw new CodecError(`it expands to more than ${bytesMax} bytes`);
    throw new CodecError(error instanceof Error ? error.message : String(error));
  }
}
