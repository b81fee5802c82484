/** Commands that check: the configuration, the state of the migration, the meaning of a code. */
import * as Options from "@effect/cli/Options"
import * as Option from "effect/Option"
import { descriptions } from "../descriptions.js"
import { argument, leaf, type Say, text } from "../options.js"

export const doctor = (say: Say) =>
  leaf(
    say,
    "doctor",
    descriptions.doctor,
    {
      notifyUrl: text(say, "notify-url", {
        en: "Also test a notification: public https address that leads to --notify-port of this machine.",
        zh: "同时检验通知：指向本机 --notify-port 的公网 https 地址。"
      }),
      notifyPort: Options.integer("notify-port").pipe(
        Options.withDefault(8080),
        Options.withDescription(say({ en: "Port that receives the notification.", zh: "接收通知的端口。" }))
      ),
      notifyWithin: Options.integer("notify-within").pipe(
        Options.withDefault(30),
        Options.withDescription(say({ en: "Seconds to wait for it.", zh: "等待通知的秒数。" }))
      )
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
