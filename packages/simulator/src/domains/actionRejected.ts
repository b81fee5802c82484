import * as Data from "effect/Data"

/** WeChat shows the user, or the console shows the merchant, that this cannot be done. */
export class ActionRejected extends Data.TaggedError("ActionRejected")<{ readonly problem: string }> {}
