/** Sends notifications with variations to a merchant's webhook and judges its responses. */
import { randomUUID } from "node:crypto"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Delivery, Trial } from "../Deliveries.js"
import type { Message } from "../Outbox.js"
import { type Text, text } from "../Panel.js"
import { Simulator } from "../Simulator.js"
import { acceptedForgery, deadline, parsesFirst } from "./verdicts.js"

/** What is sent in place of the plain notification. */
type Variation = Partial<Omit<Trial, "url" | "mchid">>

interface Case {
  readonly id: string
  readonly label: Text
  readonly vary: (base: Trial) => Variation
  readonly judge: (delivery: Delivery) => Judgement
}

export interface Judgement {
  readonly tone: "good" | "open" | "bad"
  readonly verdict: Text
}

export interface Result extends Judgement {
  readonly id: string
  readonly label: Text
  readonly status?: number
  readonly problem?: string
  readonly response?: string
  readonly durationMillis: number
}

const isReceived = ({ status }: Delivery): boolean => status === 200 || status === 204

const isAccepted = ({ status }: Delivery): boolean => status !== undefined && status >= 200 && status < 300

const good = (en: string, zh: string): Judgement => ({ tone: "good", verdict: text(en, zh) })
const open = (en: string, zh: string): Judgement => ({ tone: "open", verdict: text(en, zh) })
const bad = (en: string, zh: string): Judgement => ({ tone: "bad", verdict: text(en, zh) })

/** A notification that has to be received. */
const receives =
  (otherwise: Judgement) =>
  (delivery: Delivery): Judgement =>
    delivery.reason === "timeout" || delivery.durationMillis > deadline
      ? bad("No response within 5 seconds.", "5 秒内没有应答。")
      : isReceived(delivery)
        ? good("Received.", "接收成功。")
        : otherwise

/** A forged or old notification that has to be rejected. */
const rejects =
  (accepted: Judgement) =>
  (delivery: Delivery): Judgement =>
    isAccepted(delivery)
      ? accepted
      : delivery.status === undefined
        ? open("No response: it cannot be told.", "没有应答，无法判断。")
        : good("Rejected.", "已拒绝。")

const hour = 3_600_000

const cases: ReadonlyArray<Case> = [
  {
    id: "genuine",
    label: text("Genuine", "正常通知"),
    vary: () => ({}),
    judge: receives(
      bad("A genuine notification was not received with 200 or 204.", "正常的通知没有以 200 或 204 应答。")
    )
  },
  {
    id: "duplicate",
    label: text("The same once more", "重复通知"),
    vary: () => ({}),
    judge: receives(
      bad(
        "Rejected a notification that it has received before: WeChat Pay repeats it for a day.",
        "拒绝了已处理过的通知：微信支付会重复通知一天。"
      )
    )
  },
  {
    id: "outOfOrder",
    label: text("An earlier event, late", "乱序（较早的事件后到）"),
    vary: ({ created_at, event_type }) => ({
      id: randomUUID(),
      created_at: created_at - hour,
      ...(event_type === "PAYSCORE.USER_PAID" ? { event_type: "PAYSCORE.USER_CONFIRM" } : {})
    }),
    judge: receives(
      open(
        "Rejected an event that is older than one it knows. It is repeated; take it without a step back.",
        "拒绝了晚到的旧事件，微信支付会重复通知。应接收，但不回退订单状态。"
      )
    )
  },
  {
    id: "unknownEvent",
    label: text("An unknown event", "未知事件"),
    vary: () => ({ id: randomUUID(), event_type: "SIMULATOR.UNKNOWN_EVENT" }),
    judge: (delivery) =>
      isReceived(delivery)
        ? good("Received: it is not repeated.", "接收成功，不会重复通知。")
        : delivery.status === undefined
          ? bad("No response.", "没有应答。")
          : open("Rejected: WeChat Pay repeats it for a day.", "已拒绝，微信支付会重复通知一天。")
  },
  {
    id: "slow",
    label: text("A body that arrives slowly", "报文缓慢到达"),
    vary: () => ({ id: randomUUID(), slow: 1000 }),
    judge: receives(
      bad(
        "A body in two parts, one second apart, was not received.",
        "分两段（相隔一秒）到达的报文没有被接收。"
      )
    )
  },
  {
    id: "probe",
    label: text("Signature probe", "签名探测"),
    vary: () => ({ id: randomUUID(), signature: "probe" }),
    judge: rejects({ tone: "bad", verdict: acceptedForgery })
  },
  {
    id: "forged",
    label: text("Forged signature", "伪造签名"),
    vary: () => ({ id: randomUUID(), signature: "wrong" }),
    judge: rejects({ tone: "bad", verdict: acceptedForgery })
  },
  {
    id: "stale",
    label: text("Signed 10 minutes ago", "10 分钟前的签名"),
    vary: () => ({ id: randomUUID(), age: 600_000 }),
    judge: rejects(
      bad(
        "Accepted a notification whose timestamp is more than 5 minutes old: a recorded one can be replayed.",
        "接受了时间戳超过 5 分钟的通知：可被重放。"
      )
    )
  },
  {
    id: "notJson",
    label: text("Forged, and no JSON", "伪造签名且非 JSON"),
    vary: () => ({ id: randomUUID(), signature: "wrong", body: "{not json" }),
    judge: rejects({ tone: "bad", verdict: acceptedForgery })
  }
]

/** Responses with different statuses to two forged notifications tell that the body was parsed first. */
const compare = (results: ReadonlyArray<Result>): ReadonlyArray<Result> => {
  const forged = results.find(({ id }) => id === "forged")
  return results.map((result) =>
    result.id === "notJson" &&
    result.tone === "good" &&
    forged?.tone === "good" &&
    forged.status !== result.status
      ? { ...result, tone: "bad", verdict: parsesFirst }
      : result
  )
}

const textOf = ({ en, zh }: Text): Text => ({ en, zh })

const sample = (mchid: string, url: string, now: number): Trial => ({
  id: randomUUID(),
  mchid,
  url,
  event_type: "PAYSCORE.USER_PAID",
  summary: "微信支付分服务订单支付成功",
  original_type: "payscore",
  associated_data: "",
  resource: { mchid, out_order_no: "WEBHOOK_TEST", state: "DONE", total_amount: 1 },
  created_at: now,
  signature: "valid",
  age: 0,
  slow: 0
})

/** Sends every case to `url`: variations of `like`, or of a sample. The notifications are in no list. */
export const webhookTest = Effect.fnUntraced(function* (url: string, like: Message | undefined) {
  const { deliveries, merchant, time } = yield* Simulator
  const now = DateTime.toEpochMillis(yield* time.now)
  const base: Trial =
    like === undefined ? sample(merchant.mchid, url, now) : { ...sample(like.mchid, url, now), ...like, url }
  const results = yield* Effect.forEach(
    cases,
    Effect.fnUntraced(function* ({ id, judge, label, vary }) {
      const delivery = yield* deliveries.test({ ...base, ...vary(base) })
      const { durationMillis, problem, response, status } = delivery
      const { tone, verdict } = judge(delivery)
      const result: Result = {
        id,
        label,
        tone: delivery.reason === "blocked" ? "open" : tone,
        verdict: delivery.reason === "blocked" ? text("Not sent.", "未发送。") : textOf(verdict),
        ...(status === undefined ? {} : { status }),
        ...(problem === undefined ? {} : { problem }),
        ...(response === undefined ? {} : { response }),
        durationMillis
      }
      return result
    })
  )
  return compare(results)
})
