/** The shop with a simulator in the same process: no keys, no money. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Admin from "@effect-wechatpay/simulator/Admin"
import * as Environment from "@effect-wechatpay/simulator/Environment"
import * as Samples from "@effect-wechatpay/simulator/Samples"
import * as Simulator from "@effect-wechatpay/simulator/Simulator"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LocalServer from "./localServer.js"
import * as Shop from "./Shop.js"

export const officePassword = "tea"

/** WeChat Pay notifies public addresses only. The simulator delivers to this machine instead. */
const publicUrl = "https://shop.example"

/** The variables of the simulator's merchant and of the shop, in place of the environment. */
const variables = Effect.gen(function* () {
  const folder = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())
  return {
    ...(yield* Environment.current(yield* Simulator.Simulator)),
    SHOP_APPID: Samples.appid,
    SHOP_URL: yield* HttpServer.addressFormattedWith(Effect.succeed),
    SHOP_NOTIFY_URL: `${publicUrl}/wechatpay/notify`,
    SHOP_ORDERS_FILE: `${folder}/orders.jsonl`,
    SHOP_OFFICE_PASSWORD: officePassword
  }
})

const config = Layer.unwrapScoped(
  Effect.map(variables, (values) =>
    Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(values))))
  )
)

const simulator = (ports: Ports) =>
  Layer.unwrapEffect(
    HttpServer.addressFormattedWith((address) =>
      Effect.succeed(
        Admin.layer({ port: ports.admin }).pipe(
          Layer.provideMerge(
            Simulator.layerServer({
              port: ports.simulator,
              deliverTo: { [publicUrl]: address },
              refundAfter: "3 seconds"
            })
          )
        )
      )
    )
  )

/** 0: any free port. */
export interface Ports {
  readonly shop: number
  readonly simulator: number
  readonly admin: number
}

/** Everything that the shop needs: a simulator, variables that lead to it, and an HTTP server. */
export const layerWorld = (ports: Ports) =>
  config.pipe(
    Layer.provideMerge(simulator(ports)),
    Layer.provideMerge(UndiciHttpClient.layer()),
    Layer.provideMerge(LocalServer.layerOf(ports.shop))
  )

/** The shop and its simulator. */
export const layer = (ports: Ports) => Layer.provideMerge(Shop.layer, layerWorld(ports))
