/** Face payment over APIv3 is for service providers, but for the identity of a person. */
import type { Mode } from "../../support/walk/catalogue.js"

export const modes = (module: string): ReadonlyArray<Mode> => [module === "FaceUser" ? "both" : "partner"]
