/** Events of complaints: each changes the state, adds an entry to the history and notifies the merchant. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import * as Outbox from "../../Outbox.js"
import * as State from "../../State.js"
import { addresses, type Complaint, type Entry, save } from "./tables.js"

/** The operators, as named in the history. */
export const operators = {
  user: "投诉人",
  merchant: "商家",
  platform: "微信支付客服",
  system: "系统"
} as const

const notify = (complaint: Complaint, action_type: string) =>
  Effect.flatMap(State.rows(addresses), (rows) =>
    Effect.forEach(
      rows.filter(
        ({ mchid, subMchids }) =>
          mchid === complaint.complainted_mchid || subMchids.includes(complaint.complainted_mchid)
      ),
      ({ mchid, url }) =>
        Outbox.send({
          mchid,
          url,
          event_type: action_type === "CREATE_COMPLAINT" ? "COMPLAINT.CREATE" : "COMPLAINT.STATE_CHANGE",
          summary: action_type === "CREATE_COMPLAINT" ? "产生新投诉" : "投诉状态变化",
          original_type: "complaint",
          resource: { complaint_id: complaint.complaint_id, action_type }
        }),
      { discard: true }
    )
  )

/** An event of a complaint. */
export interface Happening {
  readonly by: keyof typeof operators
  readonly operate_type: string
  /** The action type of the notification; absent if no notification is documented for the event. */
  readonly action_type?: string
  readonly details?: string | undefined
  readonly images?: ReadonlyArray<string> | undefined
  readonly entry?: Pick<Entry, "message" | "idempotent_id" | "click">
}

/** Stores the change with an entry in the history, and notifies. Returns the entry. */
export const happen = Effect.fnUntraced(function* (changed: Complaint, happening: Happening) {
  const { action_type, by, details, entry: more, images = [], operate_type } = happening
  const entry: Entry = {
    log_id: digits(28),
    operator: operators[by],
    at: yield* Clock.currentTimeMillis,
    operate_type,
    ...(details === undefined ? {} : { operate_details: details }),
    images,
    ...more
  }
  const complaint = yield* save({ ...changed, history: [...changed.history, entry] })
  if (action_type !== undefined) yield* notify(complaint, action_type)
  return entry
})
