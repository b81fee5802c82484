/**
 * A receiver that is killed at points in the middle: where the header `x-stop` says so it prints the name of the point
 * and stands still, nothing else of it runs any more, and the parent kills it.
 *
 * Arguments: the folder of its files, and `claims` or `transaction` for its store. Keys come from the environment.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { HttpRouter, HttpServer, HttpServerRequest, KeyValueStore } from "@effect/platform"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import {
  Notification,
  NotificationHandler,
  NotificationKeys,
  NotificationServer,
  NotificationStore,
  Verifier
} from "@effect-wechatpay/core"
import { Context, Duration, Effect, Layer, Schema } from "effect"

const [, , folder = "", kind = ""] = process.argv

let stop: string | undefined

/** Stands still if this is the point. */
const reach = (point: string): void => {
  if (stop !== point) return
  writeSync(1, `at ${point}\n`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const keys = NotificationKeys.layerConfig().pipe(
  Layer.provide(
    Verifier.layerPublicKey({
      keys: [
        { id: process.env.WECHATPAY_PUBLIC_KEY_ID ?? "", publicKey: process.env.WECHATPAY_PUBLIC_KEY ?? "" }
      ]
    })
  )
)

const paid = Notification.make("TRANSACTION.SUCCESS", {
  resource: { out_trade_no: Schema.String },
  businessKey: ({ out_trade_no }) => out_trade_no
})

/** Where the handler writes. */
class Ledger extends Context.Tag("test/Ledger")<
  Ledger,
  { readonly write: (order: string) => Effect.Effect<void> }
>() {}

const handler = NotificationHandler.make([paid], {
  "TRANSACTION.SUCCESS": ({ resource }) =>
    Effect.gen(function* () {
      const ledger = yield* Ledger
      appendFileSync(join(folder, "started"), `${resource.out_trade_no}\n`)
      reach("handler begins")
      yield* Effect.sleep("5 millis")
      yield* ledger.write(resource.out_trade_no)
      reach("handler ends")
    }),
  unknown: () => Effect.void
})

/** Under a key, so that doing it again is doing it once. */
const ledgerByKey = Layer.sync(Ledger, () => {
  mkdirSync(join(folder, "ledger"), { recursive: true })
  return { write: (order) => Effect.sync(() => writeFileSync(join(folder, "ledger", order), order)) }
})

/** A store on disk that stands still between its own steps. */
const stopping = Layer.effect(
  KeyValueStore.KeyValueStore,
  Effect.map(KeyValueStore.KeyValueStore, (store) => {
    const around = <A, E>(name: string, effect: Effect.Effect<A, E>) =>
      Effect.andThen(
        Effect.sync(() => reach(`before ${name}`)),
        Effect.tap(effect, () => Effect.sync(() => reach(`after ${name}`)))
      )
    return {
      ...store,
      set: (key, value) => around(key.includes("done-") ? "completing" : "claiming", store.set(key, value)),
      remove: (key) => around("cleaning", store.remove(key))
    }
  })
).pipe(Layer.provide(KeyValueStore.layerFileSystem(join(folder, "store"))), Layer.provide(NodeContext.layer))

const claims = NotificationStore.layerKeyValueStore({ lease: "1200 millis" }).pipe(
  Layer.provide(stopping),
  Layer.provideMerge(ledgerByKey)
)

interface Journal {
  readonly keys: ReadonlyArray<string>
  readonly orders: ReadonlyArray<string>
}

/** A database of one file that is replaced as a whole: what a transaction wrote is there together, or not at all. */
const transaction = Layer.effectContext(
  Effect.gen(function* () {
    const path = join(folder, "journal.json")
    const one = yield* Effect.makeSemaphore(1)
    let journal: Journal = existsSync(path)
      ? JSON.parse(readFileSync(path, "utf8"))
      : { keys: [], orders: [] }
    let open = journal
    const commit = () => {
      writeFileSync(`${path}.new`, JSON.stringify(open))
      reach("before commit")
      renameSync(`${path}.new`, path)
      journal = open
      reach("after commit")
    }
    const store = NotificationStore.fromTransaction({
      transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
        one.withPermits(1)(
          Effect.suspend(() => {
            open = journal
            return Effect.tap(effect, () => Effect.sync(commit))
          })
        ),
      insert: (keys) =>
        Effect.sync(() => {
          const added = keys.filter((key) => !open.keys.includes(key))
          open = { ...open, keys: [...open.keys, ...added] }
          return added.length === keys.length
        })
    })
    const ledger = Ledger.of({
      write: (order) =>
        Effect.sync(() => {
          open = { ...open, orders: [...open.orders, order] }
        })
    })
    return Context.make(NotificationStore.NotificationStore, store).pipe(Context.add(Ledger, ledger))
  })
)

const app = Effect.gen(function* () {
  const { headers } = yield* HttpServerRequest.HttpServerRequest
  stop = headers["x-stop"]
  return yield* NotificationServer.toHttpApp(handler)
}).pipe(Effect.provideService(NotificationHandler.Timeout, Duration.millis(1000)))

const port = HttpServer.addressFormattedWith((address) =>
  Effect.sync(() => writeSync(1, `port ${new URL(address).port}\n`))
)

HttpRouter.empty.pipe(
  HttpRouter.post("/notify", app),
  HttpServer.serve(),
  Layer.merge(Layer.effectDiscard(port)),
  Layer.provide(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
  Layer.provide(Layer.merge(keys, kind === "transaction" ? transaction : claims)),
  Layer.launch,
  NodeRuntime.runMain
)
