/** The log of calls in the state file. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Call, notStored, type Store } from "../Calls.js"
import type { CallFile } from "./stateFile.js"
import { StoredCall } from "./storedCall.js"

const json = Schema.parseJson(StoredCall)
const decode = Schema.decodeOption(json)
const encode = Schema.encodeSync(json)

/** Calls that another version stored in another form are left out: the log is not needed to go on. */
export const callStore = (file: CallFile | undefined): Store =>
  file === undefined
    ? notStored
    : {
        initial: file.initial.flatMap((text) => Option.toArray(decode(text))),
        lastId: file.lastId,
        put: (call) => Effect.suspend(() => Effect.orDie(file.put(call.id, encode(call)))),
        remove: (ids) => Effect.orDie(file.remove(ids)),
        replaceAll: (calls) =>
          Effect.suspend(() =>
            Effect.orDie(file.replaceAll(calls.map((call: Call) => [call.id, encode(call)] as const)))
          )
      }
