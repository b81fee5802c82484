/** Makes of a good answer what a fault leaves of it. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Fault } from "../Faults.js"
import * as SimulatedError from "../SimulatedError.js"
import * as Answers from "./answers.js"
import { type Answer, emptyBody, type Reply } from "./message.js"
import { signatureHeaders } from "./sign.js"
import type { PlatformKey } from "./world.js"

/** Whether the operation must not be carried out. */
export const preventsEffect = (fault: Fault): boolean =>
  fault._tag === "FrequencyLimited" || ("effect" in fault && !fault.effect)

/** By how much the clock of the server is ahead, in milliseconds. */
export const skewOf = (fault: Fault): number =>
  fault._tag === "ClockSkewed"
    ? Duration.toMillis(fault.duration) * (fault.direction === "ahead" ? 1 : -1)
    : 0

const isGood = ({ status }: Answers.Draft): boolean => status >= 200 && status < 300

const frequencyLimited = (retryAfter: string | undefined): Answers.Draft =>
  Answers.failure(
    new SimulatedError.SimulatedError({
      status: 429,
      code: "FREQUENCY_LIMITED",
      message: "频率限制，请降低请求接口频率",
      internalCode: SimulatedError.internalCode.frequency,
      ...(retryAfter === undefined ? {} : { headers: { "Retry-After": retryAfter } })
    })
  )

/** The answer that a fault puts in the place of the one the request would have got. */
const replaced = (fault: Fault, draft: Answers.Draft): Answers.Draft => {
  switch (fault._tag) {
    case "BadGateway":
      return Answers.gatewayPage()
    case "SystemError":
      return Answers.systemError()
    case "FrequencyLimited":
      return frequencyLimited(fault.retryAfter)
    case "Accepted":
      return Answers.success(202, undefined)
    case "ErrorEnvelope":
      return isGood(draft) ? Answers.errorEnvelope() : draft
    case "NotJson":
      return isGood(draft) ? Answers.notJson() : draft
    default:
      return draft
  }
}

const otherSerial = "PUB_KEY_ID_9999999999999999999999999999999999"

const sign = (
  fault: Fault,
  draft: Answers.Draft,
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

/** Another byte in the place of the last one. */
const withOtherEnd = (bytes: Uint8Array): Uint8Array => {
  const changed = Uint8Array.from(bytes)
  if (changed.length > 0) changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  return changed
}

/** An answer whose last byte is another than the one that was signed or hashed. */
const changed = (answer: Answer): Answer => ({
  ...answer,
  body: withOtherEnd(answer.body),
  ...(answer.stream === undefined
    ? {}
    : {
        stream: Stream.map(Stream.zipWithNext(answer.stream), ([bytes, next]) =>
          Option.isNone(next) ? withOtherEnd(bytes) : bytes
        )
      })
})

/** An answer without a body cannot be cut: it becomes one whose body never comes. */
const cut = (answer: Answer): Answer =>
  answer.body.length > 0 || answer.stream !== undefined
    ? { ...answer, cut: true }
    : { ...answer, status: answer.status === 204 ? 200 : answer.status, body: emptyBody, cut: true }

export interface Finished {
  readonly reply: Reply
  readonly draft: Answers.Draft | undefined
}

/** What a fault does to an answer on its way, whatever protocol it speaks. */
export const applyTransportFault = Effect.fnUntraced(function* (
  fault: Fault,
  make: Effect.Effect<{ readonly draft: Answers.Draft; readonly answer: Answer }>
) {
  if (fault._tag === "Hang") return yield* Effect.never
  if (fault._tag === "Reset")
    return { reply: { _tag: "Reset" }, draft: undefined } satisfies Finished as Finished
  const { answer, draft } = yield* make
  if (fault._tag === "Delayed") yield* Effect.sleep(fault.duration)
  const reply = fault._tag === "Truncated" ? cut(answer) : fault._tag === "Changed" ? changed(answer) : answer
  return { reply, draft } satisfies Finished as Finished
})

/** `now` is Unix time in milliseconds. */
export const applyFault = (
  fault: Fault,
  original: Answers.Draft,
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
      return Effect.map(signature, (headers) => ({ draft, answer: Answers.finish(draft, headers) }))
    })
  )
