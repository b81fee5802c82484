import type { Outcome } from "../../Outcome.js"

/** The end of the message of an error. */
export const outcomeAdvice: Readonly<Record<Outcome, string>> = {
  NotSent: "nothing was sent.",
  Refused: "nothing was changed.",
  Unknown: "it may have taken effect: query it, or repeat the identical request."
}
