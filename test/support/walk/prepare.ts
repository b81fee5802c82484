/**
 * What has to be the case before the simulator accepts a generated input of an endpoint: services, users, orders, plans and
 * parkings. What can only be known from WeChat Pay (numbers of its own, merchants that are bound) is put into the input.
 */
import type { ApiError, WechatPayClient, WechatPayError } from "@effect-wechatpay/core"
import {
  Parking,
  ParkingTransaction,
  PartnerPlan,
  PartnerServiceAccount,
  PartnerSignPlan,
  Plan,
  SignPlan
} from "@effect-wechatpay/payscore"
import { Payscore, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, TestClock } from "effect"
import type { Input } from "./inputs.js"

const { appid, channelId, mchid, subAppid, subMchid } = Samples

/** Generated times are in the years 2020 to 2039: some calls come before them, some after. */
export const now = Date.UTC(2019, 11, 31)
const later = Date.UTC(2040, 0, 1)

export type Prepare = (
  input: Input,
  /** A short text that no other input has. */
  unique: string
) => Effect.Effect<
  Input,
  ApiError.Any | WechatPayError.WechatPayError | Payscore.ActionRejected,
  Simulator.Simulator | WechatPayClient.WechatPayClient
>

const { act } = Simulator

// --- services and their users ------------------------------------------------------------------------------------

const roles = ["merchant", "partner", "acquiringBank", "overseas"] as const

/** The sample services, with no limits: amounts and names are generated. */
export const register = act(
  Effect.gen(function* () {
    const rows = yield* State.rows(Payscore.services)
    for (const service of rows.filter(() => true)) {
      yield* Payscore.register({
        ...service,
        risk_names: ["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"],
        risk_ceiling: Number.MAX_SAFE_INTEGER,
        waivesDeposit: false,
        plans: { duration: Number.MAX_SAFE_INTEGER, deductions: Number.MAX_SAFE_INTEGER }
      })
    }
  })
)

type Role = (typeof roles)[number]

const bound: Input = { appid, sub_appid: subAppid, sub_mchid: subMchid, channel_id: channelId, mchid }

/** The input with the parties that the simulator knows, where it names any. */
const ours = (input: Input, service_id: string = Samples.serviceId): Input =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      value === undefined ? value : name === "service_id" ? service_id : (bound[name] ?? value)
    ])
  )

const scope = (role: Role) => (role === "merchant" ? { role, mchid } : { role, mchid, sub_mchid: subMchid })

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))

/** The user whom the input names, or somebody, has authorised the service. */
const authorised = (role: Role, input: Input) =>
  act(
    Payscore.authorize({
      ...scope(role),
      channel_id: role === "acquiringBank" ? channelId : undefined,
      service_id: String(input.service_id),
      appid,
      sub_appid: role === "merchant" ? undefined : subAppid,
      openid: text(input.openid) ?? Samples.authorizationCodeOpenid,
      sub_openid: text(input.sub_openid),
      authorization_code: text(input.authorization_code)
    })
  )

/** Nothing but the parties. */
const known: Prepare = (input) => Effect.succeed(ours(input))

const user =
  (role: Role): Prepare =>
  (input) => {
    const known = ours(input)
    return Effect.as(authorised(role, known), known)
  }

/** The code is new. */
const code =
  (role: Role): Prepare =>
  (input) =>
    Effect.as(
      act(
        Effect.map(State.rows(Payscore.codes), (rows) =>
          rows.remove(Payscore.codeKey({ role, mchid, authorization_code: String(input.authorization_code) }))
        )
      ),
      ours(input, Samples.noConfirmServiceId)
    )

// --- orders ------------------------------------------------------------------------------------------------------

type Kind = Payscore.Kind

interface Time {
  readonly start_time?: string
  readonly end_time?: string
}

/** The times that the order was created with, in the format that the input gives its times in. */
const rangeOf = (role: Role, time: Time = {}): { readonly start_time: string; readonly end_time: string } => {
  if (role === "overseas") {
    return { start_time: "2020-01-01T00:00:00+08:00", end_time: "2040-01-01T00:00:00+08:00" }
  }
  const given = time.start_time === "OnAccept" ? undefined : (time.start_time ?? time.end_time)
  const inSeconds = time.start_time === "OnAccept" || given?.length === 14
  return inSeconds
    ? { start_time: "20200101000000", end_time: "20391231000000" }
    : { start_time: "20200101", end_time: "20391231" }
}

