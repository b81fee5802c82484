/** The handlers of the story of orders. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import type { Call } from "../Calls.js"
import * as Environment from "../Environment.js"
import * as Outbox from "../Outbox.js"
import { Simulator } from "../Simulator.js"
import * as Api from "./Api.js"
import { makeDemo } from "./demo.js"
import { Queries } from "./handlers.js"
import { orderOfCall, orderOfResource } from "./orderNumbers.js"
import { sendAgain } from "./sendAgain.js"
import { notificationOf, summaryOf } from "./views.js"
import { webhookTest } from "./webhookTest.js"

const noSuch = (what: string) => new Api.Rejected({ problem: `no such ${what}` })

const transactionId = /"transaction_id":"([^"]+)"/g

/** The transactions that the order's calls and notifications name. */
const transactionIdsOf = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(texts.flatMap((text) => [...text.matchAll(transactionId)].map(([, id = ""]) => id)))
]

/** How many of the newest records of a panel are looked at. */
const searchedRecords = 5000

const textOf = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? "" : Buffer.from(bytes).toString("utf8")

const decoded = (target: string): string => {
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}

/** What the search looks at, in lower case. */
const searchedText = (call: Call): string =>
  [
    call.method,
    call.target,
    decoded(call.target),
    call.status ?? call.state,
    call.errorCode,
    call.endpoint,
    call.requestId,
    call.fault?._tag,
    call.rejectedBy,
    orderOfCall(call),
    ...(call.diagnosis?.mistakes ?? []).flatMap(({ en, id, zh }) => [id, en, zh]),
    textOf(call.body),
    textOf(call.response?.body)
  ]
    .join("\n")
    .toLowerCase()

const make = Effect.gen(function* () {
  const simulator = yield* Simulator
  const queries = yield* Queries
  const { act, calls, deliveries, panels } = simulator
  const play = yield* makeDemo

  const order = Effect.fnUntraced(function* (order: string) {
    const records = (yield* act(
      Effect.forEach(panels, (panel) =>
        Effect.map(panel.records.page({ limit: searchedRecords }), ({ records }) =>
          records
            .filter((record) => record.order === order)
            .map((record) => ({ panel: panel.id, title: panel.title, record }))
        )
      )
    )).flat()
    const own = (yield* calls.all).filter((call) => orderOfCall(call) === order)
    const sent = yield* deliveries.all
    const messages = (yield* act(Outbox.all)).filter(({ resource }) => orderOfResource(resource) === order)
    if (records.length + own.length + messages.length === 0) return yield* noSuch("order")
    return {
      order,
      records,
      calls: own.map((call) => ({ ...summaryOf(call), at: queries.timeAt(call.receivedAt) })),
      actions: (yield* queries.actions).flatMap(({ order: about, ...one }) => (about === order ? [one] : [])),
      notifications: messages.map((message) =>
        notificationOf(
          message,
          sent.filter(({ id }) => id === message.id)
        )
      ),
      transactionIds: transactionIdsOf([
        ...own.map(({ response }) => textOf(response?.body)),
        ...messages.map(({ resource }) => JSON.stringify(resource))
      ])
    }
  })

  return {
    order,
    search: (text: string) =>
      Effect.map(calls.all, (all) => {
        const wanted = text.trim().toLowerCase()
        return {
          ids: all
            .filter((call) => searchedText(call).includes(wanted))
            .map(({ id }) => id)
            .reverse()
        }
      }),
    variables: Effect.map(Environment.current(simulator), Environment.toText),
    demo: Effect.map(
      play((action, title, values) => queries.pressTitle("payscore.orders", title, action, values)),
      (order) => ({ order })
    ),
    sendAgain: Effect.fnUntraced(
      function* (id: number, edit: Parameters<typeof sendAgain>[1]) {
        const call = (yield* calls.all).find((one) => one.id === id)
        if (call === undefined) return yield* noSuch("call")
        return yield* sendAgain(call, edit)
      },
      Effect.provideService(Simulator, simulator)
    ),
    testWebhook: Effect.fnUntraced(
      function* (url: string, id: string | undefined) {
        const like = (yield* act(Outbox.all)).find((message) => message.id === id)
        if (id !== undefined && like === undefined) return yield* noSuch("notification")
        return { results: yield* webhookTest(url, like) }
      },
      Effect.provideService(Simulator, simulator)
    )
  }
})

/** The handlers of the group; they need a simulator. */
export const layer = HttpApiBuilder.group(Api.api, "story", (handlers) =>
  Effect.map(make, (actions) =>
    handlers
      .handle("order", ({ path }) => actions.order(path.order))
      .handle("search", ({ urlParams }) => actions.search(urlParams.text))
      .handle("variables", () => actions.variables)
      .handle("demo", () => actions.demo)
      .handle("sendAgain", ({ path, payload }) => actions.sendAgain(path.id, payload))
      .handle("testWebhook", ({ payload }) => actions.testWebhook(payload.url, payload.notification))
  )
)
