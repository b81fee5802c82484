/** `wechatpay request`. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import { withClient } from "./connection.js"
import { callProblem } from "./failures.js"
import type { Problem } from "./problem.js"
import { type Result, Session } from "./session.js"
import { methodOf, targetOf } from "./sign.js"

export interface Options {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** JSON; `undefined` for none. */
  readonly body: unknown
}

/** Sends a signed request and prints the verified response. */
export const request = (options: Options): Effect.Effect<Result, Problem, Session | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { say } = yield* Session
    const method = yield* methodOf(options.method)
    const target = yield* targetOf(options.path)
    const client = yield* WechatPayClient.WechatPayClient
    const response = yield* Effect.mapError(
      client.request(method, target, {
        query: options.query,
        ...(options.body === undefined ? {} : { body: options.body })
      }),
      callProblem
    )
    return {
      text:
        response === undefined
          ? say({ en: "done (verified, without a body)", zh: "成功（验签通过，无响应内容）" })
          : JSON.stringify(response, null, 2),
      json: response ?? null
    }
  }).pipe(withClient)
