/**
 * `GET /v3/certificates`. The certificate that signed the response may be known only from the response. So the content is
 * decrypted first, which authenticates it by the APIv3 key; then the response is verified with the certificates in it.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as ApiError from "../../ApiError.js"
import { parse } from "../../Certificate.js"
import type { Options } from "../../Certificates.js"
import type { CipherSuite } from "../../CipherSuite.js"
import type { Decrypter } from "../../Decrypter.js"
import type * as HttpExchange from "../../HttpExchange.js"
import { InvalidOptions } from "../../InvalidOptions.js"
import { Nonce } from "../../Nonce.js"
import { Retry } from "../../Retry.js"
import { Signer } from "../../Signer.js"
import { Timeout } from "../../Timeout.js"
import type { Verifier } from "../../Verifier.js"
import { UnknownSerial } from "../../WechatPayError.js"
import { type Failure, failure } from "../call/failure.js"
import { hostsOf, isOverseas } from "../call/hosts.js"
import { callContext, type Operation, type Protocol, type SignedRequest } from "../call/protocol.js"
import { type Connection, runner } from "../call/runner.js"
import { makeTransport } from "../call/transport.js"
import { parseJson } from "../codec/json.js"
import { verifyMessage } from "../crypto/verifyMessage.js"
import { type Outgoing, signRequest } from "../v3/sign.js"
import { failFromResponse } from "../v3/unsuccessful.js"
import { type CertifiedKey, certifiedKeys } from "./certifiedKey.js"
import type { Trust } from "./trust.js"
import { CertificatesUnavailable } from "./unavailable.js"

const Response = Schema.Struct({
  data: Schema.Array(
    Schema.Struct({
      serial_no: Schema.String,
      encrypt_certificate: Schema.Struct({
        algorithm: Schema.String,
        nonce: Schema.String,
        associated_data: Schema.optional(Schema.String),
        ciphertext: Schema.String
      })
    })
  )
})

const unavailable = (problem: string) => new CertificatesUnavailable({ none: false, problem })

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The PEM texts of a response, each checked against its serial number. */
const open = /* @__PURE__ */ Effect.fnUntraced(function* (decrypter: Decrypter, body: Uint8Array) {
  const json = parseJson(body)
  if (Either.isLeft(json)) return yield* unavailable(`the response ${json.left}`)
  const response = yield* Effect.mapError(Schema.decodeUnknown(Response)(json.right), () =>
    unavailable("the response is not a list of certificates")
  )
  if (response.data.length === 0) {
    return yield* new CertificatesUnavailable({ none: true, problem: "the response lists none" })
  }
  return yield* Effect.forEach(
    response.data,
    Effect.fnUntraced(function* ({ encrypt_certificate: encrypted, serial_no }) {
      if (encrypted.algorithm !== decrypter.algorithm) {
        return yield* unavailable(`certificate ${serial_no} is encrypted by ${encrypted.algorithm}`)
      }
      const bytes = yield* Effect.mapError(
        decrypter.decrypt({
          ciphertext: encrypted.ciphertext,
          nonce: encrypted.nonce,
          associatedData: encrypted.associated_data
        }),
        (error) => unavailable(error.message)
      )
      const pem = yield* Effect.try({
        try: () => utf8.decode(bytes),
        catch: () => unavailable(`certificate ${serial_no} is not text`)
      })
      const certificate = yield* Effect.mapError(parse(pem), (error) => unavailable(error.problem))
      if (certificate.serialNo !== serial_no) {
        return yield* unavailable(`certificate ${serial_no} has the serial number ${certificate.serialNo}`)
      }
      return pem
    })
  )
})

/**
 * Codes of a merchant that has no certificates, and of one whose certificates have all expired: it has to use the
 * public key.
 */
const noneCodes = new Set<string | undefined>(["RESOURCE_NOT_EXISTS", "NOT_ENOUGH"])

/** The error for callers: whether WeChat Pay has no certificates for the merchant, and the problem. */
const explain = (error: Failure | CertificatesUnavailable): CertificatesUnavailable =>
  error instanceof CertificatesUnavailable
    ? error
    : new CertificatesUnavailable({
        none: ApiError.isApiError(error) && noneCodes.has(error.code),
        problem: error.message
      })

