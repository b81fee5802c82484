/** The command `wechatpay-simulator`. */
import { parseArgs } from "node:util"
import * as FileSystem from "@effect/platform/FileSystem"
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Admin from "../Admin.js"
import * as Environment from "../Environment.js"
import * as OpenApi from "../OpenApi.js"
import type { Mode } from "../Platform.js"
import * as Simulator from "../Simulator.js"
import type * as Time from "../Time.js"

const usage = `Usage: wechatpay-simulator [options]

A local WeChat Pay (APIv3) to develop and test against.

  --port <number>     port to listen on (default 4010; 0 takes a free one)
  --host <address>    address to listen on (default 127.0.0.1)
  --admin-port <n>    port of the page that shows calls, orders and notifications, on this machine only
                      (default: the port after --port; 0 takes a free one)
  --write-env <path>  write the variables of a merchant that the simulator knows to this file
  --env-file <path>   the same; but Node.js ends by itself when it meets this option and the file does not exist yet
  --public-key        WeChat Pay signs with its public key (default at the first start)
  --certificates      WeChat Pay signs with a certificate that clients download; the file holds no public key then
  --state <path>      keep the state and the keys in this SQLite file, and go on with what is in it
  --openapi           print the OpenAPI document of what is answered, and end
  --virtual-time      time stands still until it is advanced
  --sm2               the merchant and WeChat Pay sign by the Chinese national algorithms (SM2, SM3, SM4)
  --help              print this text`

/** What the person who started the command can put right. */
export class CommandError extends Data.TaggedError("CommandError")<{ readonly message: string }> {}

interface Arguments {
  readonly port: number
  readonly adminPort: number
  readonly host: string
  readonly envFile: string | undefined
  readonly mode: Mode | undefined
  readonly stateFile: string | undefined
  readonly time: Time.Mode
  readonly scheme: Scheme
  readonly openapi: boolean
  readonly help: boolean
}

const readPort = (option: string, text: string): Effect.Effect<number, CommandError> =>
  /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535
    ? Effect.succeed(Number(text))
    : new CommandError({ message: `${option}: expected a number from 0 to 65535\n\n${usage}` })

const readArguments = (args: ReadonlyArray<string>): Effect.Effect<Arguments, CommandError> =>
  Effect.gen(function* () {
    const { values } = yield* Effect.try({
      try: () =>
        parseArgs({
          // pnpm hands on the "--" that parts the arguments of a script from its own.
          args: args[0] === "--" ? args.slice(1) : [...args],
          options: {
            port: { type: "string", default: "4010" },
            host: { type: "string", default: "127.0.0.1" },
            "admin-port": { type: "string" },
            "write-env": { type: "string" },
            "env-file": { type: "string" },
            "public-key": { type: "boolean", default: false },
            certificates: { type: "boolean", default: false },
            state: { type: "string" },
            "virtual-time": { type: "boolean", default: false },
            sm2: { type: "boolean", default: false },
            openapi: { type: "boolean", default: false },
            help: { type: "boolean", default: false }
          }
        }),
      catch: (error) =>
        new CommandError({ message: `${error instanceof Error ? error.message : error}\n\n${usage}` })
    })
    const port = yield* readPort("--port", values.port)
    const adminPort =
      values["admin-port"] === undefined
        ? port === 0 || port === 65_535
          ? 0
          : port + 1
        : yield* readPort("--admin-port", values["admin-port"])
    if (values["public-key"] && values.certificates) {
      return yield* new CommandError({
        message: `--public-key and --certificates: expected one of them\n\n${usage}`
      })
    }
    return {
      port,
      adminPort,
      host: values.host,
      envFile: values["write-env"] ?? values["env-file"],
      mode: values.certificates ? "certificates" : values["public-key"] ? "publicKey" : undefined,
      stateFile: values.state,
      time: values["virtual-time"] ? "virtual" : "real",
      scheme: values.sm2 ? "WECHATPAY2-SM2-WITH-SM3" : "WECHATPAY2-SHA256-RSA2048",
      openapi: values.openapi,
      help: values.help
    } satisfies Arguments as Arguments
  })

/** Only a file that the simulator wrote is overwritten: another one may hold the keys of a real merchant. */
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
    // Renamed, so that nobody reads half of it, and so that it is new and its owner's only.
    const written = `${path}.new`
    yield* fs.remove(written, { force: true })
    yield* fs.writeFileString(written, text, { mode: 0o600 })
    yield* fs.rename(written, path)
  }).pipe(
    Effect.catchTags({
      BadArgument: (error) => new CommandError({ message: `${path}: ${error.message}` }),
      SystemError: (error) => new CommandError({ message: `${path}: ${error.message}` })
    })
  )

const cannotListen =
  (address: string) =>
  ({ cause }: { readonly cause: unknown }) =>
    new CommandError({
      message: `cannot listen on ${address} (${cause instanceof Error ? cause.message : cause})`
    })

const run = ({ adminPort, envFile, host, mode, port, scheme, stateFile, time }: Arguments) =>
  Effect.gen(function* () {
    const simulator = yield* Simulator.Simulator
    const { url } = yield* Admin.Admin
    if (envFile !== undefined) {
      yield* writeEnvFile(
        envFile,
        Environment.toText(
          Environment.variables(simulator, simulator.merchant, yield* simulator.platform.mode)
        )
      )
      yield* Console.log(`Variables of merchant ${simulator.merchant.mchid}: ${envFile}`)
    }
    yield* Console.log(`WeChat Pay simulator: ${simulator.baseUrl}`)
    yield* Console.log(`Watch and act: ${url}`)
    return yield* Effect.never
  }).pipe(
    Effect.provide(
      Admin.layer({ port: adminPort }).pipe(
        Layer.catchAll((error) =>
          Layer.fail(cannotListen(`127.0.0.1:${adminPort}, see --admin-port`)(error))
        ),
        Layer.provideMerge(
          Simulator.layerServer({
            port,
            host,
            time,
            scheme,
            platform: mode === undefined ? {} : { mode },
            ...(stateFile === undefined ? {} : { stateFile })
          })
        )
      )
    ),
    Effect.catchTag("StateFileError", ({ message }) => new CommandError({ message: `--state: ${message}` })),
    Effect.catchTag("ServeError", cannotListen(`${host}:${port}`))
  )

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
