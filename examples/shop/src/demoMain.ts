/** pnpm shop: the shop against a simulator, to be opened in a browser. */
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Admin from "@effect-wechatpay/simulator/Admin"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Demo from "./Demo.js"

const demo = Effect.gen(function* () {
  const { url } = yield* Admin.Admin
  const address = yield* HttpServer.addressFormattedWith(Effect.succeed)
  yield* Console.log(`Shop:                 ${address}`)
  yield* Console.log(`Office of the shop:   ${address}/office (any name, password "${Demo.officePassword}")`)
  yield* Console.log(`Simulated WeChat Pay: ${url}`)
  return yield* Effect.never
})

const port = (name: string, usual: number) => Config.withDefault(Config.number(name), usual)

const layer = Config.all({
  shop: port("SHOP_PORT", 3000),
  simulator: port("SIMULATOR_PORT", 4010),
  admin: port("SIMULATOR_ADMIN_PORT", 4011)
}).pipe(Effect.map(Demo.layer), Layer.unwrapEffect)

NodeRuntime.runMain(Effect.provide(demo, layer))
