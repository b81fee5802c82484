/** What the desk does: every answer is made of the running simulator. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Action } from "../Desk.js"
import * as Outbox from "../Outbox.js"
import { Simulator } from "../Simulator.js"
import * as Api from "./Api.js"
import { faultKinds } from "./faultKinds.js"
import { deckOf, detailOf, notificationOf, shown, summaryOf, waitingOf } from "./views.js"

const noSuch = (what: string) => new Api.Refused({ problem: `there is no such ${what}` })

const make = Effect.gen(function* () {
  const simulator = yield* Simulator
  const { act, calls, decks, deliveries, endpoints, faults, merchants, platform, time } = simulator

  const overview = Effect.gen(function* () {
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
          notAfter
        }))
      },
      endpoints: endpoints.map(({ id, method, path }) => ({ id, method, path })),
      now: DateTime.toEpochMillis(yield* time.now),
      time: time.mode
    }
  })

  const findAction = Effect.fnUntraced(function* (deckId: string, cardId: string | undefined, id: string) {
    const deck = decks.find((one) => one.id === deckId)
    if (deck === undefined) return yield* noSuch("deck")
    const of = (actions: ReadonlyArray<Action>) => actions.find((action) => action.id === id)
    if (cardId === undefined) return of(deck.actions) ?? (yield* noSuch("button"))
    const card = (yield* deck.cards).find((one) => one.id === cardId)
    if (card === undefined) return yield* noSuch("card")
    return (
      of(card.actions) ??
      (yield* new Api.Refused({ problem: `this cannot be done while it is ${card.state}` }))
    )
  })

  const press = Effect.fnUntraced(function* (
    deck: string,
    card: string | undefined,
    id: string,
    values: Readonly<Record<string, string>>
  ) {
    const action = yield* findAction(deck, card, id)
    const initial = Object.fromEntries(action.inputs.map(({ name, value }) => [name, value]))
    yield* Effect.mapError(
      action.run({ ...initial, ...values }),
      ({ problem }) => new Api.Refused({ problem })
    )
  })

  const notifications = Effect.gen(function* () {
    const messages = yield* act(Outbox.all)
    const sent = yield* deliveries.all
    return messages
      .slice(-shown)
      .reverse()
      .map((message) => notificationOf(message, sent))
  })

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

  const rotate = Effect.gen(function* () {
    const added = yield* platform.addCertificate()
    yield* platform.signWith(added.serialNo)
  }).pipe(Effect.mapError((error) => new Api.Refused({ problem: error.message })))

  return {
    overview,
    findCall: (id: number) =>
      Effect.flatMap(calls.all, (all) => {
        const call = all.find((one) => one.id === id)
        return call === undefined ? noSuch("call") : Effect.succeed(detailOf(call))
      }),
    listCalls: Effect.map(calls.all, (all) => [...all].reverse().map(summaryOf)),
    clearCalls: calls.clear,
    listDecks: act(Effect.forEach(decks, (deck) => Effect.map(deck.cards, (cards) => deckOf(deck, cards)))),
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
    rotate,
    exportState: simulator.exportState,
    importState: (state: unknown) =>
      Effect.mapError(simulator.importState(state), (error) => new Api.Refused({ problem: error.message }))
  }
})

/** The handlers of the API; they need a simulator. */
export const layer = HttpApiBuilder.group(Api.desk, "desk", (handlers) =>
  Effect.map(make, (desk) =>
    handlers
      .handle("overview", () => desk.overview)
      .handle("calls", () => desk.listCalls)
      .handle("clearCalls", () => desk.clearCalls)
      .handle("call", ({ path }) => desk.findCall(path.id))
      .handle("decks", () => desk.listDecks)
      .handle("act", ({ path, payload }) =>
        desk.press(path.deck, payload.card, payload.action, payload.values ?? {})
      )
      .handle("notifications", () => desk.notifications)
      .handle("resend", ({ path, payload }) => desk.resend(path.id, payload.probe ?? false))
      .handle("faults", () => desk.faults)
      .handle("inject", ({ payload }) => desk.inject(payload))
      .handle("removeFault", ({ path }) => desk.removeFault(path.id))
      .handle("clearFaults", () => desk.clearFaults)
      .handle("advance", ({ payload }) => desk.advance(payload.millis))
      .handle("setMode", ({ payload }) => desk.setMode(payload.mode))
      .handle("rotate", () => desk.rotate)
      .handle("exportState", () => desk.exportState)
      .handle("importState", ({ payload }) => desk.importState(payload))
  )
)