/** An order as the input names it. */
const order = (role: Role, input: Input, kind: Kind, changed: Partial<Payscore.Order>): Payscore.Order => ({
  ...scope(role),
  ...(kind === "service" ? {} : { kind }),
  ...(role === "acquiringBank" ? { channel_id: channelId } : {}),
  ...(input.currency === undefined ? {} : { currency: String(input.currency) }),
  ...(input.query_id === undefined ? {} : { query_id: String(input.query_id) }),
  ...(input.finish_ticket === undefined ? {} : { finish_ticket: String(input.finish_ticket) }),
  service_id: Samples.serviceId,
  appid,
  openid: Samples.openid,
  out_order_no: text(input.out_order_no) ?? "number",
  order_id: "1",
  state: "DOING",
  terms: {
    service_introduction: "power bank",
    notify_url: "https://merchant.example.com/notify",
    risk_fund: { name: "DEPOSIT", amount: 1 },
    time_range: rangeOf(role, input.time_range as Time | undefined)
  },
  creation: {},
  created_at: now,
  packageUsed: true,
  inFlight: false,
  done: {},
  ...changed
})

const inService =
  (role: Role, kind: Kind = "service"): Prepare =>
  (input) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(later)
      const given = ours(input)
      yield* act(Payscore.save(order(role, given, kind, { state_description: "USER_CONFIRM" })))
      return given
    })

/** The moment of the completion is before the call, and after each end that is generated. */
const completedNow =
  (role: Role): Prepare =>
  (input, unique) =>
    inService(role)(
      input.complete_time === undefined ? input : { ...input, complete_time: new Date(later).toISOString() },
      unique
    )

const collecting =
  (
    role: Role,
    total: (input: Input) => number,
    changed: Partial<Payscore.Order> = {},
    kind: Kind = "service"
  ) =>
  (input: Input) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(later)
      const given = ours(input)
      const total_amount = total(given)
      yield* act(
        Payscore.save(
          order(role, given, kind, {
            state_description: "MCH_COMPLETE",
            completed_at: now,
            total_amount,
            collection: {
              state: "USER_PAYING",
              total_amount,
              paying_amount: total_amount,
              paid_amount: 0
            },
            ...changed
          })
        )
      )
      return given
    })

const above = (input: Input): number => Number(input.total_amount) + 1
const synced = ({ detail }: Input): number => (detail as { readonly paid_amount?: number }).paid_amount ?? 100

const isWithoutConfirmation = (input: Input): boolean =>
  input.need_user_confirm === undefined
    ? input.openid !== undefined || input.sub_openid !== undefined
    : input.need_user_confirm === false

/** The order does not exist yet; the service is the one for the way it is confirmed, and the user has authorised it. */
const newOrder =
  (role: Role, kind: Kind = "service"): Prepare =>
  (input) =>
    Effect.gen(function* () {
      const free = isWithoutConfirmation(input)
      const given = ours(input, free ? Samples.noConfirmServiceId : Samples.serviceId)
      const created: Input = {
        ...given,
        ...(free && given.sub_openid === undefined ? { openid: given.openid ?? Samples.openid } : {})
      }
      yield* act(
        Effect.map(State.rows(Payscore.orders), (rows) =>
          rows.remove(Payscore.orderKey(order(role, created, kind, {})))
        )
      )
      if (free) yield* authorised(role, created)
      return created
    })

const direct =
  (role: Role): Prepare =>
  (input, unique) =>
    Effect.gen(function* () {
      const given = yield* newOrder(role)({ ...input, need_user_confirm: false }, unique)
      yield* TestClock.setTime(later)
      const { need_user_confirm: _, ...others } = given
      return others
    })

/** What orders of the first generation cost is not in their schema. */
const legacyCompletion =
  (kind: Kind): Prepare =>
  (input, unique) => {
    const { fees, finish_type } = input
    const used = finish_type !== 1
    const total = used
      ? ((fees ?? []) as ReadonlyArray<{ readonly fee_amount?: number }>).reduce(
          (sum, fee) => sum + (fee.fee_amount ?? 0),
          0
        )
      : 0
    const { discounts: _, fees: __, ...others } = input
    return inService("merchant", kind)(
      {
        ...others,
        ...(used && fees !== undefined ? { fees } : {}),
        ...(input.total_amount === undefined ? {} : { total_amount: total }),
        finish_ticket: input.finish_ticket ?? "ticket",
        ...(used ? {} : { cancel_reason: input.cancel_reason ?? "not used" })
      },
      unique
    )
  }

