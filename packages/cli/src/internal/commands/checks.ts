/** Commands that check: the configuration, the state of the migration, the meaning of a code. */
import * as Option from "effect/Option"
import { descriptions } from "../descriptions.js"
import { argument, optional, type Say, withDefault } from "../flags.js"
import { leaf } from "../options.js"

export const doctor = (say: Say) =>
  leaf(
    say,
    "doctor",
    descriptions.doctor,
    {
      notifyUrl: optional(say, "text", "notify-url", {
        en: "Also test a notification: public https address that leads to --notify-port of this machine.",
        zh: "同时检验通知：指向本机 --notify-port 的公网 https 地址。"
      }),
      notifyPort: withDefault(say, "integer", "notify-port", 8080, {
        en: "Port that receives the notification.",
        zh: "接收通知的端口。"
      }),
      notifyWithin: withDefault(say, "integer", "notify-within", 30, {
        en: "Seconds to wait for it.",
        zh: "等待通知的秒数。"
      })
    },
    async ({ notifyPort, notifyUrl, notifyWithin }) => {
      const { doctor } = await import("../doctor/run.js")
      return doctor(
        Option.getOrUndefined(
          Option.map(notifyUrl, (url) => ({ url, port: notifyPort, seconds: notifyWithin }))
        )
      )
    }
  )

export const explain = (say: Say) =>
  leaf(
    say,
    "explain",
    descriptions.explain,
    {
      code: argument(say, "code-or-request-id", {
        en: "A code such as NO_AUTH, a Request-ID, or its last number.",
        zh: "错误码（如 NO_AUTH）、Request-ID，或其最后的数字。"
      })
    },
    async ({ code }) => (await import("../explain.js")).explain(code)
  )

export const migrate = (say: Say) =>
  leaf(say, "migrate", descriptions.migrate, {}, async () => (await import("../migrate.js")).migrate)
