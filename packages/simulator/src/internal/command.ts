/** The command `wechatpay-simulator`. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Admin from "../Admin.js"
import * as Environment from "../Environment.js"
import * as OpenApi from "../OpenApi.js"
import * as Simulator from "../Simulator.js"
import { type Arguments, CommandError, readArguments, usage } from "./arguments.js"

/** Overwrites only files that the simulator wrote: another file may contain the keys of a real merchant. */
const writeEnvFile = (path: string, text: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    if (yield* fs.exists(path)) {
      const known = yield* fs.readFileString(path)
      if (known.trim() !== "" && !known.startsWith(Environment.firstLine)) {
        return yield* new CommandError({
          message: `${path} exists and was not written by wechatpay-simulator: move it away, or name another file`
        })
      }
    }
    // Written under another name and renamed: the file is never partial, and only its owner can read it.
    const written = `${path}.new`
    yield* fs.remove(written, { force: true })
    yield* fs.writeFileString(written, text, { mode: 0o600 })
    yield* fs.rename(written, path)
  }).pipe(
    Effect.mapError((error) =>
      error._tag === "CommandError" ? error : new CommandError({ message: `${path}: ${error.message}` })
    )
  )

const cannotListen =
  (address: string) =>
  ({ cause }: { readonly cause: unknown }) =>
    new CommandError({
      message: `cannot listen on ${address} (${cause instanceof Error ? cause.message : cause})`
    })

const run = (given: Arguments) => {
  const { adminPort, deliverAnywhere, deliverTo, envFile, host, leadingZeros, mode, port, stateFile } = given
  return Effect.gen(function* () {
    const simulator = yield* Simulator.Simulator
    const { url } = yield* Admin.Admin
    if (envFile !== undefined) {
      yield* writeEnvFile(envFile, Environment.toText(yield* Environment.current(simulator)))
      yield* Console.log(`Variables of merchant ${simulator.merchant.mchid}: ${envFile}`)
    }
    yield* Console.log(`WeChat Pay simulator: ${simulator.baseUrl}`)
    yield* Console.log(`Watch and act: ${url}`)
    return yield* Effect.never
  }).pipe(
    Effect.provide(
      Admin.layer({
        port: adminPort,
        host: given.adminHost,
        allowedHosts: given.allowedHosts,
        ...(given.adminToken === undefined ? {} : { token: given.adminToken })
      }).pipe(
        Layer.catchAll((error) =>
          Layer.fail(
            error._tag === "InvalidOptions"
              ? new CommandError({ message: `--admin-${error.setting} ${error.problem}` })
              : cannotListen(`${given.adminHost}:${adminPort}, see --admin-port`)(error)
          )
        ),
        Layer.provideMerge(
          Simulator.layerServer({
            port,
            host,
            ...(given.publicUrl === undefined ? {} : { publicUrl: given.publicUrl }),
            keepCalls: given.keepCalls,
            keepRecords: given.keepRecords,
            keepDeliveries: given.keepDeliveries,
            time: given.time,
            ...(given.refundAfter === undefined ? {} : { refundAfter: given.refundAfter }),
            scheme: given.scheme,
            platform: { leadingZeros, ...(mode === undefined ? {} : { mode }) },
            ...(deliverTo === undefined ? {} : { deliverTo }),
            ...(deliverAnywhere ? { deliverAnywhere } : {}),
            ...(stateFile === undefined ? {} : { stateFile })
          })
        )
      )
    ),
    Effect.catchTag(
      "InvalidOptions",
      ({ message }) => new CommandError({ message: `--deliver-to: ${message}` })
    ),
    Effect.catchTag("StateFileError", ({ message }) => new CommandError({ message: `--state: ${message}` })),
    Effect.catchTag("ServeError", cannotListen(`${host}:${port}`))
  )
}

const printOpenApi = ({ host, port }: Arguments) =>
  Effect.flatMap(Simulator.Simulator, ({ endpoints }) =>
    Console.log(JSON.stringify(OpenApi.make(endpoints, { url: `http://${host}:${port}` }), null, 2))
  ).pipe(
    Effect.provide(Simulator.layer()),
    Effect.mapError((error) => new CommandError({ message: error.message }))
  )

/** Runs until it is interrupted. */
export const command = (args: ReadonlyArray<string>) =>
  Effect.flatMap(readArguments(args), (given) =>
    given.help ? Console.log(usage) : given.openapi ? printOpenApi(given) : run(given)
  )
