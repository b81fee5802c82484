import * as Data from "effect/Data"

/** An action that WeChat or the console rejects; `problem` is what it shows. */
export class ActionRejected extends Data.TaggedError("ActionRejected")<{ readonly problem: string }> {}
