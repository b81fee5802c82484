import { assert } from "@effect/vitest"
import { Cause, Exit, Option } from "effect"

/** The error of a failure, which is no defect and no interruption. */
export const errorOf = <A, E>(exit: Exit.Exit<A, E>, message = String(exit)): E => {
  const error = Exit.isFailure(exit) ? Cause.failureOption(exit.cause) : Option.none<E>()
  assert(Option.isSome(error), message)
  return error.value
}

export const valueOf = <A, E>(exit: Exit.Exit<A, E>): A => {
  assert(Exit.isSuccess(exit), String(exit))
  return exit.value
}
