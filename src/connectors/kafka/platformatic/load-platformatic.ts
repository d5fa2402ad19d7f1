// @platformatic/kafka is not part of Millrace: whoever chooses it installs it. It is not bundled because it would double what
// is downloaded for everybody, asks for a newer Node.js, and brings native code as an option.
import type * as Library from "@platformatic/kafka";
import { MillraceError } from "../../../common/errors.ts";

export type Platformatic = typeof Library;

/** @throws CONNECTOR_KAFKA_CLIENT_MISSING */
export async function loadPlatformatic(
  load: () => Promise<Platformatic> = () => import("@platformatic/kafka"),
): Promise<Platformatic> {
  try {
    return await load();
  } catch (error) {
    const isMissing = (error as { code?: unknown }).code === "ERR_MODULE_NOT_FOUND";
    throw new MillraceError(
      "CONNECTOR_KAFKA_CLIENT_MISSING",
      isMissing
        ? "'client' = 'platformatic' needs the package @platformatic/kafka, which is not installed"
        : `@platformatic/kafka cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      { hint: "npm i @platformatic/kafka, or leave out 'client': kafkajs is part of Millrace.", cause: error },
    );
  }
}
