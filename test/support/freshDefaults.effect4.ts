// Effect 4 edition of freshDefaults.ts as of 362a60683ca3bf98.
/** Mutation testing is of the Effect 3 line. */
export {}
