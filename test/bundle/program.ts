/** A program for a place where only the web platform is. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

interface Given {
  readonly baseUrl: string
  readonly input: Parameters<typeof Permission.terminateByOpenid>[0]
  readonly keys: Verifier.PublicKeyOptions["keys"]
  readonly merchant: { readonly mchid: string; readonly serialNo: string; readonly privateKey: string }
}

/** The message of a call that is rejected, after one that succeeds. */
export const run = ({ baseUrl, input, keys, merchant }: Given): Promise<string> => {
  const layer = WechatPayClient.layer({ baseUrl }).pipe(
    Layer.provide([
      Signer.layer({ ...merchant, privateKey: Redacted.make(merchant.privateKey) }),
      Verifier.layerPublicKey({ keys }),
      FetchHttpClient.layer
    ])
  )
  return Effect.runPromise(
    Permission.terminateByOpenid(input).pipe(
      Effect.andThen(Effect.flip(Permission.terminateByOpenid({ ...input, openid: "nobody" }))),
      Effect.map((error) => error.message),
      Effect.provide(layer)
    )
  )
}
