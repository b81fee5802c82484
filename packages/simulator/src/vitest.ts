/**
 * A simulator for the tests of a file, for Vitest.
 *
 * Tested in `test/simulator/vitestHelper.test.ts`.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { afterAll, beforeAll, beforeEach } from "vitest"
import * as Admin from "./Admin.js"
import type * as Calls from "./Calls.js"
import * as Environment from "./Environment.js"
import type * as Faults from "./Faults.js"
import { rulesOf } from "./internal/deliveryAddress.js"
import type { ServerOptions } from "./internal/server.js"
import * as Simulator from "./Simulator.js"
import type { State } from "./State.js"

/**
 * The simulator of a test file. Its values are available as soon as the tests run.
 *
 * @since 1.0.0
 * @category models
 */
export interface TestSimulator {
  /** Where the client under test sends its requests. */
  readonly baseUrl: string
  /** The address of the simulator's page. Open it while a test waits. */
  readonly page: string
  /** The variables that `WechatPayClient.layerConfig` reads, and those with the sample values. Contains secrets. */
  readonly variables: Readonly<Record<string, string>>
  /** The simulator itself. */
  readonly simulator: typeof Simulator.Simulator.Service
  /** Reads or changes the state: a user action, or a fixture. */
  readonly act: <A, E>(effect: Effect.Effect<A, E, State>) => Promise<A>
  /** The calls since the test began, the oldest first. */
  readonly calls: () => Promise<ReadonlyArray<Calls.Call>>
  /**
   * Changes where notifications are delivered: for a backend whose port is known only after the simulator has started.
   */
  readonly deliverTo: (deliverTo: NonNullable<Simulator.Options["deliverTo"]>) => Promise<void>
  /** Injects a fault into the next matching requests. */
  readonly inject: (...args: Parameters<Faults.Faults["inject"]>) => Promise<void>
  /**
   * Advances the time. Everything that becomes due, notifications included, is executed before the promise resolves.
   */
  readonly advance: (
    ...args: Parameters<(typeof Simulator.Simulator.Service)["time"]["advance"]>
  ) => Promise<void>
}

/**
 * Starts a simulator on a free port before the tests of the file (or of the enclosing `describe`), and stops it after
 * them. The log of calls and the faults are cleared before each test; the state is kept, so give each order its own
 * number.
 *
 * ```ts
 * import { Payscore } from "@effect-wechatpay/simulator"
 * import { useSimulator } from "@effect-wechatpay/simulator/vitest"
 *
 * const wechat = useSimulator()
 *
 * test("an order is confirmed", async () => {
 *   const backend = startBackend(wechat.variables)
 *   await backend.rent("A1")
 *   await wechat.act(Payscore.confirm({ mchid: backend.mchid, out_order_no: "A1" }, openid))
 *   await vi.waitFor(() => expect(backend.isRented("A1")).toBe(true))
 * })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const useSimulator = (options: Simulator.Options & ServerOptions = {}): TestSimulator => {
  const runtime = ManagedRuntime.make(
    Layer.orDie(Admin.layer().pipe(Layer.provideMerge(Simulator.layerServer(options))))
  )
  let started: Pick<TestSimulator, "simulator" | "page" | "variables"> | undefined
  const running = () => {
    if (started === undefined) throw new Error("the simulator is available only inside tests and hooks")
    return started
  }

  beforeAll(async () => {
    started = await runtime.runPromise(
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        const { url } = yield* Admin.Admin
        return {
          simulator,
          page: url,
          variables: yield* Environment.current(simulator)
        }
      })
    )
  })
  beforeEach(() =>
    runtime.runPromise(Effect.andThen(running().simulator.calls.clear, running().simulator.faults.clear))
  )
  afterAll(() => runtime.dispose())

  return {
    get simulator() {
      return running().simulator
    },
    get baseUrl() {
      return running().simulator.baseUrl
    },
    get page() {
      return running().page
    },
    get variables() {
      return running().variables
    },
    act: (effect) => runtime.runPromise(running().simulator.act(effect)),
    calls: () => runtime.runPromise(running().simulator.calls.all),
    deliverTo: (deliverTo) => {
      const { deliveries } = running().simulator
      return runtime.runPromise(
        Effect.flatMap(deliveries.routing, ({ anywhere }) =>
          deliveries.setRouting({ anywhere, rules: rulesOf(deliverTo) })
        )
      )
    },
    inject: (...args) => runtime.runPromise(running().simulator.faults.inject(...args)),
    advance: (...args) => runtime.runPromise(running().simulator.time.advance(...args))
  }
}
