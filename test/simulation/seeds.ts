/** The seed of the first program in CI and of the search for planted bugs; the next programs have the next seeds. */
export const firstSeed = 20_261_122
