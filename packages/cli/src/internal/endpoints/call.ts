/** `wechatpay call <endpoint>`. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import type * as ApiError from "@effect-wechatpay/core/ApiError"
import * as ClientCertificate from "@effect-wechatpay/core/ClientCertificate"
import * as V2Client from "@effect-wechatpay/core/V2Client"
import type * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Host } from "../../Host.js"
import { configProblem } from "../configProblems.js"
import { withClient } from "../connection.js"
import { callProblem } from "../failures.js"
import { isRecord, parseJson, readText } from "../input.js"
import { type Problem, usage } from "../problem.js"
import { type Result, Session } from "../session.js"
import { textOf, valueOf } from "../settings.js"
import { type Field, fieldsFor, isUpload } from "./fields.js"
import type { Loaded } from "./listed.js"
import { inputOf, jsonOf, responseJson } from "./values.js"

export interface Given {
  /** A file with JSON. */
  readonly input: string | undefined
  /** A file to upload. */
  readonly file: string | undefined
  readonly options: ReadonlyArray<readonly [field: Field, text: string]>
}

/** The XML interface: calls that need the merchant's certificate present it, if it is configured. */
const v2Client: Layer.Layer<V2Client.V2Client, Problem, FileSystem.FileSystem> = Layer.unwrapEffect(
  Effect.gen(function* () {
    const cert = yield* textOf("WECHATPAY_CERTIFICATE")
    const key = yield* textOf("WECHATPAY_PRIVATE_KEY")
    const http = UndiciHttpClient.layer()
    const client =
      cert === undefined || key === undefined
        ? Layer.provide(V2Client.layerConfig(), http)
        : Layer.provide(
            V2Client.layerConfig(),
            Layer.merge(
              ClientCertificate.layer(UndiciHttpClient.layer({ clientCertificate: { cert, key } })),
              http
            )
          )
    return Layer.catchAll(client, (error) => Layer.fail(configProblem(error)))
  })
)

/** An endpoint whose types are known at run time only. */
type Call<Client> = (input: object) => Effect.Effect<unknown, ApiError.Any | WechatPayError, Client>

const execute = (loaded: Loaded, input: object): Effect.Effect<unknown, Problem, FileSystem.FileSystem> => {
  if (loaded.version === "v2") {
    const endpoint = loaded.endpoint as unknown as Call<V2Client.V2Client>
    return Effect.provide(Effect.mapError(endpoint(input), callProblem), v2Client)
  }
  const endpoint = loaded.endpoint as unknown as Call<WechatPayClient.WechatPayClient>
  return withClient(Effect.mapError(endpoint(input), callProblem))
}

/** The merchant number is in the configuration already. */
const withMerchant = (
  loaded: Loaded,
  json: Readonly<Record<string, unknown>>
): Effect.Effect<Readonly<Record<string, unknown>>> =>
  Effect.map(valueOf("WECHATPAY_MCHID"), (mchid) =>
    mchid !== undefined &&
    json.mchid === undefined &&
    fieldsFor(loaded).some(({ path, required }) => path === "mchid" && required)
      ? { ...json, mchid }
      : json
  )

const withFile = (
  input: Readonly<Record<string, unknown>>,
  path: string
): Effect.Effect<Readonly<Record<string, unknown>>, Problem, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { basename } = yield* Path.Path
    const content = yield* Effect.mapError(fs.readFile(path), () =>
      usage({ en: `the file cannot be read: ${path}`, zh: `文件无法读取：${path}` })
    )
    return { filename: basename(path), ...input, content }
  })

export const call = (
  loaded: Loaded,
  given: Given
): Effect.Effect<Result, Problem, Session | Host | FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const { say } = yield* Session
    const base = given.input === undefined ? {} : yield* parseJson(yield* readText(given.input), "--input")
    if (!isRecord(base)) {
      return yield* usage({ en: "--input is not a JSON object", zh: "--input 不是 JSON 对象" })
    }
    const json = yield* withMerchant(loaded, yield* jsonOf(base, given.options))
    if (isUpload(loaded) && given.file === undefined) {
      return yield* usage(
        { en: "the endpoint uploads a file, and none was given", zh: "该接口需要上传文件" },
        { en: "name it with --file", zh: "请用 --file 指定文件" }
      )
    }
    const complete = given.file === undefined ? json : yield* withFile(json, given.file)
    const input = yield* inputOf(loaded, complete)
    const response = responseJson(loaded, yield* execute(loaded, input))
    return {
      text: response === undefined ? say({ en: "done", zh: "成功" }) : JSON.stringify(response, null, 2),
      json: response ?? null
    }
  })
