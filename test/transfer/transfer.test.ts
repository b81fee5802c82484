/** Rules across the fields of transfers, their error codes, states and notifications, against the facts. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Download, type Endpoint } from "@effect-wechatpay/core"
import * as TransferPackage from "@effect-wechatpay/transfer"
import {
  FailReason,
  PartnerTransfer,
  QqWalletTransfer,
  Transfer,
  TransferAuthorization,
  TransferBatch,
  TransferError,
  TransferNotification,
  TransferReceipt,
  TransferScene,
  TransferState
} from "@effect-wechatpay/transfer"
import { Effect, Option, Redacted, Stream } from "effect"
import { rejection, sent } from "../support/rejection.js"
import { response, scripted } from "../support/scripted.js"
import { compareMembers } from "../support/walk/compare.js"
import { familyOf } from "../support/walk/families.js"
import { membersOf } from "../support/walk/shape.js"

const facts = (name: string) =>
  JSON.parse(readFileSync(new URL(`conformance/${name}.json`, import.meta.url), "utf8"))

const base = {
  appid: "wxf636efh567hg4356",
  out_bill_no: "plfk2020042013",
  transfer_amount: 500,
  transfer_remark: "新会员有礼"
}

const scene = TransferScene.cashMarketing({ activity: "新会员有礼", reward: "注册会员抽奖一等奖" })
const openid = "o-MYE42l80oelYMDE34nYD456Xoy"
const order = { ...base, ...scene, openid }
const name = Redacted.make("张三")

const endpoints = familyOf("transfer").endpoints.map(({ endpoint }) => endpoint)

describe("the errors of transfers", () => {
  it("the errors of transfers are the codes of the official pages", () => {
    const codesOf = (classes: ReadonlyArray<{ readonly codes: ReadonlyArray<string> }>) =>
      classes.map(({ codes }) => codes)
    const check = (
      entry: { method: string; path: string; errors: ReadonlyArray<string> },
      found: Endpoint.Any["errors"]
    ) => {
      const known = codesOf(found)
      for (const code of entry.errors) {
        assert.isTrue(
          known.some((codes) => codes.includes(code)),
          `${entry.path}: ${code}`
        )
      }
      // A class without codes is for those that the pages do not list.
      for (const codes of known.filter(({ length }) => length > 0)) {
        assert.isTrue(
          codes.some((code) => entry.errors.includes(code)),
          `${entry.path}: ${codes}`
        )
      }
    }
    for (const entry of facts("catalogue")) {
      const endpoint = endpoints.find(({ method, path }) => method === entry.method && path === entry.path)
      assert(endpoint !== undefined, entry.path)
      check(entry, endpoint.errors)
    }
    const downloads = Object.values(TransferPackage).flatMap((module) =>
      Object.values(module).filter(Download.isDownload)
    )
    for (const entry of facts("downloads")) {
      const download = downloads.find(({ path }) => path === entry.path)
      assert(download !== undefined, entry.path)
      check(entry, download.errors)
    }
    assert.lengthOf(downloads, facts("downloads").length)
  })

  it.effect("the outcome of a transfer is unknown if a new number could pay twice", () =>
    Effect.gen(function* () {
      const outcomeOf = (status: number, code: string) => {
        const { layer, received } = scripted(() => response(status, { code, message: "no" }))
        return Effect.map(Effect.flip(Effect.provide(Transfer.create(order), layer)), (error) => {
          assert.isAtLeast(received.length, 1)
          return `${error._tag} ${error.outcome}`
        })
      }
      assert.deepStrictEqual(
        yield* Effect.all([
          outcomeOf(403, "NOT_ENOUGH"),
          outcomeOf(400, "ALREADY_EXISTS"),
          outcomeOf(403, "NO_AUTH"),
          outcomeOf(400, "INVALID_REQUEST")
        ]),
        ["NotEnough Unknown", "AlreadyExists Unknown", "NoAuth Refused", "InvalidRequest Refused"]
      )
      assert.strictEqual(TransferError.TransferFrequencyLimited.outcome, "Unknown")
    })
  )
})

describe("a transfer", () => {
  it.effect("a transfer needs the name from 200,000 fen on, and rejects it below 30 fen", () =>
    Effect.gen(function* () {
      yield* sent(Transfer.create, { ...order, transfer_amount: 199_999 })
      yield* sent(Transfer.create, { ...order, transfer_amount: 200_000, user_name: name })
      yield* sent(Transfer.create, { ...order, transfer_amount: 30, user_name: name })
      for (const endpoint of [Transfer.create, Transfer.createWithAuthorization]) {
        assert.deepStrictEqual(yield* rejection(endpoint, { ...order, transfer_amount: 200_000 }), [
          { path: "user_name", problem: "is missing: transfers of 200000 fen and more need it" }
        ])
      }
      assert.deepStrictEqual(
        yield* rejection(Transfer.create, { ...order, transfer_amount: 29, user_name: name }),
        [{ path: "user_name", problem: "must not be given for a transfer below 30 fen" }]
      )
    })
  )

  it.effect("a transfer reports exactly what its scene requires, and shows what the scene allows", () =>
    Effect.gen(function* () {
      const [first, second] = scene.transfer_scene_report_infos
      const problem = "must be 活动名称, 奖励说明 in this scene, each once"
      for (const infos of [[first], [first, first], [first, second, second]]) {
        assert.deepStrictEqual(
          yield* rejection(Transfer.create, { ...order, transfer_scene_report_infos: infos }),
          [{ path: "transfer_scene_report_infos", problem }]
        )
      }
      yield* sent(Transfer.create, { ...order, transfer_scene_report_infos: [second, first] })
      assert.deepStrictEqual(yield* rejection(Transfer.create, { ...order, user_recv_perception: "货款" }), [
        { path: "user_recv_perception", problem: "must be 活动奖励 or 现金奖励 in this scene" }
      ])
      assert.deepStrictEqual(
        yield* rejection(TransferAuthorization.request, {
          out_authorization_no: "1",
          appid: base.appid,
          openid,
          transfer_scene_id: "1009",
          user_display_name: "张",
          user_recv_perception: "退款",
          authorization_notify_url: "https://shop.example.com/notify"
        }),
        [{ path: "user_recv_perception", problem: "must be 货款 in this scene" }]
      )
      assert.deepStrictEqual(
        yield* rejection(QqWalletTransfer.create, {
          ...base,
          openid,
          transfer_scene_id: "1401",
          transfer_scene_report_infos: [first]
        }),
        [{ path: "transfer_scene_report_infos", problem }]
      )
    })
  )

  it.effect("a transfer is sent as the function of its scene makes it, for every scene", () =>
    Effect.gen(function* () {
      const scenes = [
        TransferScene.cashMarketing({ activity: "a", reward: "b", perception: "现金奖励" }),
        TransferScene.administrativeSubsidy({ kind: "a" }),
        TransferScene.insuranceClaim({ productFilingNo: "a", insurance: "b", operationNo: "c" }),
        TransferScene.labourPay({ position: "a", pay: "b", perception: "报销款" }),
        TransferScene.purchase({ goods: "a" }),
        TransferScene.recycling({ goods: "a" }),
        TransferScene.compensation({ reason: "a" }),
        TransferScene.charityAid({ activity: "a", filingNo: "b" })
      ]
      const seen: Array<string> = []
      for (const fields of scenes) {
        const { body } = yield* sent(Transfer.create, { ...base, openid, ...fields })
        const { transfer_scene_report_infos: infos, transfer_scene_id } = JSON.parse(body)
        assert.strictEqual(
          infos.map(({ info_content }: { info_content: string }) => info_content).join(""),
          "abc".slice(0, infos.length)
        )
        seen.push(transfer_scene_id)
      }
      assert.deepStrictEqual(seen, ["1000", "1002", "1004", "1005", "1009", "1010", "1011", "1013"])
    })
  )

  it.effect("a transfer in a red packet is at most 20,000 fen, and not in every scene", () =>
    Effect.gen(function* () {
      const packet = { ...order, user_recv_style: { type: "RED_PACKET" } }
      yield* sent(Transfer.create, { ...packet, transfer_amount: 20_000 })
      yield* sent(Transfer.create, {
        ...order,
        transfer_amount: 20_001,
        user_recv_style: { type: "CONFIRM_PAGE" }
      })
      assert.deepStrictEqual(yield* rejection(Transfer.create, { ...packet, transfer_amount: 20_001 }), [
        { path: "transfer_amount", problem: "must be at most 20000 fen in a red packet" }
      ])
      assert.deepStrictEqual(
        yield* rejection(Transfer.create, { ...packet, ...TransferScene.purchase({ goods: "a" }) }),
        [{ path: "user_recv_style", problem: "must not be RED_PACKET in this scene" }]
      )
    })
  )

  it.effect(
    "a transfer with an authorisation names exactly one, and a transfer that requests one may omit the user",
    () =>
      Effect.gen(function* () {
        const authorised = { ...base, ...scene }
        yield* sent(Transfer.createAuthorized, { ...authorised, authorization_id: "1" })
        yield* sent(Transfer.createAuthorized, { ...authorised, out_authorization_no: "1" })
        assert.deepStrictEqual(yield* rejection(Transfer.createAuthorized, authorised), [
          { path: "authorization_id", problem: "is missing: give authorization_id or out_authorization_no" }
        ])
        assert.deepStrictEqual(
          yield* rejection(Transfer.createAuthorized, {
            ...authorised,
            authorization_id: "1",
            out_authorization_no: "1"
          }),
          [{ path: "out_authorization_no", problem: "must not be given together with authorization_id" }]
        )
        const authorization_info = {
          user_display_name: "张",
          out_authorization_no: "1",
          authorization_notify_url: "https://shop.example.com/notify"
        }
        yield* sent(Transfer.createWithAuthorization, { ...authorised, authorization_info })
        yield* sent(Transfer.createWithAuthorization, { ...authorised, openid })
        for (const [endpoint, party] of [
          [Transfer.createWithAuthorization, {}],
          [PartnerTransfer.createWithAuthorization, { sub_mchid: "1900000109" }]
        ] as const) {
          assert.deepStrictEqual(yield* rejection(endpoint, { ...authorised, ...party }), [
            { path: "openid", problem: "is missing: give openid or authorization_info" }
          ])
        }
      })
  )

  it.effect("a transfer sends the name encrypted, and rejects numbers that would need percent-encoding", () =>
    Effect.gen(function* () {
      const { body, headers } = yield* sent(Transfer.create, { ...order, user_name: name })
      assert.isAbove(JSON.parse(body).user_name.length, 300)
      assert.isDefined(headers["wechatpay-serial"])
      for (const out_bill_no of ["a b", "a_b", "a-1", "", "a".repeat(33)]) {
        assert.deepStrictEqual(
          (yield* rejection(Transfer.query, { out_bill_no })).map(({ path }) => path),
          ["out_bill_no"]
        )
      }
    })
  )
})

describe("a batch", () => {
  it.effect("a batch with another total or number than its items, or repeated numbers, is rejected", () =>
    Effect.gen(function* () {
      const item = { out_detail_no: "x1", transfer_amount: 100, transfer_remark: "r", openid }
      const batch = {
        appid: base.appid,
        out_batch_no: "b1",
        batch_name: "n",
        batch_remark: "r",
        total_amount: 300,
        total_num: 2,
        transfer_detail_list: [item, { ...item, out_detail_no: "x2", transfer_amount: 200 }]
      }
      yield* sent(TransferBatch.create, batch)
      const issues = (change: object) => rejection(TransferBatch.create, { ...batch, ...change })
      assert.deepStrictEqual(yield* issues({ total_amount: 301 }), [
        { path: "total_amount", problem: "must be the sum of the amounts of the items" }
      ])
      assert.deepStrictEqual(yield* issues({ total_num: 3 }), [
        { path: "total_num", problem: "must be the number of the items" }
      ])
      assert.deepStrictEqual(
        yield* issues({
          total_amount: 200_101,
          transfer_detail_list: [item, { ...item, transfer_amount: 200_001 }]
        }),
        [
          { path: "transfer_detail_list", problem: "must not have an out_detail_no twice" },
          {
            path: "transfer_detail_list[1].user_name",
            problem: "is missing: transfers of 200000 fen and more need it"
          }
        ]
      )
    })
  )
})

describe("TransferState", () => {
  it("TransferState reads every documented state, and keeps others", () => {
    const [{ response: created }] = facts("catalogue")
    const states = created.body.find(({ name }: { name: string }) => name === "state")
      .enum as ReadonlyArray<string>
    const read = (predicate: (state: TransferState.TransferState) => boolean) =>
      states.filter((state) => predicate(TransferState.of({ state })))
    assert.lengthOf(new Set(states.map((state) => TransferState.of({ state })._tag)), 8)
    assert.deepStrictEqual(read(TransferState.is("Unknown")), [])
    assert.deepStrictEqual(read(TransferState.isFinal), ["SUCCESS", "FAIL", "CANCELLED"])
    assert.deepStrictEqual(read(TransferState.isReturned), ["FAIL", "CANCELLED"])
    assert.deepStrictEqual(read(TransferState.isCancellable), [
      "ACCEPTED",
      "PROCESSING",
      "WAIT_USER_CONFIRM",
      "CANCELING"
    ])
    const unknown = TransferState.of({ state: "FROZEN" })
    assert.deepStrictEqual({ ...unknown }, { _tag: "Unknown", state: "FROZEN" })
    assert.isFalse(TransferState.isFinal(unknown))
    assert.isFalse(TransferState.isReturned(unknown))
    assert.strictEqual(
      TransferState.match(TransferState.of({ state: "FAIL", fail_reason: "OPENID_INVALID" }), {
        Accepted: () => "",
        LockingMoney: () => "",
        AwaitingUser: () => "",
        PayingOut: () => "",
        Succeeded: () => "",
        Failed: ({ reason }) => reason,
        Cancelling: () => "",
        Cancelled: () => "",
        Unknown: () => ""
      }),
      "OPENID_INVALID"
    )
  })

  it("TransferState.isPaid is true only for a success with the right amount", () => {
    assert.isTrue(TransferState.isPaid({ state: "SUCCESS", transfer_amount: 500 }, 500))
    assert.isFalse(TransferState.isPaid({ state: "SUCCESS", transfer_amount: 5 }, 500))
    assert.isFalse(TransferState.isPaid({ state: "SUCCESS" }, 500))
    assert.isFalse(TransferState.isPaid({ state: "TRANSFERING", transfer_amount: 500 }, 500))
  })

  it("TransferState explains every documented reason of a failure", () => {
    const [{ response: created }] = facts("catalogue")
    const field = created.body.find(({ name }: { name: string }) => name === "fail_reason")
    for (const reason of field.enum) assert.isTrue(Option.isSome(FailReason.explain(reason)), reason)
    assert.isTrue(Option.isNone(FailReason.explain("toString")))
    assert.isTrue(Option.isNone(FailReason.explain(undefined)))
  })
})

describe("a receipt", () => {
  const download_url = "https://api.mch.weixin.qq.com/v3/transferdownload/elecvoucherfile?token=t&source=s"
  const sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

  it.effect("a receipt is read with the hash of its query, also SM3", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone(TransferReceipt.file({})))
      const file = Option.getOrThrow(
        TransferReceipt.file({ download_url, hash_type: "SM3", hash_value: sm3 })
      )
      const read = (body: string) => {
        const { layer } = scripted(() => ({ status: 200, body, signed: false }))
        return Stream.mkString(Stream.decodeText(TransferReceipt.download(file))).pipe(Effect.provide(layer))
      }
      assert.strictEqual(yield* read("abc"), "abc")
      const error = yield* Effect.flip(read("abd"))
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidFile", String(error))
    })
  )
})

/** What the notifications have beyond the pages: values of other pages, and a name that nothing decrypts there. */
const beyond = [
  "MCHTRANSFER.AUTHORIZATION.CLOSED close_info.close_reason enum",
  "MCHTRANSFER.AUTHORIZATION.CONFIRMED close_info.close_reason enum",
  "MCHTRANSFER.BILL.FINISHED payment_method_type enum",
  "MCHTRANSFER.QQWALLETBILL.FINISHED fail_reason enum",
  "MCHTRANSFER.QQWALLETBILL.FINISHED user_name encrypted"
]

describe("the notifications of transfers", () => {
  it("the notifications of transfers are those of the official pages", () => {
    const known = facts("notifications")
    assert.deepStrictEqual(
      TransferNotification.all.map(({ eventType }) => eventType).sort(),
      known.map(({ event_type }: { event_type: string }) => event_type).sort()
    )
    const differences = TransferNotification.all.flatMap(({ eventType, originalType, shapes }) => {
      const entry = known.find(({ event_type }: { event_type: string }) => event_type === eventType)
      assert.strictEqual(originalType, entry.original_type)
      return compareMembers("", entry.resource, membersOf(shapes[0]?.schema), true).map(
        ({ at, what }) => `${eventType} ${at} ${what}`
      )
    })
    assert.deepStrictEqual(differences.sort(), beyond)
  })
})
