/** Errors of a `KeyValueStore`, and how a failure of ours names them. */
import { BadArgument, SystemError } from "@effect/platform/Error"

export const forbidden = (text: string) => ({
  error: new SystemError({
    reason: "PermissionDenied",
    module: "KeyValueStore",
    method: "get",
    pathOrDescriptor: text
  }),
  problem: "KeyValueStore: SystemError PermissionDenied"
})

export const badArgument = (text: string) => ({
  error: new BadArgument({ module: "KeyValueStore", method: "get", description: text }),
  problem: "KeyValueStore: BadArgument"
})
