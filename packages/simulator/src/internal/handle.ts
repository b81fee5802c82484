/** Handles one request: checks, rules, fault, signed response, and its entry in the log. */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Call, Check, Recorder } from "../Calls.js"
import type * as Domain from "../Domain.js"
import type { Fault, Faults } from "../Faults.js"
import type { SimulatedError } from "../SimulatedError.js"
import { State } from "../State.js"
import type * as V2Domain from "../V2Domain.js"
import { applyFault, type Finished, preventsEffect, skewOf } from "./applyFault.js"
import { bodyLimit, bodyTooLong } from "./bodyLimit.js"
import { parseAuthorization } from "./checks/authorization.js"
import { clientHeaders } from "./checks/clientHeaders.js"
import { contentType } from "./checks/contentType.js"
import { decodeInput } from "./checks/input.js"
import { jsonBody } from "./checks/json.js"
import { knownMerchant } from "./checks/merchant.js"
import { wellFormedNonce } from "./checks/nonce.js"
import { namedPlatformKey } from "./checks/platformSerial.js"
import { knownRoute } from "./checks/route.js"
import { validSignature } from "./checks/signature.js"
import { freshTimestamp } from "./checks/timestamp.js"
import { type Explained, explainAuthorization, explainSignature, explainTime } from "./diagnosis/explain.js"
import { inLanguageOf } from "./language.js"
import type { Arrived, LateArrivals } from "./lateArrivals.js"
import type { Reply, Request } from "./message.js"
import { makeNonces } from "./nonces.js"
import * as Responses from "./responses.js"
import type { Found } from "./routes.js"
import { decryptBody, encryptResponse } from "./sensitive.js"
import type { BusinessTime } from "./time.js"
import { readUpload, uploadInput, withAsciiName } from "./upload.js"
import { makeV2Work } from "./v2/work.js"
import type { KnownMerchant, PlatformKey, World } from "./world.js"

export interface Parts {
  readonly world: World
  readonly route: (method: string, target: string) => Found
  /** Routes of the XML interface. */
  readonly v2Route: (target: string) => V2Domain.Handler | undefined
  readonly calls: Recorder
  readonly faults: Faults
  readonly lateArrivals: LateArrivals
  readonly state: Context.Tag.Service<typeof State>
  readonly oneAtATime: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  readonly signErrors: boolean
  readonly time: BusinessTime
}

type Update = Partial<Omit<Call, "id">>

const isEmptyObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

/** What the checks have found out about a request. */
interface Progress {
  check: Check
  /** Signs the response. */
  signing: PlatformKey
  update: Update
}

interface Passed {
  readonly handler: Domain.Handler
  readonly input: Readonly<Record<string, unknown>>
  readonly merchant: KnownMerchant
}

/** The reply to the client of a request that is delayed in transit. */
const resetBeforeArrival: Finished = { reply: { _tag: "Reset" }, draft: undefined }

/** How many bytes of a body the log keeps. */
const keptBytes = 64 * 1024

