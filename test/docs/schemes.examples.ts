/** The examples of docs/schemes.md. */

import * as Certificates from "@effect-wechatpay/core/Certificates"
import * as CipherSuite from "@effect-wechatpay/core/CipherSuite"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Shangmi from "@effect-wechatpay/shangmi/Shangmi"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"

export const configured = Shangmi.layerConfig()

const { cipherSuite } = Shangmi

export const withPublicKey = (signer: Signer.Options, key: Verifier.PublicKey) =>
  WechatPayClient.layer().pipe(
    Layer.provideMerge(Verifier.layerPublicKey({ keys: [key], cipherSuite })),
    Layer.provide(Signer.layer({ ...signer, cipherSuite }))
  )

export const withCertificates = (signer: Signer.Options, apiV3Key: Redacted.Redacted) =>
  WechatPayClient.layer().pipe(
    Layer.provideMerge(Verifier.layerCertificates),
    Layer.provide(Certificates.layer({ apiV3Key, cipherSuite })),
    Layer.provide(Signer.layer({ ...signer, cipherSuite }))
  )

export const notificationKeys = (mchid: string, apiV3Key: Redacted.Redacted) =>
  NotificationKeys.layer({ mchid, apiV3Key })

export const ofBrand = (signer: Signer.Options, key: Verifier.PublicKey) =>
  WechatPayClient.layer().pipe(
    Layer.provideMerge(Verifier.layerPublicKey({ keys: [key], cipherSuite: CipherSuite.brand })),
    Layer.provide(Signer.layer({ ...signer, cipherSuite: CipherSuite.brand }))
  )

export const brandFromVariables = WechatPayClient.layerConfig({ cipherSuite: CipherSuite.brand })