// --- plans -------------------------------------------------------------------------------------------------------

const service = { service_id: Samples.serviceId, appid } as const

const planOf = (merchant_plan_no: string, items: number) =>
  ({
    ...service,
    merchant_plan_no,
    plan_name: "plan",
    plan_duration: 30,
    ...Plan.fromDetails(
      Array.from({ length: items }, (_, index) => ({
        plan_detail_name: `item ${index + 1}`,
        original_price: 200,
        actual_price: 100
      }))
    )
  }) as const

const createPlan = (role: Role, merchant_plan_no: string, items = 1) =>
  role === "merchant"
    ? Plan.create(planOf(merchant_plan_no, items))
    : PartnerPlan.create({ ...planOf(merchant_plan_no, items), sub_mchid: subMchid })

/** The plan exists. Its creation allows fewer characters in the number than the other calls. */
const plan =
  (role: Role): Prepare =>
  (input, unique) =>
    Effect.as(createPlan(role, unique), { ...ours(input), merchant_plan_no: unique })

const createSignPlan = Effect.fnUntraced(function* (
  role: Role,
  number: string,
  detail: string,
  who: { readonly openid?: unknown; readonly sub_openid?: unknown } = {}
) {
  const { plan_id } = yield* createPlan(role, detail)
  const signing = {
    ...service,
    plan_id,
    merchant_sign_plan_no: number,
    notify_url: "https://merchant.example.com/notify",
    sign_plan_detail: [{ plan_detail_no: 1, merchant_plan_detail_no: detail }]
  }
  if (role === "merchant") {
    return yield* SignPlan.create({ ...signing, openid: text(who.openid) ?? Samples.openid })
  }
  const partner = { ...signing, sub_mchid: subMchid, sub_appid: subAppid }
  return yield* who.sub_openid === undefined
    ? PartnerSignPlan.create({ ...partner, openid: text(who.openid) ?? Samples.openid })
    : PartnerSignPlan.create({ ...partner, sub_openid: String(who.sub_openid) })
})

interface Detail {
  readonly plan_detail_no: number
}

const newSignPlan =
  (role: Role): Prepare =>
  (input, unique) =>
    Effect.gen(function* () {
      const details = input.sign_plan_detail as ReadonlyArray<Detail>
      const { plan_id } = yield* createPlan(role, unique, details.length)
      return {
        ...ours(input),
        plan_id,
        sign_plan_detail: details.map((detail) => ({
          ...detail,
          merchant_plan_detail_no: `${unique}_${detail.plan_detail_no}`
        }))
      }
    })

const signPlan =
  (role: Role): Prepare =>
  (input, unique) =>
    Effect.as(Effect.ignore(createSignPlan(role, String(input.merchant_sign_plan_no), unique)), ours(input))

const itemOrder =
  (role: Role): Prepare =>
  (input, unique) =>
    Effect.gen(function* () {
      const { sign_plan } = yield* createSignPlan(role, unique, unique, input)
      yield* act(
        Payscore.signPlan({
          mchid,
          ...(role === "merchant" ? {} : { sub_mchid: subMchid }),
          merchant_sign_plan_no: unique
        })
      )
      return {
        ...ours(input),
        ...(role === "merchant" ? {} : { sub_appid: subAppid }),
        sign_plan_id: sign_plan.sign_plan_id,
        plan_detail_no: 1,
        out_trade_no: unique
      }
    })

// --- parking -----------------------------------------------------------------------------------------------------

interface ParkingInfo {
  readonly plate_number: string
  readonly plate_color: "BLUE"
}

const entered = Effect.fnUntraced(function* (sub_mchid: unknown, info: ParkingInfo, unique: string) {
  const { plate_color, plate_number } = info
  yield* act(Payscore.openPlate({ plate_number, plate_color }, Samples.openid))
  const { id } = yield* Parking.enter({
    ...(sub_mchid === undefined ? {} : { sub_mchid: subMchid }),
    out_parking_no: unique,
    plate_number,
    plate_color,
    notify_url: "https://merchant.example.com/notify",
    start_time: "2026-01-01T10:00:00+08:00",
    parking_name: "garage",
    free_duration: 0
  })
  return {
    ...info,
    parking_id: id,
    start_time: "2026-01-01T10:00:00+08:00",
    end_time: "2026-01-01T11:00:00+08:00"
  }
})

