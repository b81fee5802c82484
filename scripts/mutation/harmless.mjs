// Survivors that were examined. `file`: how its path ends; `from`: contained in what was replaced; `to`: the replacement.
/** @type {ReadonlyArray<{ file?: string, from: string, to?: string, reason: string }>} */
export const harmless = []
