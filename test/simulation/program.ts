/** Programs: what happens to some orders, as a seed decides, and whether the library kept its promises. */
import { FacePayment, OfflineTransaction } from "@effect-wechatpay/facepay"
import { Native, Payment } from "@effect-wechatpay/pay"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { Refund } from "@effect-wechatpay/refund"
import { Faults, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import { deduction } from "./deductions.js"
import { facePayment } from "./facePayments.js"
import { makeLedger } from "./ledger.js"
import { payment } from "./payments.js"
import { type Choices, makeChoices } from "./random.js"
import { payment as refundedPayment, refundPart, refundRules } from "./refunds.js"
import { serviceOrder } from "./serviceOrders.js"
import { share, payment as sharedPayment, endpoints as shareEndpoints, shareRules } from "./shares.js"
import { minutes, type Setting, type Story, seconds } from "./story.js"
import { transfer, endpoints as transferEndpoints } from "./transfers.js"
import { type Disturbance, type Life, makeWorld, type ProcessName, type World } from "./world.js"

export const kinds = ["service orders", "face payments", "deductions", "refunds", "payments"] as const

/** Kinds that no seed draws: they are asked for. */
export const payoutKinds = ["transfers", "shares"] as const

type Drawn = (typeof kinds)[number]

export type Kind = Drawn | (typeof payoutKinds)[number]

/** How often each kind is drawn: the kinds with most requests in flight more often. */
const weights: Readonly<Record<Drawn, number>> = {
  "service orders": 6,
  "face payments": 7,
  deductions: 5,
  refunds: 2,
  payments: 2
}

/** The requests that matter for each kind of order. */
const endpoints = {
  "service orders": [ServiceOrder.create, ServiceOrder.query, ServiceOrder.complete, ServiceOrder.cancel],
  "face payments": [FacePayment.pay, FacePayment.query, FacePayment.reverse],
  deductions: [OfflineTransaction.deduct, OfflineTransaction.query],
  refunds: [Refund.create, Refund.query],
  payments: [Native.create, Payment.query, Payment.close],
  transfers: transferEndpoints,
  shares: shareEndpoints
} as const

const routes = Object.values(endpoints)
  .flat()
  .map(({ id, method, path }: { readonly id: string; readonly method?: string; readonly path: string }) => ({
    id,
    method: method ?? "POST",
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`)
  }))

const kindOf = (method: string, path: string): string =>
  routes.find((route) => route.method === method && route.pattern.test(path))?.id ?? `${method} ${path}`

const serverFaults = [
  ...[true, false].flatMap((effect) => [
    Faults.systemError({ effect }),
    Faults.badGateway({ effect }),
    Faults.accepted({ effect })
  ]),
  Faults.frequencyLimited(),
  Faults.signatureMissing,
  Faults.signatureWrong,
  Faults.errorEnvelope,
  Faults.truncated
] as const

const disturbance = (choices: Choices): Disturbance => {
  const hangs = choices.chance(0.4)
  switch (choices.int(0, 6)) {
    case 0:
      return { _tag: "Lost", hangs }
    case 1:
    case 2:
      return { _tag: "ResponseLost", hangs }
    case 3:
    case 4: {
      const millis = choices.of(
        seconds(3),
        seconds(20),
        minutes(1),
        minutes(3),
        seconds(270),
        minutes(6),
        minutes(20)
      )
      return { _tag: "Late", millis, hangs }
    }
    case 5:
      return { _tag: "Slow", millis: choices.int(1_000, 20_000) }
    default:
      return { _tag: "Server", fault: choices.of(...serverFaults) }
  }
}

/** Faults that come in rows, as of a server that is overloaded. */
const outages: ReadonlyArray<Disturbance> = [
  { _tag: "Lost", hangs: false },
  { _tag: "Server", fault: Faults.frequencyLimited() },
  { _tag: "Server", fault: Faults.frequencyLimited() },
  { _tag: "Server", fault: Faults.systemError() },
  { _tag: "Server", fault: Faults.badGateway() }
]

/** Disturbances of one endpoint: none, some, one that repeats itself, or one before an outage. */
const disturbancesOf = (choices: Choices): Array<Disturbance> => {
  const shape = choices.next()
  if (shape < 0.3) return []
  if (shape < 0.55) return Array.from({ length: choices.int(1, 5) }, () => disturbance(choices))
  const first = disturbance(choices)
  const rest = shape < 0.75 ? first : choices.of(...outages)
  return [first, ...Array.from({ length: choices.int(0, 11) }, () => rest)]
}

export interface Outcome {
  readonly seed: number
  readonly kind: Kind
  readonly violations: ReadonlyArray<string>
  /** What happened, in order. */
  readonly trace: ReadonlyArray<string>
}

interface Plan {
  readonly kind: Kind
  readonly setting: Setting
  readonly prepare: World["prepare"]
}

const storiesOf = async ({ kind, setting, prepare }: Plan): Promise<ReadonlyArray<Story>> => {
  const { choices } = setting
  switch (kind) {
    case "service orders":
      return [serviceOrder(setting, 1)]
    case "face payments":
      return [await facePayment(setting, 1, prepare)]
    case "deductions":
      return [await deduction(setting, 1, prepare)]
    case "refunds": {
      const count = choices.int(1, 2)
      return Array.from({ length: count }, (_, part) => refundPart(setting, 1, part))
    }
    case "payments":
      return [payment(setting, 1)]
    case "transfers":
      return [transfer(setting, 1)]
    case "shares":
      return [share(setting, 1)]
  }
}

const drawKind = (choices: Choices): Drawn =>
  choices.of(...kinds.flatMap((one) => Array.from({ length: weights[one] }, () => one)))

/** The kind of the orders in the program of a seed. */
export const kindOfSeed = (seed: number): Kind => drawKind(makeChoices(seed))

/** Runs the program of a seed, of the kind that it draws or of another one. */
export const runProgram = async (seed: number, asked?: Kind): Promise<Outcome> => {
  const choices = makeChoices(seed)
  const drawn = drawKind(choices)
  const kind = asked ?? drawn
  const trace: Array<string> = []
  const found: Array<string> = []
  const ledger = makeLedger()
  const healsAt = kind === "payments" ? minutes(50) : minutes(25)
  // Without records a run knows only its own requests: nothing is promised about several processes.
  const hasRecords = !(["face payments", "deductions"].includes(kind) && choices.chance(0.2))
  const offsets: Record<ProcessName, number> = { a: 0, b: 0, console: 0 }
  const lives: Record<ProcessName, Life> = {
    a: { process: "a", isAlive: true },
    b: { process: "b", isAlive: true },
    console: { process: "console", isAlive: true }
  }
  const kills = hasRecords
    ? Array.from({ length: choices.of(0, 1, 1, 2, 4) }, () => ({
        process: choices.of<ProcessName>("a", "a", "b"),
        left: choices.of(choices.int(1, 12), choices.int(1, 60))
      }))
    : []
  const pending = [...kills]
  let stories: ReadonlyArray<Story> = []
  const assigned = new Map<Story, Set<ProcessName>>()

  const disturbances = new Map(
    endpoints[kind].map(({ id }) => [id as string, disturbancesOf(choices)] as const)
  )

  const world: World = await makeWorld({
    choices,
    kindOf,
    disturbances,
    healsAt,
    offsets,
    hasRecords,
    recordFaults: choices.chance(0.1)
      ? { after: choices.int(0, 10), count: choices.int(1, 4) }
      : { after: 0, count: 0 },
    observe: (cause) =>
      Effect.forEach(
        stories,
        ({ look, subject }) =>
          Effect.map(look, (view) => ledger.observe(subject, view, cause, world.scheduler.now())),
        { discard: true }
      ),
    interacting: (life) => {
      const next = pending.find(({ process }) => process === life.process)
      if (next === undefined || world.scheduler.now() > healsAt || --next.left > 0) return
      pending.splice(pending.indexOf(next), 1)
      die(life)
    },
    note: (text) => trace.push(`${(world.scheduler.now() / 1000).toFixed(3)} ${text}`)
  })
  const { after, now } = world.scheduler
  const note = (text: string) => trace.push(`${(now() / 1000).toFixed(3)} ${text}`)

  const setting: Setting = {
    choices,
    ledger,
    now,
    note,
    healsAt,
    hasRecords,
    violate: (text) => found.push(text),
    runs: []
  }
  stories = await storiesOf({ kind, setting, prepare: world.prepare })

  const endedAt = new Map<Story, number>()
  const begin = (story: Story, process: ProcessName) => {
    if (story.hasEnded()) return
    const life = lives[process]
    if (!life.isAlive) {
      after(seconds(1), () => begin(story, process))
      return
    }
    assigned.set(story, new Set([...(assigned.get(story) ?? []), process]))
    note(`${process} carries ${story.subject} on`)
    world.start(
      life,
      Effect.tap(story.work, () => {
        endedAt.set(story, endedAt.get(story) ?? now())
        return Effect.void
      })
    )
  }

  /** Ends a process at once. It begins again later, and its orders are carried on by it or by the other one. */
  const die = (life: Life) => {
    const { process } = life
    life.isAlive = false
    note(`${process} dies`)
    after(choices.of(0, seconds(3), seconds(31), minutes(3), minutes(12)), () => {
      lives[process] = { process, isAlive: true }
      note(`${process} begins again`)
    })
    for (const [story, processes] of assigned) {
      if (!processes.delete(process)) continue
      const other = process === "a" ? "b" : "a"
      const next = choices.of(process, other)
      after(choices.of(seconds(1), seconds(20), seconds(40), minutes(4)), () => {
        if (!processes.has(next)) begin(story, next)
      })
    }
  }

  for (const { name, at, act } of stories.flatMap(({ acts }) => acts)) {
    after(at, () => {
      void world.act(name, act)
    })
  }
  for (const story of stories) {
    begin(story, "a")
    if (hasRecords && choices.chance(0.35)) after(choices.int(0, 300_000), () => begin(story, "b"))
    if (story.console !== undefined) world.start(lives.console, story.console)
  }
  if (choices.chance(0.3)) {
    const process = choices.of<ProcessName>("a", "b")
    const wrong = choices.of(-seconds(3), -minutes(4), -minutes(60), seconds(30), minutes(4))
    const from = choices.int(0, 600_000)
    const step = (offset: number) => () => {
      offsets[process] = offset
      note(`the clock of ${process} is set to ${offset} ms`)
    }
    after(from, step(wrong))
    after(Math.min(healsAt, from + choices.int(1_000, 1_200_000)), step(0))
  }

  if (kind === "refunds") await world.prepare(Simulator.act(refundedPayment(1)))
  if (kind === "shares") await world.prepare(sharedPayment)

  const boundOf = ({ acts, endsWithin }: Story) => Math.max(healsAt, ...acts.map(({ at }) => at)) + endsWithin
  await world.scheduler.runUntil(
    () => stories.every((story) => story.hasEnded()),
    Math.max(...stories.map(boundOf))
  )
  for (const story of stories) {
    const at = endedAt.get(story)
    if (at === undefined || at > boundOf(story)) {
      found.push(`${story.subject}: it did not end within ${story.endsWithin / 60_000} minutes`)
    }
  }
  // What is still on its way arrives.
  await world.scheduler.runUntil(() => false, now() + minutes(40))
  await world.act("the program ends", Effect.void)
  const money = kind === "shares" ? await world.prepare(Simulator.act(shareRules)) : []
  await world.close()

  const viewOf = (subject: string) => ledger.view(subject) ?? { state: "none", charged: 0, charges: 0 }
  return {
    seed,
    kind,
    trace,
    violations: [
      ...found,
      ...ledger.violations(),
      ...money,
      ...stories.flatMap(({ rules, subject }) => rules(viewOf(subject))),
      ...(kind === "refunds" ? refundRules(stories, (subject) => viewOf(subject).charged) : [])
    ]
  }
}
