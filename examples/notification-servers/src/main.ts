/** `pnpm start`, or `pnpm start hono`, `express`, `nest`: waits for notifications, with the keys in the environment. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerConfig, Orders, web } from "./Orders.js"
import * as Platform from "./platform.js"

const port = Number(process.env.PORT ?? 3000)

/** Prints what was paid; your database instead. */
const orders = Layer.succeed(
  Orders,
  Orders.of({ paid: (number, fen) => Effect.log(`order ${number} is paid, ${fen} fen`) })
)

const services = Layer.merge(orders, layerConfig).pipe(Layer.provide(NodeContext.layer))

const servers = {
  hono: () => import("./hono.js"),
  express: () => import("./express.js"),
  nest: () => import("./nest.js")
}

const chosen = Object.entries(servers).find(([name]) => name === process.argv[2])

const main = Effect.gen(function* () {
  if (chosen === undefined) return yield* Layer.launch(Layer.provide(Platform.layer(port), services))
  const { dispose, handler, ready } = web(services)
  // A wrong key stops the start.
  yield* Effect.promise(ready)
  const { listen } = yield* Effect.promise(chosen[1])
  yield* Effect.acquireRelease(
    Effect.promise(() => listen(handler, port)),
    ({ stop }) => Effect.promise(() => stop().then(dispose))
  )
  yield* Effect.log(`${chosen[0]} listens on ${port}`)
  return yield* Effect.never
}).pipe(Effect.scoped)

NodeRuntime.runMain(main)
