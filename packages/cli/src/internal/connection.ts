/** The client of the configured merchant. */

import type * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { configProblem } from "./configProblems.js"
import type { Problem } from "./problem.js"

/** Client, signer, verifier and the HTTP client under them. */
export const connection: Layer.Layer<
  WechatPayClient.Services | HttpClient.HttpClient,
  Problem,
  FileSystem.FileSystem
> = Layer.provideMerge(
  Layer.catchAll(WechatPayClient.layerConfig(), (error) => Layer.fail(configProblem(error))),
  UndiciHttpClient.layer()
)

export const withClient = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<
  A,
  E | Problem,
  Exclude<R, WechatPayClient.Services | HttpClient.HttpClient> | FileSystem.FileSystem
> => Effect.provide(effect, connection)
