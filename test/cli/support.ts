/** The command inside the process of the test, with its output recorded. */
import { NodeContext } from "@effect/platform-node"
import { Cli, Host } from "@effect-wechatpay/cli"
import { Clock, Effect } from "effect"
import { shiftedClock } from "../../packages/simulator/src/internal/shiftedClock.js"

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Given {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** Whether the output is a terminal. */
  readonly terminal?: boolean
  /** Milliseconds by which the clock of this machine is wrong. */
  readonly aheadBy?: number
}

const shifted = (clock: Clock.Clock, millis: number): Clock.Clock =>
  shiftedClock(
    clock,
    () => clock.unsafeCurrentTimeMillis() + millis,
    () => clock.unsafeCurrentTimeNanos() + BigInt(millis) * 1_000_000n
  )

/** `wechatpay` with these arguments, and what it has printed so far. */
export const recorded = (args: ReadonlyArray<string>, given: Given = {}) => {
  const ran = { out: "", err: "" }
  const { aheadBy = 0, env = {}, stdin = "", terminal = false } = given
  const host = Host.Host.of({
    env,
    isTerminal: { out: terminal, err: terminal },
    columns: 100,
    out: (text) =>
      Effect.sync(() => {
        ran.out += text
      }),
    err: (text) =>
      Effect.sync(() => {
        ran.err += text
      }),
    stdin: Effect.sync(() => new TextEncoder().encode(stdin))
  })
  const run = Clock.clockWith((clock) =>
    Cli.run(args).pipe(
      Effect.provideService(Host.Host, host),
      Effect.provide(NodeContext.layer),
      Effect.withClock(shifted(clock, aheadBy))
    )
  )
  return { ran, run }
}

/** Runs `wechatpay` with these arguments. */
export const wechatpay = (args: ReadonlyArray<string>, given: Given = {}): Effect.Effect<Ran> =>
  Effect.suspend(() => {
    const { ran, run } = recorded(args, given)
    return Effect.map(run, (code) => ({ code, ...ran }))
  })

/** The texts of variables that must never be printed: each line of a key. */
export const secretsIn = (variables: Readonly<Record<string, string | undefined>>): ReadonlyArray<string> =>
  Object.entries(variables)
    .filter(([name]) => /PRIVATE_KEY|API_V\d_KEY/.test(name))
    .flatMap(([, value = ""]) =>
      value.split(/\s+|\\n/).filter((line) => line.length > 20 && !line.includes("-----"))
    )
