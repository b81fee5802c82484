/** One example of each kind of failure. */

import { generateKeyPairSync } from "node:crypto"
import { Retry, Signer, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { fails, succeeds } from "@effect-wechatpay/example-shared/print"
import { Permission } from "@effect-wechatpay/payscore"
import { Faults, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"

const { appid, openid, serviceId: service_id } = Samples
/** The identical call as the first one of the demo, so that it has the same response. */
const terminate = Permission.terminateByOpenid({ openid, service_id, appid, reason: "user asked" })

/** A client of the simulator's merchant with a changed option. */
const otherClient = (change: {
  readonly privateKey?: Redacted.Redacted
  readonly baseUrl?: string
  readonly backupUrl?: string
}) =>
  Layer.unwrapEffect(
    Effect.map(Simulator.Simulator, ({ baseUrl, merchant, platform }) =>
      WechatPayClient.layer({ baseUrl, ...change }).pipe(
        Layer.provide([
          Signer.layer({ ...merchant, privateKey: change.privateKey ?? merchant.privateKey }),
          Verifier.layerPublicKey({ keys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }] })
        ])
      )
    )
  ).pipe(Layer.orDie)

const unknownUser = fails(
  "the user never authorized this service",
  "OrderNotExist",
  Permission.terminateByOpenid({ openid: "oUpF8uMuAJO_nobody_at_all", service_id, appid, reason: "demo" })
)

const badInput = fails(
  "a reason of 51 characters, rejected before anything is signed",
  "InvalidInput",
  Permission.terminateByOpenid({ openid, service_id, appid, reason: "x".repeat(51) })
)

const wrongKey = Effect.suspend(() => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" }
  })
  const client = otherClient({ privateKey: Redacted.make(privateKey) })
  return fails("signed with another merchant's key", "SignError", terminate.pipe(Effect.provide(client)))
})

const faulty = (what: string, tag: string, fault: Faults.Fault) =>
  Effect.gen(function* () {
    const { faults } = yield* Simulator.Simulator
    yield* faults.inject(fault)
    yield* fails(what, tag, terminate)
  })

/** A closed port. */
const closedPort = "http://127.0.0.1:9"

const hostDown = fails(
  "the host cannot be reached, and there is no backup",
  "Transport",
  terminate.pipe(Effect.provide(otherClient({ baseUrl: closedPort })))
)

const failover = Effect.gen(function* () {
  const { baseUrl } = yield* Simulator.Simulator
  yield* Console.log("  the first host cannot be reached, the second one responds:")
  yield* succeeds(
    Permission.terminateByOpenid,
    terminate.pipe(
      Retry.policy({ attempts: 2, schedule: Schedule.spaced(Duration.millis(50)) }),
      Effect.provide(otherClient({ baseUrl: closedPort, backupUrl: baseUrl }))
    )
  )
})

export const failures = Effect.gen(function* () {
  yield* badInput
  yield* unknownUser
  yield* wrongKey
  yield* faulty("a response whose signature is invalid", "SignatureInvalid", Faults.signatureWrong)
  yield* faulty("a gateway's 502 page", "ApiError", Faults.badGateway())
  yield* faulty(
    "a connection that breaks after WeChat Pay has read the request",
    "Transport",
    Faults.reset({ effect: true })
  )
  yield* hostDown
  yield* failover
})