const parking: Prepare = (input, unique) =>
  Effect.map(entered(input.sub_mchid, input.parking_info as ParkingInfo, unique), (parking_info) => ({
    ...ours(input),
    parking_info
  }))

const parkingPayment: Prepare = (input, unique) =>
  Effect.gen(function* () {
    const sub_mchid = input.sub_mchid === undefined ? {} : { sub_mchid: subMchid }
    const info = { plate_number: unique.replace("_", ""), plate_color: "BLUE" } as const
    const parking_info = yield* entered(input.sub_mchid, info, unique)
    yield* Effect.ignore(
      ParkingTransaction.create({
        ...sub_mchid,
        appid,
        description: "parking",
        out_trade_no: String(input.out_trade_no),
        trade_scene: "PARKING",
        notify_url: "https://merchant.example.com/notify",
        amount: { total: 100 },
        parking_info: { ...parking_info, parking_name: "garage", charging_duration: 3600, device_id: "1" }
      })
    )
    return ours(input)
  })

// --- the rest ----------------------------------------------------------------------------------------------------

const scene: Prepare = (input, unique) =>
  Effect.map(code("partner")(input, unique), (given) => ({
    ...given,
    transaction_scene_info: { mchid, sub_mchid: subMchid }
  }))

const application: Prepare = (input) =>
  Effect.as(
    Effect.ignore(
      PartnerServiceAccount.apply({
        ...service,
        sub_mchid: subMchid,
        out_apply_no: String(input.out_apply_no)
      })
    ),
    ours(input)
  )

/** A bill is there the day after, with what was completed on its day. */
const bill: Prepare = (input, unique) =>
  Effect.gen(function* () {
    const noon = Date.parse(`${input.bill_date}T12:00:00+08:00`)
    const completed = { state: "DONE", total_amount: 0, completed_at: noon } as const
    yield* act(Payscore.save(order("merchant", { out_order_no: unique }, "service", completed)))
    yield* TestClock.setTime(noon + 24 * 3_600_000)
    return ours(input)
  })

const deduction = { out_trade_no: "1", description: "power bank", registered_at: later, closed: false }

