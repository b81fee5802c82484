/** The notification of the self-test: a server on this machine receives it. */
import { createServer } from "node:http"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as SelfTest from "@effect-wechatpay/core/SelfTest"
import type * as Verifier from "@effect-wechatpay/core/Verifier"
import type * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { configProblem } from "../configProblems.js"
import { exitCode, Problem } from "../problem.js"
import { plain } from "../text.js"
import type { Finding } from "./finding.js"

export interface Notifications {
  readonly url: string
  readonly port: number
  readonly seconds: number
}

type SelfTestCheck = (
  options: SelfTest.Options
) => Effect.Effect<ReadonlyArray<Finding>, never, WechatPayClient.WechatPayClient>

/** Runs the self-test, with a server that receives the notification if an address was given. */
export const withNotifications = (
  given: Notifications | undefined,
  check: SelfTestCheck
): Effect.Effect<ReadonlyArray<Finding>, Problem, WechatPayClient.WechatPayClient | Verifier.Verifier> => {
  if (given === undefined) return check({})
  return Effect.gen(function* () {
    const inbox = yield* SelfTest.makeInbox
    const keys = Layer.catchAll(NotificationKeys.layerConfig(), (error) => Layer.fail(configProblem(error)))
    const port = NodeHttpServer.layer(createServer, { port: given.port }).pipe(
      Layer.catchAll(({ cause }) =>
        Layer.fail(
          new Problem({
            what: {
              en: `the port ${given.port} cannot be opened for the notification`,
              zh: `无法监听端口 ${given.port} 以接收通知`
            },
            why: plain(cause instanceof Error ? cause.message : String(cause)),
            todo: { en: "choose another one with --notify-port", zh: "请用 --notify-port 选择其他端口" },
            code: exitCode.usage
          })
        )
      )
    )
    const server = HttpServer.serve(SelfTest.toHttpApp(inbox)).pipe(Layer.provide([port, keys]))
    return yield* check({
      notifications: { url: given.url, inbox, within: `${given.seconds} seconds` }
    }).pipe(Effect.provide(server))
  })
}
