/** Handles a request of the XML interface: checks, rules, fault, signed response. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Call, Check } from "../../Calls.js"
import type { Fault } from "../../Faults.js"
import { State } from "../../State.js"
import type { Handler } from "../../V2Domain.js"
import { applyTransportFault, type Finished, preventsEffect } from "../applyFault.js"
import type { Parts } from "../handle.js"
import type { Request } from "../message.js"
import * as Responses from "../responses.js"
import { presentedBy } from "./certificate.js"
import { checkSignature, decodeInput, type Signed } from "./checks.js"
import {
  certificateRequired,
  type Response,
  rejected,
  replaced,
  returned,
  succeeded,
  toDraft
} from "./responses.js"

type Update = Partial<Omit<Call, "id">>

export type V2Work = (call: Call, fault: Fault, request: Request, handler: Handler) => Effect.Effect<Finished>

/** The handler of a path. */
export const makeV2Routes = (handlers: ReadonlyArray<Handler>): ((target: string) => Handler | undefined) => {
  const byPath = new Map(handlers.map((handler) => [handler.endpoint.path, handler]))
  return (target) => byPath.get(target)
}

export const makeV2Work = (parts: Parts): V2Work => {
  const { calls, world } = parts

  /** Completes even if the client disconnects, as at WeChat Pay. */
  const runRules = (
    { id, receivedAt }: Call,
    handler: Handler,
    { members, merchant, signType }: Signed,
    input: unknown
  ) => {
    const { endpoint } = handler
    const signing = { merchant, signType }
    const reject = (code: string, message: string) => rejected(endpoint, members, signing, { code, message })
    const run = Effect.suspend(() =>
      handler.run(input as never, { merchant, members, now: parts.time.at(receivedAt), receivedAt })
    )
    return parts.oneAtATime(parts.time.shift(run)).pipe(
      Effect.provideService(State, parts.state),
      Effect.flatMap((value) =>
        endpoint.success === undefined ? Effect.succeed({}) : Schema.encodeUnknown(endpoint.success)(value)
      ),
      Effect.map((encoded) => ({
        response: succeeded(endpoint, members, signing, encoded),
        update: { handled: true } satisfies Update as Update
      })),
      Effect.catchTag("SimulatedError", (error) => {
        const { code, message } = error
        return Effect.succeed({
          response: code === undefined ? returned(endpoint, message) : reject(code, message),
          update: { handled: true, ...Responses.ofRules(error) } satisfies Update as Update
        })
      }),
      Effect.catchAllCause((cause) =>
        Effect.as(Effect.logError(`The simulator's rules of ${endpoint.id} failed`, cause), {
          response: reject("SYSTEMERROR", "系统错误"),
          update: { handled: true, defect: Cause.pretty(cause) } satisfies Update as Update
        })
      ),
      Effect.flatMap(({ response, update }) => Effect.as(calls.update(id, update), response)),
      Effect.uninterruptible
    )
  }

  const respond = Effect.fnUntraced(function* (call: Call, fault: Fault, request: Request, handler: Handler) {
    const { endpoint } = handler
    const update = (change: Update) => calls.update(call.id, change)
    const rejectedBy = (rejectedBy: Check, response: Response) => Effect.as(update({ rejectedBy }), response)

    const checked = checkSignature(world, handler, request)
    if (Either.isLeft(checked)) {
      const { check, diagnosis, message } = checked.left
      if (check === "signature") {
        yield* update({ signature: "invalid", ...(diagnosis === undefined ? {} : { diagnosis }) })
      }
      return { members: {}, response: yield* rejectedBy(check, returned(endpoint, message)) }
    }
    const { members, merchant, signType } = checked.right
    yield* update({ mchid: merchant.mchid, nonce: members.nonce_str ?? "", signature: "valid" })
    if (endpoint.clientCertificate && presentedBy(request) !== merchant.mchid) {
      return { members, response: yield* rejectedBy("certificate", returned(endpoint, "证书与商户号不匹配")) }
    }
    const decoded = decodeInput(handler, members)
    if (Either.isLeft(decoded)) {
      return {
        members,
        response: yield* rejectedBy(
          "input",
          rejected(endpoint, members, { merchant, signType }, decoded.left)
        )
      }
    }
    if (preventsEffect(fault)) {
      return { members, response: succeeded(endpoint, members, { merchant, signType }, {}) }
    }
    return { members, response: yield* runRules(call, handler, checked.right, decoded.right) }
  })

  return Effect.fnUntraced(function* (call, fault, request, handler) {
    if (handler.endpoint.clientCertificate && presentedBy(request) === undefined) {
      yield* calls.update(call.id, { rejectedBy: "certificate" })
      const draft = certificateRequired()
      return yield* applyTransportFault(
        fault,
        Effect.succeed({ draft, response: Responses.finish(draft, {}) })
      )
    }
    const { response, members } = yield* respond(call, fault, request, handler)
    return yield* applyTransportFault(
      fault,
      Effect.sync(() => {
        const draft =
          fault._tag === "BadGateway"
            ? Responses.gatewayPage()
            : fault._tag === "Accepted"
              ? Responses.success(202, undefined)
              : toDraft(fault, replaced(fault, handler.endpoint, members, response))
        return { draft, response: Responses.finish(draft, {}) }
      })
    )
  })
}
