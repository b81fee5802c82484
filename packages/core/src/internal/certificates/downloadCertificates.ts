/**
 * `GET /v3/certificates`. Its response is signed by a certificate that may be known from the response only. So the content is
 * decrypted first, which the APIv3 key authenticates, and then the response is verified with what it holds.
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
import { CertificatesUnavailable, type Options } from "../../Certificates.js"
import type { CipherSuite } from "../../CipherSuite.js"
import type { Decrypter } from "../../Decrypter.js"
import { InvalidOptions } from "../../InvalidOptions.js"
import { Nonce } from "../../Nonce.js"
import { Retry } from "../../Retry.js"
import { Signer } from "../../Signer.js"
import { Timeout } from "../../Timeout.js"
import type { Verifier } from "../../Verifier.js"
import { UnknownSerial } from "../../WechatPayError.js"
import { buildRequest, type Connection, failFromResponse, type Outgoing } from "../call/call.js"
import * as Exchange from "../call/exchange.js"
import { hostsOf, isOverseas } from "../call/hosts.js"
import { configureClient } from "../call/httpClient.js"
import { parseJson } from "../call/response.js"
import { verifyMessage } from "../crypto/verifyMessage.js"
import { type CertifiedKey, certifiedKeys } from "./certifiedKey.js"

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

/** PEM texts of a response, once each is known to be what it says it is. */
const open = Effect.fnUntraced(function* (decrypter: Decrypter, body: Uint8Array) {
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

/** What a response that is no success says about certificates. */
const explain = (error: Exchange.Failure | CertificatesUnavailable): CertificatesUnavailable =>
  error instanceof CertificatesUnavailable
    ? error
    : new CertificatesUnavailable({
        none: ApiError.isApiError(error) && error.code === "RESOURCE_NOT_EXISTS",
        problem: error.message
      })

/** What a download brings. */
interface Downloaded {
  readonly pems: ReadonlyArray<string>
  readonly keys: ReadonlyArray<CertifiedKey>
}

/** Checks the settings, and gives the download. */
export const downloader = Effect.fnUntraced(function* (options: Options, cipherSuite: CipherSuite) {
  const signer = yield* Signer
  const { makeNonce, policy, timeout } = yield* Exchange.callContext
  // One download serves many callers, so that none of them can say how long it may take.
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
  const connection: Exchange.Connection & Pick<Connection, "signer" | "acceptLanguage"> = {
    http: yield* configureClient(yield* HttpClient.HttpClient),
    mchid: signer.mchid,
    hosts,
    maxResponseBytes: 1024 * 1024,
    signer,
    acceptLanguage: undefined
  }
  const path = isOverseas(hosts, options) ? "/v3/global/certificates" : "/v3/certificates"
  // RSA is what WeChat Pay takes for granted.
  const target =
    cipherSuite.certificates === "RSA" ? path : `${path}?algorithm_type=${cipherSuite.certificates}`
  const operation: Exchange.Operation = {
    id: "wechatpay.certificates",
    method: "GET",
    template: path,
    idempotent: true,
    retryInterval: Duration.zero,
    errors: []
  }
  const outgoing: Outgoing = {
    method: "GET",
    target,
    signed: "",
    accept: "application/json"
  }

  const interpret = (
    response: Exchange.Response
  ): Effect.Effect<Downloaded, Exchange.Failure | CertificatesUnavailable> =>
    Effect.gen(function* () {
      if (response.status !== 200) return yield* failFromResponse(operation, [], response, false, outgoing)
      const pems = yield* open(decrypter, response.body)
      const keys = yield* certifiedKeys(cipherSuite, pems)
      const own: Pick<Verifier["Type"], "verify"> = {
        verify: (message) =>
          keys.find((key) => key.serialNo === message.serialNo)?.verify(message) ??
          new UnknownSerial({ serialNo: message.serialNo, known: keys.map((key) => key.serialNo) })
      }
      const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      yield* Effect.mapError(verifyMessage(own, response.headers, response.body, now), (reason) =>
        Exchange.failure(operation, reason, "Unknown", response)
      )
      return { pems, keys }
    })

  const download = Effect.suspend(() => {
    // What is wrong with the content is no business of the general machinery, which is to try again what may pass.
    let downloaded: Downloaded = { pems: [], keys: [] }
    let problem = Option.none<CertificatesUnavailable>()
    return Exchange.run(
      connection,
      operation,
      Effect.succeed({
        local: signer.local ?? false,
        request: (origin: string, around: Exchange.CallContext) =>
          buildRequest({ ...connection, verifier: anonymous }, outgoing, origin, around),
        interpret: (response: Exchange.Response) =>
          Effect.matchEffect(interpret(response), {
            onSuccess: (found) => {
              downloaded = found
              return Effect.void
            },
            onFailure: (error) => {
              if (!(error instanceof CertificatesUnavailable)) return Effect.fail(error)
              problem = Option.some(error)
              return Effect.void
            }
          })
      })
    ).pipe(
      Effect.mapError(explain),
      Effect.flatMap(() =>
        Option.isSome(problem) ? Effect.fail(problem.value) : Effect.succeed(downloaded)
      ),
      Effect.provide(settings)
    )
  })
  return { download }
})

/** The request names no key: there may be none yet. */
const anonymous = { requestSerial: Effect.succeed(Option.none<string>()) }