export const makeHandle = (parts: Parts): ((request: Request) => Effect.Effect<Reply>) => {
  const { calls, faults, world } = parts
  const isReplay = makeNonces()

  /** The checks in the order in which WeChat Pay makes them. */
  const runChecks = Effect.fnUntraced(function* (
    request: Request,
    found: Found,
    now: number,
    progress: Progress
  ) {
    const step = <A>(check: Check, effect: Effect.Effect<A, SimulatedError>) => {
      progress.check = check
      return effect
    }
    yield* step("clientHeaders", clientHeaders(request))
    const authorization = yield* step("authorization", parseAuthorization(request, world)).pipe(
      Effect.mapError((rejection) => {
        const found = explainAuthorization(rejection, request)
        if (found === undefined) return rejection
        progress.update = { ...progress.update, diagnosis: found.diagnosis }
        return found.error
      })
    )
    const { mchid, nonce, serialNo, timestamp } = authorization
    progress.update = { mchid, serialNo, timestamp, nonce, nonceReplayed: isReplay(mchid, nonce) }
    const merchant = yield* step("merchant", knownMerchant(world, authorization))
    const explaining = (explain: (error: SimulatedError) => Explained) =>
      Effect.mapError((rejection: SimulatedError) => {
        const { diagnosis, error } = explain(rejection)
        progress.update = { ...progress.update, diagnosis }
        return error
      })
    yield* step("timestamp", freshTimestamp(authorization, now)).pipe(
      explaining((error) => explainTime(error, authorization, now))
    )
    yield* step("nonce", wellFormedNonce(authorization))
    const template = found._tag === "Found" ? found.match.handler.endpoint.path : undefined
    const upload = yield* step("multipart", readUpload(request))
    progress.update = { ...progress.update, signature: "invalid" }
    const signed = upload?.meta ?? request.body
    const signature = step("signature", validSignature(request, signed, authorization, merchant))
    // An SM2 signature does not reveal what was signed.
    yield* merchant.publicKey.asymmetricKeyType === "rsa"
      ? signature.pipe(
          explaining((error) => explainSignature(error, world, request, authorization, merchant, template))
        )
      : signature
    progress.update = { ...progress.update, signature: "valid" }
    const named = yield* step("platformSerial", namedPlatformKey(merchant, request))
    progress.signing = merchant.platform.signing(request.headers["wechatpay-serial"])
    const match = yield* step("route", knownRoute(found, request.method, request.target))
    const { handler } = match
    yield* step("contentType", contentType(request, handler.endpoint, upload))
    const json = yield* step(
      "json",
      upload === undefined ? jsonBody(request.body) : uploadInput(handler.endpoint, upload)
    )
    const decrypted = yield* step("input", decryptBody(handler.endpoint, request, named, json))
    const isLeftOut = handler.allowsEmptyObject === true && isEmptyObject(decrypted)
    const body = isLeftOut ? undefined : decrypted
    const decoded = yield* step(
      "input",
      decodeInput(handler.endpoint, request, match.params, upload === undefined ? body : withAsciiName(body))
    )
    const input = upload?.file === undefined ? decoded : { ...decoded, filename: upload.file.name }
    return { handler, input, merchant } satisfies Passed as Passed
  })

  const encodeSuccess = (
    { endpoint, isFile = false }: Domain.Handler,
    merchant: KnownMerchant,
    value: unknown,
    input: unknown
  ) => {
    if (isFile) return Effect.succeed(Responses.file(value as Domain.File))
    return endpoint.success === undefined
      ? Effect.succeed(Responses.success(endpoint.status, undefined))
      : Schema.encodeUnknown(endpoint.success)(value).pipe(
          Effect.flatMap((encoded) => encryptResponse(endpoint, merchant, encoded, input)),
          Effect.map((encoded) => Responses.success(endpoint.status, encoded))
        )
  }

  /** Completes even if the client disconnects, as at WeChat Pay. */
  const runHandler = (
    { handler, input, merchant }: Passed,
    request: Request,
    now: number,
    progress: Progress
  ) =>
    parts
      .oneAtATime(
        parts.time.shift(
          Effect.suspend(() =>
            handler.run(input as never, {
              merchant: merchant.merchant,
              now: parts.time.at(now),
              origin: request.origin,
              headers: request.headers
            })
          )
        )
      )
      .pipe(
        Effect.provideService(State, parts.state),
        Effect.flatMap((value) => encodeSuccess(handler, merchant, value, input)),
        Effect.catchTag("SimulatedError", (error) => {
          progress.update = { ...progress.update, ...Responses.ofRules(error) }
          return Effect.succeed(Responses.failure(inLanguageOf(request, error)))
        }),
        Effect.catchAllCause((cause) => {
          const defect = Cause.pretty(cause)
          progress.update = { ...progress.update, defect }
          return Effect.as(
            Effect.logError(`The simulator's rules of ${handler.endpoint.id} failed`, cause),
            Responses.systemError()
          )
        }),
        Effect.tap(() => {
          progress.update = { ...progress.update, handled: true }
          return Effect.void
        }),
        Effect.uninterruptible
      )

  const work = Effect.fnUntraced(function* (
    call: Call,
    fault: Fault,
    request: Request,
    found: Found,
    /** By how many milliseconds the request is older than by the clock. */
    aged = 0
  ) {
    const now = call.receivedAt + skewOf(fault)
    const progress: Progress = {
      check: "clientHeaders",
      signing: world.platform.signing(undefined),
      update: {}
    }
    const draft = yield* runChecks(request, found, now + aged, progress).pipe(
      Effect.flatMap((passed) =>
        preventsEffect(fault)
          ? Effect.succeed(Responses.success(204, undefined))
          : runHandler(passed, request, call.receivedAt, progress)
      ),
      Effect.catchTag("SimulatedError", (error) => {
        progress.update = { ...progress.update, rejectedBy: progress.check }
        return Effect.succeed(Responses.failure(inLanguageOf(request, error)))
      }),
      // Also if the client has disconnected: the operation has taken effect.
      Effect.ensuring(Effect.suspend(() => calls.update(call.id, progress.update)))
    )
    return yield* applyFault(fault, draft, progress.signing, { now, signErrors: parts.signErrors })
  })

  const v2Work = makeV2Work(parts)

  const rejectTooLong = (call: Call, request: Request, limit: number): Effect.Effect<Finished> => {
    const draft = Responses.failure(inLanguageOf(request, bodyTooLong(limit)))
    return Effect.as(calls.update(call.id, { rejectedBy: "size" }), {
      draft,
      reply: Responses.finish(draft, {})
    })
  }

  const finishCall = (call: Call, change: Update) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      calls.update(call.id, { ...change, durationMillis: now - call.receivedAt })
    )

  return (request) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const v2Handler = parts.v2Route(request.target)
        const found = parts.route(request.method, request.target)
        const endpoint =
          v2Handler?.endpoint ?? (found._tag === "Found" ? found.match.handler.endpoint : undefined)
        const call = yield* calls.begin({
          receivedAt: yield* Clock.currentTimeMillis,
          method: request.method,
          target: request.target,
          headers: request.headers,
          body: request.body.subarray(0, keptBytes),
          bodyLength: request.body.length,
          ...(endpoint === undefined ? {} : { endpoint: endpoint.id, route: endpoint.path }),
          nonceReplayed: false,
          signature: "unchecked",
          handled: false,
          state: "open"
        })
        const fault = yield* faults.take(call)
        if (fault._tag !== "None") yield* calls.update(call.id, { fault })
        const limit = bodyLimit(found)
        const execute = (arrived: Call, aged?: number): Effect.Effect<Finished> =>
          request.cutOff === true || request.body.length > limit
            ? rejectTooLong(call, request, limit)
            : v2Handler === undefined
              ? work(arrived, fault, request, found, aged)
              : v2Work(arrived, fault, request, v2Handler)
        const arriveLate = ({ at, skipped }: Arrived) =>
          Effect.andThen(
            calls.update(call.id, { arrivedAt: at }),
            execute({ ...call, receivedAt: at }, skipped)
          )
        const finished =
          fault._tag === "LateArrival"
            ? Effect.flatMap(parts.lateArrivals.hold(fault.arrives, arriveLate), (response) =>
                fault.reset ? Effect.succeed(resetBeforeArrival) : response
              )
            : execute(call)
        const { draft, reply } = yield* restore(finished).pipe(
          Effect.onInterrupt(() => finishCall(call, { state: "aborted" }))
        )
        yield* finishCall(
          call,
          reply._tag === "Reset"
            ? { state: "reset" }
            : {
                state: "responded",
                status: reply.status,
                response: {
                  headers: reply.headers,
                  body: reply.body.subarray(0, keptBytes),
                  cut: reply.cut
                },
                ...(draft === undefined ? {} : { requestId: draft.requestId }),
                ...(draft?.errorCode === undefined ? {} : { errorCode: draft.errorCode })
              }
        )
        if (fault._tag !== "LateArrival") yield* parts.lateArrivals.passed(call.endpoint)
        return reply
      })
    )
}
