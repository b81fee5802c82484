/**
 * Tests keys, clock, network and notifications with WeChat Pay's own echo call. No money moves.
 *
 * Tested in `test/integration/selfTest.test.ts`.
 *
 * @since 1.0.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import * as ApiError from "./ApiError.js"
import * as CommonError from "./CommonError.js"
import * as Endpoint from "./Endpoint.js"
import { storeDelivery } from "./internal/notification/handle.js"
import { receiveRequest } from "./internal/notification/readRequest.js"
import { respond } from "./internal/notification/respond.js"
import { toResponse } from "./internal/notification/toResponse.js"
import { Nonce } from "./Nonce.js"
import * as Notification from "./Notification.js"
import type { NotificationKeys } from "./NotificationKeys.js"
import { receive } from "./NotificationReceiver.js"
import * as Sensitive from "./Sensitive.js"
import type { WechatPayClient } from "./WechatPayClient.js"
import type { WechatPayError } from "./WechatPayError.js"
import * as Wire from "./Wire.js"

/**
 * Sends a text to WeChat Pay, which returns it. Harmless to repeat.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014551946
 * @since 1.0.0
 * @category endpoints
 */
export const echo = Endpoint.make("selfTest.echo", {
  method: "POST",
  path: "/v3/security/echo",
  payload: {
    /** Is returned unchanged. */
    echo_message: Schema.String,
    /** Is sent encrypted with WeChat Pay's key, and returned encrypted to the merchant's certificate. */
    encrypted_echo_message: Schema.optional(Sensitive.text),
    /** Where `SECURITY_ECHO.SUCCESS` is sent: https, without query. Without it there is no notification. */
    notify_url: Schema.optional(Wire.notifyUrl())
  },
  success: {
    echo_message: Schema.String,
    encrypted_echo_message: Schema.optional(Sensitive.text)
  },
  errors: CommonError.all,
  idempotent: true
})

/**
 * The notification that WeChat Pay sends to the `notify_url` of {@link echo}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4015164042
 * @since 1.0.0
 * @category notifications
 */
export const notification = Notification.make("SECURITY_ECHO.SUCCESS", {
  originalType: "security",
  resource: {
    echo_message: Schema.String,
    /**
     * The `encrypted_echo_message` of the request, encrypted to the merchant's API certificate, base64. The names differ:
     * `encrypt_` here, `encrypted_` there.
     */
    encrypt_echo_message: Schema.optional(Schema.String)
  },
  businessKey: ({ echo_message }) => echo_message
})

/**
 * The place where the notifications of self-tests arrive in this process.
 *
 * @since 1.0.0
 * @category models
 */
export interface Inbox {
  /** For the table of a `NotificationHandler`: `{ [SelfTest.notification.eventType]: inbox.handle }`. */
  readonly handle: (event: Notification.EventOf<typeof notification>) => Effect.Effect<void>
  /** Records for the report why a notification was not accepted. `problem` must not contain a secret. */
  readonly rejected: (problem: string) => Effect.Effect<void>
  /** Waits for the notification with this text; `problem` says why others were not accepted in the meantime. */
  readonly expect: (message: string) => Effect.Effect<{
    readonly arrived: Effect.Effect<void>
    readonly problem: Effect.Effect<string | undefined>
  }>
}

/** A notification that is waited for. */
interface Expected {
  readonly arrived: Deferred.Deferred<void>
  /** Why the last notification that came meanwhile was not accepted. */
  readonly problem: Ref.Ref<string | undefined>
}

/**
 * Creates an inbox for the notifications of a self-test.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeInbox: Effect.Effect<Inbox> = Effect.sync(() => {
  const expected = new Map<string, Expected>()
  return {
    handle: ({ resource }) =>
      Effect.suspend(() => {
        const waiting = expected.get(resource.echo_message)
        return waiting === undefined ? Effect.void : Deferred.succeed(waiting.arrived, undefined)
      }),
    rejected: (text) =>
      Effect.suspend(() =>
        Effect.forEach(expected.values(), ({ problem }) => Ref.set(problem, text), { discard: true })
      ),
    expect: (message) =>
      Effect.gen(function* () {
        const arrived = yield* Deferred.make<void>()
        const problem = yield* Ref.make<string | undefined>(undefined)
        expected.set(message, { arrived, problem })
        return {
          arrived: Effect.ensuring(
            Deferred.await(arrived),
            Effect.sync(() => expected.delete(message))
          ),
          problem: Ref.get(problem)
        }
      })
  }
})

/**
 * An app to mount at the notification URL while the self-test runs. It also records why a notification was not
 * accepted, which a handler of your own cannot see.
 *
 * ```ts
 * HttpRouter.post("/wechatpay/self-test", SelfTest.toHttpApp(inbox))
 * ```
 *
 * @since 1.0.0
 * @category adapters
 */
