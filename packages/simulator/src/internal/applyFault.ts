/** Applies a fault to a correct response. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Fault } from "../Faults.js"
import * as SimulatedError from "../SimulatedError.js"
import { emptyBody, type Reply, type Response } from "./message.js"
import * as Responses from "./responses.js"
import { signatureHeaders } from "./sign.js"
import type { PlatformKey } from "./world.js"

/** Whether the operation must not be executed. */
export const preventsEffect = (fault: Fault): boolean =>
  fault._tag === "FrequencyLimited" || ("effect" in fault && !fault.effect)

/** How far the clock of the server is ahead, in milliseconds. */
export const skewOf = (fault: Fault): number =>
  fault._tag === "ClockSkewed"
    ? Duration.toMillis(fault.duration) * (fault.direction === "ahead" ? 1 : -1)
    : 0

const isGood = ({ status }: Responses.Draft): boolean => status >= 200 && status < 300

const frequencyLimited = (retryAfter: string | undefined): Responses.Draft =>
  Responses.failure(
    new SimulatedError.SimulatedError({
      status: 429,
      code: "FREQUENCY_LIMITED",
      message: "频率限制，请降低请求接口频率",
      internalCode: SimulatedError.internalCode.frequency,
      ...(retryAfter === undefined ? {} : { headers: { "Retry-After": retryAfter } })
    })
  )

/** The response that a fault puts in place of the correct one. */
const replaced = (fault: Fault, draft: Responses.Draft): Responses.Draft => {
  switch (fault._tag) {
    case "BadGateway":
      return Responses.gatewayPage()
    case "SystemError":
      return Responses.systemError()
    case "FrequencyLimited":
      return frequencyLimited(fault.retryAfter)
    case "Accepted":
      return Responses.success(202, undefined)
    case "ErrorEnvelope":
      return isGood(draft) ? Responses.errorEnvelope() : draft
    case "NotJson":
      return isGood(draft) ? Responses.notJson() : draft
    default:
      return draft
  }
}

const otherSerial = "PUB_KEY_ID_9999999999999999999999999999999999"

const sign = (
  fault: Fault,
  draft: Responses.Draft,
  key: PlatformKey,
  now: number
): Effect.Effect<Record<string, string>> => {
  switch (fault._tag) {
    case "SignatureMissing":
      return Effect.succeed({})
    case "SignatureWrong":
      return signatureHeaders(key, new TextEncoder().encode("other bytes"), now)
    case "SignatureStale":
      return signatureHeaders(key, draft.body, now - 600_000)
    case "SignatureUnknownSerial":
      return signatureHeaders({ ...key, serialNo: otherSerial }, draft.body, now)
    case "SignatureProbe":
      return Effect.map(signatureHeaders(key, draft.body, now), (headers) => ({
        ...headers,
        "Wechatpay-Signature": `WECHATPAY/SIGNTEST/${headers["Wechatpay-Signature"]?.slice(19)}`
      }))
    default:
      return signatureHeaders(key, draft.body, now)
  }
}

/** Changes the last byte. */
const withOtherEnd = (bytes: Uint8Array): Uint8Array => {
  const changed = Uint8Array.from(bytes)
  if (changed.length > 0) changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  return changed
}

/** A response whose last byte is not the one that was signed or hashed. */
const changed = (response: Response): Response => ({
  ...response,
  body: withOtherEnd(response.body),
  ...(response.stream === undefined
    ? {}
    : {
        stream: Stream.map(Stream.zipWithNext(response.stream), ([bytes, next]) =>
          Option.isNone(next) ? withOtherEnd(bytes) : bytes
        )
      })
})

/** A response without a body cannot be truncated: it gets a `Content-Length`, and the body is never sent. */
const cut = (response: Response): Response =>
  response.body.length > 0 || response.stream !== undefined
    ? { ...response, cut: true }
    : { ...response, status: response.status === 204 ? 200 : response.status, body: emptyBody, cut: true }

export interface Finished {
  readonly reply: Reply
  readonly draft: Responses.Draft | undefined
}

/** Applies the faults of the transport, which are the same for all protocols. */
export const applyTransportFault = Effect.fnUntraced(function* (
  fault: Fault,
  make: Effect.Effect<{ readonly draft: Responses.Draft; readonly response: Response }>
) {
  if (fault._tag === "Hang") return yield* Effect.never
  if (fault._tag === "Reset")
    return { reply: { _tag: "Reset" }, draft: undefined } satisfies Finished as Finished
  const { response, draft } = yield* make
  if (fault._tag === "Delayed") yield* Effect.sleep(fault.duration)
  const reply =
    fault._tag === "Truncated" ? cut(response) : fault._tag === "Corrupted" ? changed(response) : response
  return { reply, draft } satisfies Finished as Finished
})

/** `now` is Unix time in milliseconds. */
export const applyFault = (
  fault: Fault,
  original: Responses.Draft,
  key: PlatformKey,
  options: { readonly now: number; readonly signErrors: boolean }
): Effect.Effect<Finished> =>
  applyTransportFault(
    fault,
    Effect.suspend(() => {
      const draft = replaced(fault, original)
      const signature: Effect.Effect<Record<string, string>> =
        draft.stream === undefined && (isGood(draft) || options.signErrors)
          ? sign(fault, draft, key, options.now)
          : Effect.succeed({})
      return Effect.map(signature, (headers) => ({ draft, response: Responses.finish(draft, headers) }))
    })
  )