/** The result of a download. */
interface Downloaded {
  readonly pems: ReadonlyArray<string>
  readonly keys: ReadonlyArray<CertifiedKey>
}

/** Checks the settings and makes the effect that downloads. */
export const downloader = /* @__PURE__ */ Effect.fnUntraced(function* (
  options: Options,
  cipherSuite: CipherSuite,
  trust: Trust | undefined
) {
  const signer = yield* Signer
  const { makeNonce, policy, timeout } = yield* callContext
  // One download serves many callers, so it does not use the settings of any of them.
  const settings = Context.make(Timeout, timeout).pipe(
    Context.add(Retry, policy),
    Context.add(Nonce, makeNonce)
  )
  if (cipherSuite.certificates === undefined) {
    return yield* new InvalidOptions({
      setting: "cipherSuite",
      problem: `${cipherSuite.scheme} has no platform certificates; use WeChat Pay's public key`
    })
  }
  if (signer.scheme !== cipherSuite.scheme) {
    return yield* new InvalidOptions({
      setting: "cipherSuite",
      problem: `requests are signed by ${signer.scheme}, certificates are of ${cipherSuite.scheme}: they must be the same`
    })
  }
  const decrypter = yield* cipherSuite.decrypter(options.apiV3Key)
  const hosts = yield* hostsOf(options)
  const connection: Connection = {
    transport: yield* makeTransport(yield* HttpClient.HttpClient),
    mchid: signer.mchid,
    hosts,
    maxResponseBytes: 1024 * 1024
  }
  const path = isOverseas(hosts, options) ? "/v3/global/certificates" : "/v3/certificates"
  const operation: Operation = {
    id: "wechatpay.certificates",
    method: "GET",
    template: path,
    idempotent: true,
    retryInterval: Duration.zero,
    errors: []
  }
  const outgoing: Outgoing = {
    method: "GET",
    // Without the parameter WeChat Pay lists certificates of RSA.
    target: cipherSuite.certificates === "RSA" ? path : `${path}?algorithm_type=${cipherSuite.certificates}`,
    signed: "",
    accept: "application/json"
  }
  const signing = { signer, verifier: anonymous, acceptLanguage: undefined }

  const interpret = Effect.fnUntraced(function* (
    request: SignedRequest,
    response: HttpExchange.Response
  ): Effect.fn.Return<Downloaded, Failure | CertificatesUnavailable> {
    if (response.status !== 200) return yield* failFromResponse(operation, [], request, response, false)
    const pems = yield* open(decrypter, response.body)
    const keys = yield* certifiedKeys(cipherSuite, trust, pems)
    const own: Pick<Verifier["Type"], "verify"> = {
      verify: (message) =>
        keys.find((key) => key.serialNo === message.serialNo)?.verify(message) ??
        new UnknownSerial({ serialNo: message.serialNo, known: keys.map((key) => key.serialNo) })
    }
    const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    yield* Effect.mapError(verifyMessage(own, response.headers, response.body, now), (reason) =>
      failure(operation, reason, "Unknown", response)
    )
    return { pems, keys }
  })

  /** A problem with the content is a value for the runner, which retries transient errors only. */
  type Result = Either.Either<Downloaded, CertificatesUnavailable>

  const protocol: Protocol<void, Outgoing, Result> = {
    operation,
    local: signer.local ?? false,
    encode: () => Effect.succeed(outgoing),
    sign: (outgoing, origin, context) => signRequest(signing, outgoing, origin, context),
    interpret: (_, request, response) =>
      interpret(request, response).pipe(
        Effect.map((found): Result => Either.right(found)),
        Effect.catchAll((error) =>
          error instanceof CertificatesUnavailable ? Effect.succeed(Either.left(error)) : Effect.fail(error)
        )
      )
  }

  const download = runner(connection, protocol)().pipe(
    Effect.mapError(explain),
    Effect.flatMap(Either.match({ onLeft: Effect.fail, onRight: Effect.succeed })),
    Effect.provide(settings)
  )
  return { download }
})

/** The request names no key, because there may be none yet. */
const anonymous = { requestSerial: Effect.succeed(Option.none<string>()) }
