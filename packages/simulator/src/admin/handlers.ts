/** The handlers of the admin API. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Outbox from "../Outbox.js"
import { type Action, pageOf } from "../Panel.js"
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
    if (recordId === undefined) return of(panel.actions) ?? (yield* noSuch("action"))
    const record = yield* panel.records.find(recordId)
    if (record === undefined) return yield* noSuch("record")
    return (
      of(record.actions) ??
      (yield* new Api.Rejected({ problem: `the action is impossible in the state ${record.state}` }))
    )
  })

  const press = Effect.fnUntraced(function* (
    panel: string,
    record: string | undefined,
    id: string,
    values: Readonly<Record<string, string>>
  ) {
    const action = yield* findAction(panel, record, id)
    const initial = Object.fromEntries(action.inputs.map(({ name, value }) => [name, value]))
    const result = yield* Effect.mapError(
      action.run({ ...initial, ...values }),
      ({ problem }) => new Api.Rejected({ problem })
    )
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

  const resend = Effect.fnUntraced(function* (id: string, probe: boolean) {
    if (!(yield* Outbox.all).some((message) => message.id === id)) return yield* noSuch("notification")
    yield* Outbox.resend(id, { probe })
  })

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
    clearCalls: calls.clear,
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
    notifications,
    resend: (id: string, probe: boolean) => act(resend(id, probe)),
    faults: Effect.map(faults.waiting, (waiting) => ({
      kinds: faultKinds,
      waiting: waiting.map(waitingOf)
    })),
    inject,
    removeFault: faults.remove,
    clearFaults: faults.clear,
    advance: (millis: number) => time.advance(millis),
    setMode: platform.setMode,
    trust: platform.trust,
    addCertificate: Effect.map(platform.addCertificate(), ({ notAfter, notBefore, serialNo }) => ({
      serialNo,
      notBefore,
      notAfter,
      signs: false
    })),
    signWith: (serialNo: string) => Effect.mapError(platform.signWith(serialNo), rejected),
    retire: (serialNo: string) => Effect.mapError(platform.retire(serialNo), rejected),
    routing: deliveries.routing,
    setRouting: (routing: typeof Api.Routing.Type) =>
      Effect.mapError(deliveries.setRouting(routing), rejected),
    exportState: simulator.exportState,
    importState: (state: unknown) => Effect.mapError(simulator.importState(state), rejected)
  }
})

/** The handlers of the API; they need a simulator. */
export const layer = HttpApiBuilder.group(Api.api, "admin", (handlers) =>
  Effect.map(make, (actions) =>
    handlers
      .handle("overview", () => actions.overview)
      .handle("calls", ({ urlParams }) => actions.listCalls(urlParams))
      .handle("clearCalls", () => actions.clearCalls)
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
