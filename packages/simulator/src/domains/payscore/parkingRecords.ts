/** Parking in the state: plates with the parking service, parked cars, and payments. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Outbox from "../../Outbox.js"
import * as State from "../../State.js"
import { rfc3339Millis } from "./times.js"

const plate = { plate_number: Schema.String, plate_color: Schema.String }

export const Plate = Schema.Struct({
  ...plate,
  openid: Schema.String,
  /** `REMOVED`: the user removed the plate; merchants see a plate without the service. */
  state: Schema.Literal("NORMAL", "PAUSE", "OVERDUE", "REMOVED"),
  /** Unix time in milliseconds. */
  opened_at: Schema.Number
})
export interface Plate extends Schema.Schema.Type<typeof Plate> {}

const owner = { mchid: Schema.String, sub_mchid: Schema.optional(Schema.String) }

/** A car that entered. */
export const Parking = Schema.Struct({
  ...owner,
  ...plate,
  id: Schema.String,
  out_parking_no: Schema.String,
  notify_url: Schema.String,
  start_time: Schema.String,
  parking_name: Schema.String,
  free_duration: Schema.Number,
  state: Schema.Literal("NORMAL", "BLOCKED"),
  block_reason: Schema.optional(Schema.Literal("PAUSE", "OVERDUE", "OUT_SERVICE", "EVALUATION_FAILED")),
  /** When the entry was reported, Unix time in milliseconds. */
  entered_at: Schema.Number,
  /** The call as received, for comparison with repetitions. */
  creation: Schema.Unknown
})
export interface Parking extends Schema.Schema.Type<typeof Parking> {}

export const Payment = Schema.Struct({
  ...owner,
  appid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  description: Schema.String,
  attach: Schema.optional(Schema.String),
  out_trade_no: Schema.String,
  notify_url: Schema.String,
  /** Fen. */
  total: Schema.Number,
  parking_info: Schema.Struct({
    ...plate,
    parking_id: Schema.String,
    start_time: Schema.String,
    end_time: Schema.String,
    parking_name: Schema.String,
    charging_duration: Schema.Number,
    device_id: Schema.String
  }),
  openid: Schema.String,
  trade_state: Schema.Literal("ACCEPTED", "SUCCESS", "PAY_FAIL"),
  transaction_id: Schema.optional(Schema.String),
  /** `BPA`: WeChat Pay advanced the money. */
  bank_type: Schema.optional(Schema.String),
  user_repaid: Schema.optional(Schema.Literal("Y", "N")),
  /** Unix times in milliseconds. */
  created_at: Schema.Number,
  paid_at: Schema.optional(Schema.Number),
  /** The call as received, for comparison with repetitions. */
  creation: Schema.Unknown
})
export interface Payment extends Schema.Schema.Type<typeof Payment> {}

export const plates = State.table("parking.plates", Plate)
export const parkings = State.table("parking.parkings", Parking)
export const payments = State.table("parking.payments", Payment)

export const plateKey = ({
  plate_color,
  plate_number
}: Pick<Plate, "plate_number" | "plate_color">): string => State.key(plate_number, plate_color)

export const parkingKey = (parking: Pick<Parking, "mchid" | "sub_mchid" | "out_parking_no">): string =>
  State.key(parking.mchid, parking.sub_mchid, parking.out_parking_no)

export const paymentKey = (payment: Pick<Payment, "mchid" | "sub_mchid" | "out_trade_no">): string =>
  State.key(payment.mchid, payment.sub_mchid, payment.out_trade_no)

/** The payment of a parking that did not fail, if any. */
export const paymentOf = (parking: Parking): Effect.Effect<Payment | undefined, never, State.State> =>
  Effect.map(State.rows(payments), (rows) =>
    rows.find(
      ({ parking_info, trade_state }) => parking_info.parking_id === parking.id && trade_state !== "PAY_FAIL"
    )
  )

const blockReasons = { PAUSE: "PAUSE", OVERDUE: "OVERDUE", REMOVED: "OUT_SERVICE" } as const
const descriptions = { PAUSE: "PAUSE", OVERDUE: "OVERDUE", REMOVED: "REMOVE" } as const

export const blockOf = (known: Plate | undefined): Parking["block_reason"] =>
  known === undefined ? "OUT_SERVICE" : known.state === "NORMAL" ? undefined : blockReasons[known.state]

/** Changes a plate, and notifies the car parks that its car is in. */
export const setPlate = Effect.fnUntraced(function* (changed: Plate) {
  const now = yield* Clock.currentTimeMillis
  ;(yield* State.rows(plates)).set(plateKey(changed), changed)
  const rows = yield* State.rows(parkings)
  const inside = rows.filter((parking) => plateKey(parking) === plateKey(changed))
  for (const parking of inside) {
    if ((yield* paymentOf(parking)) !== undefined) continue
    const block_reason = blockOf(changed)
    const { block_reason: before, ...rest } = parking
    if (before === block_reason) continue
    rows.set(parkingKey(parking), {
      ...rest,
      state: block_reason === undefined ? "NORMAL" : "BLOCKED",
      ...(block_reason === undefined ? {} : { block_reason })
    })
    yield* Outbox.send({
      mchid: parking.mchid,
      url: parking.notify_url,
      event_type: "VEHICLE.ENTRANCE_STATE_CHANGE",
      summary: "停车入场状态变更",
      original_type: "vehicle",
      resource: {
        sp_mchid: parking.mchid,
        ...(parking.sub_mchid === undefined ? {} : { sub_mchid: parking.sub_mchid }),
        parking_id: parking.id,
        out_parking_no: parking.out_parking_no,
        plate_number: parking.plate_number,
        plate_color: parking.plate_color,
        start_time: parking.start_time,
        parking_name: parking.parking_name,
        free_duration: parking.free_duration,
        parking_state: block_reason === undefined ? "NORMAL" : "BLOCKED",
        ...(changed.state === "NORMAL" ? {} : { blocked_state_description: descriptions[changed.state] }),
        state_update_time: rfc3339Millis(now)
      }
    })
  }
})
