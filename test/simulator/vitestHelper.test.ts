/** The Vitest helper, used as in a test of a user: a small backend without Effect, and its states. */
import { createDecipheriv } from "node:crypto"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { FetchHttpClient } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { WechatPayClient } from "@effect-wechatpay/core"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { Faults, Payscore, Samples } from "@effect-wechatpay/simulator"
import { useSimulator } from "@effect-wechatpay/simulator/vitest"
import { ConfigProvider, Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, assert, beforeAll, describe, it, vi } from "vitest"

const address = "https://backend.example"

/** The user's own program: it rents things out, and hears of WeChat Pay what becomes of the orders. */
const makeBackend = (variables: Readonly<Record<string, string>>) => {
  const runtime = ManagedRuntime.make(
    WechatPayClient.layerConfig().pipe(
      Layer.provide([FetchHttpClient.layer, NodeContext.layer]),
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))),
      Layer.orDie
    )
  )
  const states = new Map<string, string>()
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const { resource } = JSON.parse(Buffer.concat(chunks).toString())
      const bytes = Buffer.from(resource.ciphertext, "base64")
      const decipher = createDecipheriv("aes-256-gcm", variables.WECHATPAY_API_V3_KEY ?? "", resource.nonce)
      decipher.setAuthTag(bytes.subarray(-16)).setAAD(Buffer.from(resource.associated_data))
      const text = decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8")
      const { out_order_no, state } = JSON.parse(text)
      states.set(out_order_no, state)
      response.writeHead(204).end()
    })
  })
  return {
    server,
    states,
    rent: (out_order_no: string) =>
      runtime.runPromise(
        ServiceOrder.create({
          out_order_no,
          appid: variables.WECHATPAY_SIMULATOR_APPID ?? "",
          service_id: variables.WECHATPAY_SIMULATOR_SERVICE_ID ?? "",
          service_introduction: "Power bank",
          risk_fund: { name: "DEPOSIT", amount: 9900 },
          time_range: { start_time: "OnAccept" },
          notify_url: `${address}/notify`,
          need_user_confirm: true
        })
      ),
    stop: () => runtime.dispose()
  }
}

const listen = (server: Server) =>
  new Promise<string>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      resolve(`http://127.0.0.1:${port}`)
    })
  })

describe("a backend under test", () => {
  const wechat = useSimulator({ time: "virtual" })
  let backend: ReturnType<typeof makeBackend>

  let early = ""
  try {
    early = wechat.baseUrl
  } catch (error) {
    early = String(error)
  }

  it("useSimulator is available only inside tests and hooks", () =>
    assert.include(early, "only inside tests and hooks"))

  beforeAll(async () => {
    backend = makeBackend(wechat.variables)
    await wechat.deliverTo({ [address]: await listen(backend.server) })
  })
  afterAll(async () => {
    await backend.stop()
    backend.server.close().closeAllConnections()
  })

  it("a backend rents something out as soon as the user confirms", async () => {
    await backend.rent("A1")
    assert.isUndefined(backend.states.get("A1"))
    await wechat.act(Payscore.confirm({ mchid: Samples.mchid, out_order_no: "A1" }, Samples.openid))
    await vi.waitFor(() => assert.strictEqual(backend.states.get("A1"), "DOING"))
    assert.deepStrictEqual(
      (await wechat.calls()).map(({ method, route, status }) => [method, route, status]),
      [["POST", ServiceOrder.create.path, 200]]
    )
  })

  it("a backend succeeds despite a transient fault of the gateway", async () => {
    await wechat.inject(Faults.badGateway())
    await backend.rent("A2")
    assert.deepStrictEqual(
      (await wechat.calls()).map(({ status }) => status),
      [502, 200]
    )
  })

  describe("each test begins without faults and calls of the previous one", () => {
    const pending = () => Effect.runPromise(wechat.simulator.faults.pending)

    it("a test may leave faults and calls behind", async () => {
      await backend.rent("A4")
      await wechat.inject(Faults.badGateway(), { times: 100 })
      assert.strictEqual(await pending(), 100)
      assert.isNotEmpty(await wechat.calls())
    })

    it("the next test has neither faults nor calls", async () => {
      assert.strictEqual(await pending(), 0)
      assert.deepStrictEqual(await wechat.calls(), [])
    })
  })

  it("a test lets an unconfirmed order expire", async () => {
    await backend.rent("A3")
    await wechat.advance("31 days")
    const problem = await wechat.act(
      Payscore.confirm({ mchid: Samples.mchid, out_order_no: "A3" }, Samples.openid).pipe(Effect.flip)
    )
    assert.include(problem.problem, "EXPIRED")
  })

  it("the page can be opened while a test waits", async () => {
    const response = await fetch(`${wechat.page}/api/overview`)
    assert.strictEqual(((await response.json()) as { baseUrl: string }).baseUrl, wechat.baseUrl)
  })
})
