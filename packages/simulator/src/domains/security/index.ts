/** The echo of the self-test, and its notification. */
import * as SelfTest from "@effect-wechatpay/core/SelfTest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Domain from "../../Domain.js"
import { encryptToMerchant } from "../../internal/sensitive.js"
import * as Outbox from "../../Outbox.js"

export const security = Domain.make("security", {
  handlers: [
    Domain.handler(SelfTest.echo, ({ echo_message, encrypted_echo_message, notify_url }, { merchant }) =>
      Effect.gen(function* () {
        if (notify_url !== undefined) {
          yield* Outbox.send({
            mchid: merchant.mchid,
            url: notify_url,
            event_type: SelfTest.notification.eventType,
            summary: "签名验签加解密测试",
            original_type: "security",
            resource: {
              echo_message,
              ...(encrypted_echo_message === undefined
                ? {}
                : {
                    encrypt_echo_message: encryptToMerchant(merchant, Redacted.value(encrypted_echo_message))
                  })
            }
          })
        }
        return {
          echo_message,
          ...(encrypted_echo_message === undefined ? {} : { encrypted_echo_message })
        }
      })
    )
  ]
})
