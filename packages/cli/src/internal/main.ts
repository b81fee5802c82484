/** The process of the command. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { run } from "../Cli.js"
import { Host } from "../Host.js"

const write = (stream: NodeJS.WriteStream) => (text: string) =>
  Effect.async<void>((resume) => {
    // A reader that has ended, such as `head`, is no error.
    stream.write(text, () => resume(Effect.void))
  })

const readAll = Effect.promise(async () => {
  const chunks: Array<Buffer> = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return new Uint8Array(Buffer.concat(chunks))
})

const host = Layer.sync(Host, () => ({
  env: process.env,
  isTerminal: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
  columns: process.stderr.columns ?? 80,
  out: write(process.stdout),
  err: write(process.stderr),
  stdin: readAll
}))

export const main = (): void => {
  process.stdout.on("error", () => {})
  run(process.argv.slice(2)).pipe(
    Effect.tap((code) =>
      Effect.sync(() => {
        process.exitCode = code
      })
    ),
    Effect.provide(Layer.merge(host, NodeContext.layer)),
    NodeRuntime.runMain({ disableErrorReporting: true })
  )
}
