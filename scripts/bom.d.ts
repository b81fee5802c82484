import type { Models } from "@cyclonedx/cyclonedx-library"

/** What an installation of the published packages brings. */
export const bomOf: (root: URL) => Models.Bom

/** The document as CycloneDX 1.6 in JSON. Rejects if it does not conform to the schema. */
export const serialize: (bom: Models.Bom) => Promise<string>
