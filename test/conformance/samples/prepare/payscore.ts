/** Service orders and parkings that the samples of WeChat Pay Score speak of. */
import { Parking, ParkingTransaction } from "@effect-wechatpay/payscore"
import { Payscore, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import type { Sample } from "../data.js"
import { given, millis, type Preparations, subMerchantOf } from "./world.js"

const { mchid, openid, subMchid } = Samples
const { act } = Simulator

const order = (sample: Sample, changed: Partial<Payscore.Order>): Payscore.Order => {
  const role = sample.endpoint.startsWith("payscore.partner") ? "partner" : "merchant"
  return {
    role,
    mchid,
    ...(role === "partner" ? { sub_mchid: subMchid } : {}),
    service_id: Samples.serviceId,
    appid: Samples.appid,
    openid,
    out_order_no: String({ ...sample.query, ...sample.path }.out_order_no),
    order_id: "1",
    state: "DOING",
    state_description: "USER_CONFIRM",
    terms: {
      service_introduction: "某某酒店",
      notify_url: "https://api.test.com",
      risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 10_000 },
      time_range: { start_time: "20091225091010", end_time: "20091225121010" }
    },
    creation: {},
    created_at: millis("2009-12-25T09:00:00+08:00"),
    packageUsed: true,
    inFlight: false,
    done: {},
    ...changed
  }
}
const plate = { plate_number: "粤B888888", plate_color: "BLUE" } as const

/** A vehicle has entered. Gives WeChat Pay's number of the entry. */
const parked = (sample: Sample) =>
  Effect.map(
    Parking.enter({
      ...subMerchantOf(sample),
      ...plate,
      out_parking_no: "1231243",
      notify_url: "https://www.weixin.qq.com/wxpay/pay.php",
      start_time: "2017-08-26T10:43:39+08:00",
      parking_name: "欢乐海岸停车场",
      free_duration: 3600
    }),
    ({ id }) => id
  )

const inService = (sample: Sample) => act(Payscore.save(order(sample, {})))

const collecting = (sample: Sample) =>
  act(
    Payscore.save(
      order(sample, {
        state_description: "MCH_COMPLETE",
        completed_at: millis("2009-12-25T09:12:00+08:00"),
        total_amount: 50_000,
        collection: { state: "USER_PAYING", total_amount: 50_000, paying_amount: 50_000, paid_amount: 0 }
      })
    )
  )

/** The services of the samples are enjoyed first: what they cost is not limited by the risk fund. */
const service = act(
  Effect.gen(function* () {
    for (const one of (yield* State.rows(Payscore.services)).filter(() => true)) {
      yield* Payscore.register({
        ...one,
        risk_names: ["DEPOSIT", "ESTIMATE_ORDER_COST"],
        waivesDeposit: false
      })
    }
  })
)

export const payscore: Preparations = {
  "payscore.serviceOrder.create": () => given(service),
  "payscore.serviceOrder.query": (sample) => given(inService(sample)),
  "payscore.serviceOrder.cancel": (sample) => given(inService(sample)),
  "payscore.serviceOrder.complete": (sample) => given(Effect.andThen(service, inService(sample))),
  "payscore.serviceOrder.modify": (sample) => given(collecting(sample)),
  "payscore.serviceOrder.sync": (sample) => given(collecting(sample)),
  "payscore.partnerServiceOrder.create": () => given(service),
  "payscore.partnerServiceOrder.query": (sample) => given(inService(sample)),
  "payscore.partnerServiceOrder.cancel": (sample) => given(inService(sample)),
  "payscore.partnerServiceOrder.complete": (sample) => given(Effect.andThen(service, inService(sample))),
  "payscore.partnerServiceOrder.modify": (sample) => given(collecting(sample)),
  "payscore.partnerServiceOrder.sync": (sample) => given(collecting(sample)),
  "payscore.parkingTransaction.create": (sample) =>
    Effect.map(parked(sample), (parking_id) => ({
      parking_info: { ...(sample.body?.parking_info as object), parking_id }
    })),
  "payscore.parkingTransaction.query": (sample) =>
    given(
      Effect.flatMap(parked(sample), (parking_id) =>
        ParkingTransaction.create({
          ...subMerchantOf(sample),
          appid: "wxcbda96de0b165486",
          description: "停车场扣费",
          out_trade_no: String(sample.path?.out_trade_no),
          trade_scene: "PARKING",
          notify_url: "https://www.weixin.qq.com/wxpay/pay.php",
          amount: { total: 888 },
          parking_info: {
            ...plate,
            parking_id,
            start_time: "2017-08-26T10:43:39+08:00",
            end_time: "2017-08-26T10:43:39+08:00",
            parking_name: "欢乐海岸停车场",
            charging_duration: 3600,
            device_id: "12313"
          }
        })
      )
    )
}
