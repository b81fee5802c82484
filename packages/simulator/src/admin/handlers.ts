/** The handlers of the admin API. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import * as Outbox from "../Outbox.js"
import { type Action, pageOf, type Text } from "../Panel.js"
import { Simulator } from "../Simulator.js"
import * as State from "../State.js"
import * as Api from "./Api.js"
import { faultKinds } from "./faultKinds.js"
import { detailOf, notificationOf, panelOf, summaryOf, waitingOf } from "./views.js"

/** The part of a list that a request names. */
interface Range<Id> {
  readonly before?: Id | undefined
  readonly limit?: number | undefined
}

const noSuch = (what: string) => new Api.Rejected({ problem: `no such ${what}` })

/** An action of a user or of WeChat Pay that was requested by the API. */
interface Acted {
  readonly id: number
  /** Unix time in milliseconds, by the time of the simulator. */
  readonly at: number
  readonly panel: string
  readonly order: string | undefined
  readonly title: string
  readonly label: Text
  readonly problem?: string
}

/** How many actions are kept. */
const keptActions = 1000

const isOpenid = (name: string): boolean => name === "openid"

const make = Effect.gen(function* () {
  const simulator = yield* Simulator
  const { act, calls, panels, deliveries, endpoints, faults, merchants, platform, time } = simulator

  const overview = Effect.gen(function* () {
    const inForce = yield* platform.inForce
    const progress = yield* time.progress
    const attempts = yield* deliveries.kept
    const messages = yield* act(State.rows(Outbox.messages))
    return {
      baseUrl: simulator.baseUrl,
      merchants: merchants.map(({ appids, mchid, otherCertificates, serialNo, subMchids }) => ({
        mchid,
        serialNos: [serialNo, ...otherCertificates.map((other) => other.serialNo)],
        appids,
        subMchids
      })),
      platform: {
        mode: yield* platform.mode,
        publicKeyId: platform.publicKeyId,
        certificates: (yield* platform.certificates).map(({ notAfter, notBefore, serialNo }) => ({
          serialNo,
          notBefore,
          notAfter,
          signs: serialNo === inForce
        }))
      },
      endpoints: endpoints.map(({ id, method, path }) => ({ id, method, path })),
      now: DateTime.toEpochMillis(yield* time.now),
      time: time.mode,
      ...(progress === undefined ? {} : { progress }),
      routing: yield* deliveries.routing,
      kept: {
        calls: yield* calls.kept,
        notifications: { kept: messages.size(), evicted: messages.evicted(), limit: attempts.limit },
        deliveries: attempts,
        records: { limit: simulator.keepRecords }
      }
    }
  })

  const findPanel = (id: string) => {
    const panel = panels.find((one) => one.id === id)
    return panel === undefined ? noSuch("panel") : Effect.succeed(panel)
  }

  const findAction = Effect.fnUntraced(function* (panelId: string, recordId: string | undefined, id: string) {
    const panel = yield* findPanel(panelId)
    const of = (actions: ReadonlyArray<Action>) => actions.find((action) => action.id === id)
    if (recordId === undefined) {
      return { action: of(panel.actions) ?? (yield* noSuch("action")), record: undefined }
    }
    const record = yield* panel.records.find(recordId)
    if (record === undefined) return yield* noSuch("record")
    const action = of(record.actions)
    return action === undefined
      ? yield* new Api.Rejected({ problem: `the action is impossible in the state ${record.state}` })
      : { action, record }
  })

  const touched = yield* PubSub.sliding<void>(1)
  /** Tells the page about changes that are not in the state of the domains. */
  const touching = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.tap(effect, () => PubSub.publish(touched, undefined))

  let replacements = 0
  const replacing = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.tap(effect, () =>
      Effect.sync(() => {
        replacements++
      })
    )

  /** From which real time on the time of the simulator was ahead by how much; with virtual time, where it stood. */
  const clocks: Array<{ readonly since: number; readonly ahead: number; readonly at: number }> = []
  const observe = Effect.gen(function* () {
    const since = yield* Clock.currentTimeMillis
    const at = DateTime.toEpochMillis(yield* time.now)
    const ahead = at - since
    const last = clocks.at(-1)
    const moved = time.mode === "virtual" ? at !== last?.at : Math.abs(ahead - (last?.ahead ?? 0)) > 500
    if (last === undefined || moved) clocks.push({ since, ahead, at })
    if (clocks.length > keptActions) clocks.shift()
  })
  yield* observe
  yield* Effect.forkScoped(Stream.runForEach(simulator.changes, () => observe))
  /** The time of the simulator at a real time. */
  const timeAt = (millis: number): number => {
    const clock = clocks.filter(({ since }) => since <= millis).at(-1) ?? clocks[0]
    return clock === undefined ? millis : time.mode === "virtual" ? clock.at : millis + clock.ahead
  }

  const acted: Array<Acted> = []
  let count = 0
  const remember = (one: Omit<Acted, "id">) => {
    acted.push({ id: ++count, ...one })
    if (acted.length > keptActions) acted.shift()
  }

  const press = Effect.fnUntraced(function* (
    panel: string,
    record: string | undefined,
    id: string,
    values: Readonly<Record<string, string>>
  ) {
    const found = yield* findAction(panel, record, id)
    const { action } = found
    const initial = Object.fromEntries(action.inputs.map(({ name, value }) => [name, value]))
    const given = { ...initial, ...values }
    const entry = {
      at: DateTime.toEpochMillis(yield* time.now),
      panel,
      order: found.record?.order,
      title: found.record?.title ?? "",
      label: action.label
    }
    const result = yield* (
      action.inputs.some(({ name }) => isOpenid(name) && given[name] === "")
        ? new Api.Rejected({ problem: "openid: expected the openid of a user" })
        : Effect.mapError(action.run(given), ({ problem }) => new Api.Rejected({ problem }))
    ).pipe(Effect.tapError(({ problem }) => Effect.sync(() => remember({ ...entry, problem }))))
    remember(entry)
    return result ?? {}
  })

  const notifications = Effect.fnUntraced(function* ({ before, limit = Api.mostRecords }: Range<string>) {
    const messages = [...(yield* act(Outbox.all))].reverse()
    const sent = Arr.groupBy(yield* deliveries.all, ({ id }) => id)
    return pageOf(messages, ({ id }) => id, { before, limit }).map((message) =>
      notificationOf(message, sent[message.id] ?? [])
    )
  })

  const listCalls = ({ before, limit = Api.mostCalls }: Range<number>) =>
    Effect.map(calls.all, (all) =>
      pageOf([...all].reverse(), ({ id }) => id, { before, limit }).map(summaryOf)
    )

  const findMessage = (id: string) =>
    Effect.flatMap(act(State.rows(Outbox.messages)), (rows) => {
      const message = rows.get(id)
      return message === undefined ? noSuch("notification") : Effect.succeed(message)
    })

  /** Requests an attempt and returns its result. */
  const resend = Effect.fnUntraced(function* (id: string, probe: boolean) {
    const changed = yield* Stream.toPull(simulator.changes)
    const before = (yield* findMessage(id)).attempts.length
    yield* act(Outbox.resend(id, { probe }))
    const attempted = Effect.gen(function* () {
      while (true) {
        const made = (yield* findMessage(id)).attempts[before]
        if (made !== undefined) return made
        yield* Effect.ignore(changed)
      }
    })
    const made = yield* Effect.timeoutOption(attempted, "8 seconds")
    return made._tag === "None" ? {} : made.value
  }, Effect.scoped)

  const inject = Effect.fnUntraced(function* (injection: typeof Api.Injection.Type) {
    const { endpoint: id, kind, probability, times, ...options } = injection
    const endpoint = endpoints.find((one) => one.id === id)
    if (id !== undefined && endpoint === undefined) return yield* noSuch("endpoint")
    const known = faultKinds.find((one) => one.kind === kind)
    if (known === undefined) return yield* noSuch("fault")
    yield* faults.inject(known.make(options), {
      ...(times === undefined ? {} : { times }),
      ...(probability === undefined ? {} : { probability }),
      ...(endpoint === undefined ? {} : { endpoint })
    })
  })

  const rejected = (error: { readonly message: string }) => new Api.Rejected({ problem: error.message })

  return {
    overview,
    findCall: (id: number) =>
      Effect.flatMap(calls.find(id), (call) =>
        call === undefined ? noSuch("call") : Effect.succeed(detailOf(call))
      ),
    listCalls,
    touched: Stream.fromPubSub(touched),
    timeAt,
    /** How often the log of calls was replaced or cleared. */
    replacements: Effect.sync(() => replacements),
    clearCalls: touching(replacing(calls.clear)),
    exportCalls: calls.exportAll,
    importCalls: (exported: unknown) =>
      touching(replacing(Effect.mapError(calls.importAll(exported), rejected))),
    listPanels: ({ limit = Api.mostRecords }: Range<string>) =>
      act(
        Effect.forEach(panels, (panel) =>
          Effect.map(panel.records.page({ limit }), (page) => panelOf(panel, page))
        )
      ),
    readPanel: (id: string, { before, limit = Api.mostRecords }: Range<string>) =>
      Effect.flatMap(findPanel(id), (panel) =>
        act(Effect.map(panel.records.page({ before, limit }), (page) => panelOf(panel, page)))
      ),
    press: (...args: Parameters<typeof press>) => act(press(...args)),
    /** Runs an action of the newest record with this title. */
    pressTitle: Effect.fnUntraced(function* (
      panelId: string,
      title: string,
      action: string,
      values: Readonly<Record<string, string>>
    ) {
      const panel = yield* findPanel(panelId)
      const page = yield* act(panel.records.page({ limit: Api.mostRecords }))
      const record = page.records.find((one) => one.title === title)
      return yield* record === undefined ? noSuch("record") : act(press(panelId, record.id, action, values))
    }),
    /** What was requested by the API, the oldest first. */
    actions: Effect.sync((): ReadonlyArray<Acted> => [...acted]),
    notifications,
    resend,
    faults: Effect.map(faults.waiting, (waiting) => ({
      kinds: faultKinds,
      waiting: waiting.map(waitingOf)
    })),
    inject: (injection: typeof Api.Injection.Type) => touching(inject(injection)),
    removeFault: (id: number) => touching(faults.remove(id)),
    clearFaults: touching(faults.clear),
    advance: (millis: number) => time.advance(millis),
    setMode: (mode: typeof Api.Mode.Type) => touching(platform.setMode(mode)),
    trust: platform.trust,
    addCertificate: Effect.map(touching(platform.addCertificate()), ({ notAfter, notBefore, serialNo }) => ({
      serialNo,
      notBefore,
      notAfter,
      signs: false
    })),
    signWith: (serialNo: string) => Effect.mapError(touching(platform.signWith(serialNo)), rejected),
    retire: (serialNo: string) => Effect.mapError(touching(platform.retire(serialNo)), rejected),
    routing: deliveries.routing,
    setRouting: (routing: typeof Api.Routing.Type) =>
      Effect.mapError(touching(deliveries.setRouting(routing)), rejected),
    exportState: simulator.exportState,
    importState: (state: unknown) => Effect.mapError(touching(simulator.importState(state)), rejected)
  }
})