export const toHttpApp = (inbox: Inbox): HttpApp.Default<never, NotificationKeys> =>
  receiveRequest(128 * 1024, (delivery, timeout, start) =>
    storeDelivery(
      () =>
        Effect.flatMap(receive([notification], delivery), (received) =>
          received._tag === "Known" ? inbox.handle(received.event) : Effect.void
        ),
      delivery,
      timeout,
      start
    )
  ).pipe(
    Effect.tapError((error) =>
      inbox.rejected(
        error._tag === "HandlerStopped" ? "it is not the notification of a self-test" : error.message
      )
    ),
    (handled) => respond(handled, () => false),
    Effect.map(toResponse)
  )

/**
 * Options of a self-test.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Tests notifications too. */
  readonly notifications?: {
    /** Public address of this process: https, without query. */
    readonly url: string
    /** The inbox of the app at this URL; see {@link toHttpApp}. */
    readonly inbox: Inbox
    /** How long to wait. Default: 30 seconds, in which WeChat Pay tries three times. */
    readonly within?: Duration.DurationInput
  }
}

/**
 * The steps of a self-test, in their order:
 *
 * - `reach`: WeChat Pay responds.
 * - `sign`: WeChat Pay accepts the merchant number, the certificate, the private key and the clock.
 * - `encrypt`: WeChat Pay can decrypt what is encrypted to it.
 * - `verify`: the response comes from WeChat Pay and is unchanged.
 * - `decrypt`: the merchant's private key decrypts what WeChat Pay encrypted.
 * - `notify`: a notification arrives, is verified, and the APIv3 key decrypts it.
 *
 * @since 1.0.0
 * @category models
 */
export type Step = "reach" | "sign" | "encrypt" | "verify" | "decrypt" | "notify"

/**
 * The result of one step of a self-test.
 *
 * @since 1.0.0
 * @category models
 */
export interface Check {
  readonly step: Step
  readonly result: "Passed" | "Failed" | "NotTested"
  /** In plain words: what works, or what is wrong and what to do. */
  readonly text: string
}

/**
 * The results of a self-test.
 *
 * @since 1.0.0
 * @category models
 */
export interface Report {
  /** Whether no step failed. */
  readonly ok: boolean
  /** One for each {@link Step}. */
  readonly checks: ReadonlyArray<Check>
  /** The error of the failed step, if the call of the echo failed: for programs that explain it in their own words. */
  readonly error?: ApiError.Any | WechatPayError
}

const proved: Readonly<Record<Step, string>> = {
  reach: "WeChat Pay responds",
  sign: "WeChat Pay accepts merchant number, certificate, private key and clock",
  encrypt: "WeChat Pay can decrypt what is encrypted to it",
  verify: "the response comes from WeChat Pay and is unchanged",
  decrypt: "the merchant's private key decrypts what WeChat Pay encrypts",
  notify: "a notification arrived, was verified, and the APIv3 key decrypted it"
}

const steps = Object.keys(proved) as ReadonlyArray<Step>

const notAsked = "no URL for notifications was given; only a notification tests the APIv3 key"

interface Problem {
  readonly step: Step
  readonly text: string
  readonly error?: ApiError.Any | WechatPayError
}

const wrong: Readonly<Record<Step, string>> = {
  reach: "WeChat Pay could not be reached, or did not process the call",
  sign: "WeChat Pay does not accept the signature",
  encrypt: "the text could not be encrypted to WeChat Pay, or WeChat Pay could not decrypt it",
  verify:
    "the response cannot be trusted: WeChat Pay's public key or its id is not the configured one, or a proxy changes responses",
  decrypt: "the response could not be read",
  notify: "the notification was not received"
}

