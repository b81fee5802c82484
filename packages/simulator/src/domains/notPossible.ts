import * as Data from "effect/Data"

/** WeChat shows the user, or the console shows the merchant, that this cannot be done. */
export class NotPossible extends Data.TaggedError("NotPossible")<{ readonly problem: string }> {}
