/** The examples of docs/keys.md. */

import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Certificates from "@effect-wechatpay/core/Certificates"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as WechatPayError from "@effect-wechatpay/core/WechatPayError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"

export const watched = (signer: Signer.Options, apiclientCert: string) =>
  Signer.layer({ ...signer, certificate: apiclientCert })

export const withPublicKey = (signer: Signer.Options, key: Verifier.PublicKey) =>
  WechatPayClient.layer().pipe(
    Layer.provide([Signer.layer(signer), Verifier.layerPublicKey({ keys: [key] })])
  )

export const withCertificates = (signer: Signer.Options, certificates: Certificates.Options) =>
  WechatPayClient.layer().pipe(
    Layer.provideMerge(Verifier.layerCertificates),
    Layer.provide(Certificates.layer(certificates)),
    Layer.provide(Signer.layer(signer))
  )

export const trusting = (apiV3Key: Redacted.Redacted, certTrustChain: Uint8Array) =>
  Certificates.layer({ apiV3Key, trust: certTrustChain })

export const shared = (apiV3Key: Redacted.Redacted, store: KeyValueStore.KeyValueStore) =>
  Certificates.layer({ apiV3Key, store })

export const migrating = (
  signer: Signer.Options,
  certificates: Certificates.Options,
  key: Verifier.PublicKey
) =>
  WechatPayClient.layer().pipe(
    Layer.provideMerge(Verifier.layerMigration({ keys: [key] })),
    Layer.provide(Certificates.layer(certificates)),
    Layer.provide(Signer.layer(signer))
  )

export interface Merchant {
  readonly signer: Signer.Options
  readonly key: Verifier.PublicKey
}

/** A client for each merchant, made once, as long as the scope is open. */
export const makeClients = Effect.fnUntraced(function* (merchants: ReadonlyArray<Merchant>) {
  const clients = yield* Effect.forEach(merchants, ({ key, signer }) =>
    Effect.map(Layer.build(withPublicKey(signer, key)), (context) => [signer.mchid, context] as const)
  )
  return new Map(clients)
})

export interface Kms {
  /** RSASSA-PKCS1-v1_5 with SHA-256, as base64. */
  readonly sign: (serialNo: string, message: string) => Promise<string>
}

export const layerKms = (kms: Kms, mchid: string, serialNo: () => string) =>
  Layer.succeed(
    Signer.Signer,
    Signer.Signer.of({
      scheme: "WECHATPAY2-SHA256-RSA2048",
      mchid,
      sign: (message) =>
        Effect.suspend(() => {
          const current = serialNo()
          return Effect.tryPromise({
            try: async () => ({ serialNo: current, value: await kms.sign(current, message) }),
            catch: () => new WechatPayError.SignerFailure({ problem: "the KMS did not sign" })
          })
        })
    })
  )