const stepOf = (error: ApiError.Any | WechatPayError): Step => {
  if (ApiError.isApiError(error)) {
    if (error.status === 401 || error.status === 403) return "sign"
    return error.status === 400 ? "encrypt" : "reach"
  }
  switch (error.reason._tag) {
    case "SignatureMissing":
    case "SignatureInvalid":
    case "ClockSkew":
    case "UnknownSerial":
      return "verify"
    case "EncryptionFailure":
      return error.outcome === "NotSent" ? "encrypt" : "decrypt"
    case "InvalidResponse":
      return "decrypt"
    case "SignerFailure":
      return "sign"
    case "InvalidInput":
      return "notify"
    default:
      return "reach"
  }
}

/**
 * The steps that passed if a step fails. A response that cannot be trusted proves only that WeChat Pay was reached.
 */
const provedBefore: Readonly<Record<Step, ReadonlyArray<Step>>> = {
  reach: [],
  sign: ["reach"],
  encrypt: ["reach", "sign"],
  verify: ["reach"],
  decrypt: ["reach", "sign", "encrypt", "verify"],
  notify: ["reach", "sign", "encrypt", "verify", "decrypt"]
}

const reportOf = (passed: ReadonlyArray<Step>, problem?: Problem): Report => ({
  ...(problem?.error === undefined ? {} : { error: problem.error }),
  ok: problem === undefined,
  checks: steps.map((step): Check => {
    if (step === problem?.step) return { step, result: "Failed", text: `${wrong[step]}: ${problem.text}` }
    return passed.includes(step)
      ? { step, result: "Passed", text: proved[step] }
      : {
          step,
          result: "NotTested",
          text: problem === undefined ? notAsked : "not tested, because an earlier step failed"
        }
  })
})

const failedAt = (step: Step, text: string): Report => reportOf(provedBefore[step], { step, text })

const failedWith = (error: ApiError.Any | WechatPayError): Report => {
  const step = stepOf(error)
  return reportOf(error.outcome === "NotSent" ? [] : provedBefore[step], { step, text: error.message, error })
}

/**
 * Runs the self-test of the client of the context. The effect does not fail; the report says what is wrong. With
 * notifications it runs until one arrives or the time is over.
 *
 * ```ts
 * const report = yield* SelfTest.run()
 * yield* Console.log(SelfTest.format(report))
 * ```
 *
 * @since 1.0.0
 * @category running
 */
export const run = (options: Options = {}): Effect.Effect<Report, never, WechatPayClient> =>
  Effect.gen(function* () {
    const { notifications } = options
    const makeNonce = yield* Nonce
    const message = `self-test ${makeNonce()}`
    const secret = `秘密 ${makeNonce()}`
    const expected = yield* Effect.transposeMapOption(Option.fromNullable(notifications), ({ inbox }) =>
      inbox.expect(message)
    )
    const response = yield* Effect.either(
      echo({
        echo_message: message,
        encrypted_echo_message: Redacted.make(secret),
        ...(notifications === undefined ? {} : { notify_url: notifications.url })
      })
    )
    if (Either.isLeft(response)) return failedWith(response.left)
    const { echo_message, encrypted_echo_message } = response.right
    if (
      echo_message !== message ||
      encrypted_echo_message === undefined ||
      Redacted.value(encrypted_echo_message) !== secret
    ) {
      return failedAt("decrypt", "the returned text is not the one that was sent")
    }
    if (notifications === undefined || Option.isNone(expected)) return reportOf(provedBefore.notify)
    const within = Duration.decode(notifications.within ?? "30 seconds")
    const arrived = yield* Effect.timeoutOption(expected.value.arrived, within)
    if (Option.isSome(arrived)) return reportOf(steps)
    const problem = yield* expected.value.problem
    return failedAt(
      "notify",
      problem === undefined
        ? `none arrived within ${Duration.format(within)}: the URL must be public https and lead to this process, and the APIv3 key must be set in the merchant console`
        : `one arrived and was not accepted: ${problem}`
    )
  })

const marks = { Passed: "ok  ", Failed: "FAIL", NotTested: "-   " } as const

/**
 * The report as lines of text.
 *
 * @since 1.0.0
 * @category formatting
 */
export const format = ({ checks }: Report): string =>
  checks.map(({ result, step, text }) => `${marks[result]} ${step.padEnd(8)} ${text}`).join("\n")