/** By the id of the endpoint. */
export const preparations: Readonly<Record<string, Prepare>> = {
  "payscore.acquiringBankPayOnDeliveryOrder.create": newOrder("acquiringBank"),
  "payscore.acquiringBankPermission.apply": code("acquiringBank"),
  "payscore.acquiringBankPermission.queryByAuthorizationCode": user("acquiringBank"),
  "payscore.acquiringBankPermission.terminateByAuthorizationCode": user("acquiringBank"),
  "payscore.acquiringBankServiceOrder.cancel": inService("acquiringBank"),
  "payscore.acquiringBankServiceOrder.complete": completedNow("acquiringBank"),
  "payscore.acquiringBankServiceOrder.create": newOrder("acquiringBank"),
  "payscore.acquiringBankServiceOrder.modify": collecting("acquiringBank", above),
  "payscore.acquiringBankServiceOrder.query": inService("acquiringBank"),
  "payscore.acquiringBankServiceOrder.queryDeduction": collecting("acquiringBank", () => 100, { deduction }),
  "payscore.acquiringBankServiceOrder.registerDeductInfo": collecting("acquiringBank", () => 100),
  "payscore.acquiringBankServiceOrder.sync": collecting("acquiringBank", synced),
  "payscore.legacyPermission.queryServiceState": user("merchant"),
  "payscore.legacyPermission.terminate": user("merchant"),
  "payscore.merchantBill.getDownloadLinks": bill,
  "payscore.overseasServiceOrder.cancel": inService("overseas"),
  "payscore.overseasServiceOrder.complete": completedNow("overseas"),
  "payscore.overseasServiceOrder.create": newOrder("overseas"),
  "payscore.overseasServiceOrder.query": inService("overseas"),
  "payscore.overseasServiceOrder.sync": collecting("overseas", synced),
  "payscore.parking.enter": known,
  "payscore.parking.findService": known,
  "payscore.parkingTransaction.create": parking,
  "payscore.parkingTransaction.query": parkingPayment,
  "payscore.partnerPayOnDeliveryOrder.create": newOrder("partner"),
  "payscore.partnerPermission.apply": code("partner"),
  "payscore.partnerPermission.applyForScene": scene,
  "payscore.partnerPermission.assessUserRiskLevel": user("partner"),
  "payscore.partnerPermission.queryByAuthorizationCode": user("partner"),
  "payscore.partnerPermission.queryByOpenid": user("partner"),
  "payscore.partnerPermission.terminateByAuthorizationCode": user("partner"),
  "payscore.partnerPermission.terminateByOpenid": user("partner"),
  "payscore.partnerPlan.create": known,
  "payscore.partnerPlan.query": plan("partner"),
  "payscore.partnerPlan.stop": plan("partner"),
  "payscore.partnerServiceAccount.apply": known,
  "payscore.partnerServiceAccount.query": application,
  "payscore.partnerServiceOrder.cancel": inService("partner"),
  "payscore.partnerServiceOrder.complete": completedNow("partner"),
  "payscore.partnerServiceOrder.create": newOrder("partner"),
  "payscore.partnerServiceOrder.directComplete": direct("partner"),
  "payscore.partnerServiceOrder.modify": collecting("partner", above),
  "payscore.partnerServiceOrder.pay": collecting("partner", () => 100),
  "payscore.partnerServiceOrder.query": inService("partner"),
  "payscore.partnerServiceOrder.sendPendingMessage": inService("partner"),
  "payscore.partnerServiceOrder.sendPrepaidMessage": inService("partner"),
  "payscore.partnerServiceOrder.sync": collecting("partner", synced),
  "payscore.partnerServiceQuota.query": known,
  "payscore.partnerSignPlan.create": newSignPlan("partner"),
  "payscore.partnerSignPlan.createServiceOrder": itemOrder("partner"),
  "payscore.partnerSignPlan.query": signPlan("partner"),
  "payscore.partnerSignPlan.stop": signPlan("partner"),
  "payscore.payAfterOrder.cancel": inService("merchant", "payAfter"),
  "payscore.payAfterOrder.complete": legacyCompletion("payAfter"),
  "payscore.payAfterOrder.create": newOrder("merchant", "payAfter"),
  "payscore.payAfterOrder.query": inService("merchant", "payAfter"),
  "payscore.payAfterOrder.sync": collecting("merchant", () => 100, {}, "payAfter"),
  "payscore.payOnDeliveryOrder.create": newOrder("merchant"),
  "payscore.permission.apply": code("merchant"),
  "payscore.permission.assessUserRiskLevel": user("merchant"),
  "payscore.permission.queryByAuthorizationCode": user("merchant"),
  "payscore.permission.queryByOpenid": user("merchant"),
  "payscore.permission.terminateByAuthorizationCode": user("merchant"),
  "payscore.permission.terminateByOpenid": user("merchant"),
  "payscore.plan.create": known,
  "payscore.plan.query": plan("merchant"),
  "payscore.plan.stop": plan("merchant"),
  "payscore.serviceOrder.cancel": inService("merchant"),
  "payscore.serviceOrder.complete": inService("merchant"),
  "payscore.serviceOrder.create": newOrder("merchant"),
  "payscore.serviceOrder.directComplete": direct("merchant"),
  "payscore.serviceOrder.modify": collecting("merchant", above),
  "payscore.serviceOrder.pay": collecting("merchant", () => 100),
  "payscore.serviceOrder.query": inService("merchant"),
  "payscore.serviceOrder.sendPendingMessage": inService("merchant"),
  "payscore.serviceOrder.sendPrepaidMessage": inService("merchant"),
  "payscore.serviceOrder.sync": collecting("merchant", synced),
  "payscore.signPlan.create": newSignPlan("merchant"),
  "payscore.signPlan.createServiceOrder": itemOrder("merchant"),
  "payscore.signPlan.query": signPlan("merchant"),
  "payscore.signPlan.stop": signPlan("merchant"),
  "payscore.smartRetailOrder.cancel": inService("merchant", "smartRetail"),
  "payscore.smartRetailOrder.complete": legacyCompletion("smartRetail"),
  "payscore.smartRetailOrder.create": newOrder("merchant", "smartRetail"),
  "payscore.smartRetailOrder.query": inService("merchant", "smartRetail")
}
