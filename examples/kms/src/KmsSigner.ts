/**
 * Signs in a KMS. The private key never leaves it: this program has the address and the token of the KMS, and the serial number
 * of the certificate comes back with each signature.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as WechatPayError from "@effect-wechatpay/core/WechatPayError"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

export interface Options {
  readonly mchid: string
  /** The address of the KMS. */
  readonly url: string
  readonly token: Redacted.Redacted
  /** The alias of the merchant's key. When the certificate is replaced, the KMS points it to the new key. */
  readonly key: string
}

const Signed = Schema.Struct({
  /** The label of the key's version: the serial number of its certificate. */
  version: Schema.String,
  signature: Schema.String
})

const Decrypted = Schema.Struct({ plaintext: Schema.String })

export const make = ({ key, mchid, token, url }: Options) =>
  Effect.map(HttpClient.HttpClient, (http) => {
    const call = <A, I>(operation: string, body: unknown, schema: Schema.Schema<A, I>) =>
      HttpClientRequest.post(`${url}/keys/${encodeURIComponent(key)}/${operation}`).pipe(
        HttpClientRequest.bearerToken(Redacted.value(token)),
        HttpClientRequest.bodyJson(body),
        Effect.flatMap(HttpClient.filterStatusOk(http).execute),
        Effect.flatMap(HttpClientResponse.schemaBodyJson(schema)),
        Effect.scoped,
        // A signature may be made again: nothing has been sent to WeChat Pay.
        Effect.retry({ times: 1 })
      )
    return Signer.Signer.of({
      scheme: "WECHATPAY2-SHA256-RSA2048",
      mchid,
      // The error names the KMS, not what it said: that may hold more than a log should.
      sign: (message) =>
        call(
          "sign",
          { algorithm: "RSASSA_PKCS1_V1_5_SHA_256", message: Encoding.encodeBase64(message) },
          Signed
        ).pipe(
          Effect.map(({ signature, version }) => ({ serialNo: version, value: signature })),
          Effect.mapError(() => new WechatPayError.SignerFailure({ problem: "the KMS did not sign" }))
        ),
      // For operations with encrypted members in their responses.
      decrypt: (ciphertext) =>
        call("decrypt", { algorithm: "RSAES_OAEP_SHA_1", ciphertext }, Decrypted).pipe(
          Effect.flatMap(({ plaintext }) => Encoding.decodeBase64String(plaintext)),
          Effect.map((text) => Redacted.make(text)),
          Effect.mapError(() => new WechatPayError.EncryptionFailure({ problem: "the KMS did not decrypt" }))
        )
    })
  })

export const layer = (options: Options) => Layer.effect(Signer.Signer, make(options))

/** `WECHATPAY_MCHID`, and the variables of the KMS. */
export const layerConfig = Layer.unwrapEffect(
  Effect.map(
    Config.all({
      mchid: Config.string("WECHATPAY_MCHID"),
      url: Config.string("KMS_URL"),
      token: Config.redacted("KMS_TOKEN"),
      key: Config.string("KMS_KEY")
    }),
    layer
  )
)