/** What the API reads and does. */
export class Queries extends Context.Tag("@effect-wechatpay/simulator/admin/Queries")<
  Queries,
  Effect.Effect.Success<typeof make>
>() {}

export const layerQueries: Layer.Layer<Queries, never, Simulator> = Layer.scoped(Queries, make)

/** The handlers of the API. */
export const layer = HttpApiBuilder.group(Api.api, "admin", (handlers) =>
  Effect.map(Queries, (actions) =>
    handlers
      .handle("overview", () => actions.overview)
      .handle("calls", ({ urlParams }) => actions.listCalls(urlParams))
      .handle("clearCalls", () => actions.clearCalls)
      .handle("exportCalls", () => actions.exportCalls)
      .handle("importCalls", ({ payload }) => actions.importCalls(payload))
      .handle("call", ({ path }) => actions.findCall(path.id))
      .handle("panels", ({ urlParams }) => actions.listPanels(urlParams))
      .handle("panel", ({ path, urlParams }) => actions.readPanel(path.panel, urlParams))
      .handle("act", ({ path, payload }) =>
        actions.press(path.panel, payload.record, payload.action, payload.values ?? {})
      )
      .handle("notifications", ({ urlParams }) => actions.notifications(urlParams))
      .handle("resend", ({ path, payload }) => actions.resend(path.id, payload.probe ?? false))
      .handle("faults", () => actions.faults)
      .handle("inject", ({ payload }) => actions.inject(payload))
      .handle("removeFault", ({ path }) => actions.removeFault(path.id))
      .handle("clearFaults", () => actions.clearFaults)
      .handle("advance", ({ payload }) => actions.advance(payload.millis))
      .handle("setMode", ({ payload }) => actions.setMode(payload.mode))
      .handle("trust", () => actions.trust)
      .handle("addCertificate", () => actions.addCertificate)
      .handle("signWithCertificate", ({ path }) => actions.signWith(path.serialNo))
      .handle("removeCertificate", ({ path }) => actions.retire(path.serialNo))
      .handle("routing", () => actions.routing)
      .handle("setRouting", ({ payload }) => actions.setRouting(payload))
      .handle("exportState", () => actions.exportState)
      .handle("importState", ({ payload }) => actions.importState(payload))
  )
)
