/** The download of platform certificates. */
import { randomBytes } from "node:crypto"
import * as CommonError from "@effect-wechatpay/core/CommonError"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import type { CipherSuite } from "../../internal/cipherSuites.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import type { PlatformKeys } from "../../internal/world.js"
import type { Certificate } from "../../Platform.js"
import * as SimulatedError from "../../SimulatedError.js"

const description = {
  method: "GET",
  query: { algorithm_type: Schema.optional(Wire.oneOf("RSA", "SM2", "ALL")) },
  success: {
    data: Schema.Array(
      Schema.Struct({
        serial_no: Schema.String,
        effective_time: Wire.Rfc3339,
        expire_time: Wire.Rfc3339,
        encrypt_certificate: Schema.Struct({
          algorithm: Schema.String,
          nonce: Schema.String,
          associated_data: Schema.String,
          ciphertext: Schema.String
        })
      })
    )
  },
  errors: CommonError.all
} as const

const mainland = Endpoint.make("simulator.certificates", { ...description, path: "/v3/certificates" })

const global = Endpoint.make("simulator.globalCertificates", {
  ...description,
  path: "/v3/global/certificates"
})

const encrypt = ({ aead, seal }: CipherSuite, apiV3Key: Redacted.Redacted, text: string) => {
  const nonce = randomBytes(6).toString("hex")
  const associated_data = "certificate"
  const ciphertext = seal(Buffer.from(text), Redacted.value(apiV3Key), nonce, associated_data)
  return {
    algorithm: aead,
    nonce,
    associated_data,
    ciphertext: ciphertext.toString("base64")
  }
}

const toData = (cipherSuite: CipherSuite, apiV3Key: Redacted.Redacted, one: Certificate) => ({
  serial_no: one.serialNo,
  effective_time: rfc3339(one.notBefore),
  expire_time: rfc3339(one.notAfter),
  encrypt_certificate: encrypt(cipherSuite, apiV3Key, one.certificate)
})

/**
 * Returns the current certificates, encrypted for the calling merchant. Without `algorithm_type` these are the RSA
 * certificates.
 */
export const makeCertificates = (platforms: ReadonlyArray<PlatformKeys>): Domain.Domain => {
  const download = (
    { algorithm_type = "RSA" }: { readonly algorithm_type?: "RSA" | "SM2" | "ALL" | undefined },
    { merchant, now }: Domain.Context
  ) => {
    const asked = platforms.filter(
      ({ cipherSuite }) => algorithm_type === "ALL" || cipherSuite.algorithmType === algorithm_type
    )
    const data = asked.flatMap(({ cipherSuite, downloadable }) =>
      downloadable(now).map((one) => toData(cipherSuite, merchant.apiV3Key, one))
    )
    if (data.length > 0) return Effect.succeed({ data })
    return asked.some(({ hasCertificates }) => hasCertificates())
      ? SimulatedError.make(403, "NOT_ENOUGH", "平台证书已过期，请使用微信支付公钥")
      : SimulatedError.resourceNotExists("无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥")
  }
  return Domain.make("certificates", {
    handlers: [Domain.handler(mainland, download), Domain.handler(global, download)]
  })
}
