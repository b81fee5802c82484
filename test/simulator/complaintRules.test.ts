/** The rules of consumer complaints that the simulator enforces, by their numbers in the list of facts. */
import { assert, describe, it } from "@effect/vitest"
import { ApiError, NotificationHandler, NotificationStore, WechatPayClient } from "@effect-wechatpay/core"
import { ComplaintImage } from "@effect-wechatpay/media"
import {
  Complaint,
  ComplaintNotification,
  ComplaintNotificationUrl
} from "@effect-wechatpay/merchant-complaint"
import { Refund } from "@effect-wechatpay/refund"
import {
  Complaints,
  Outbox,
  Panel,
  Refunds,
  Samples,
  Simulator,
  Transactions
} from "@effect-wechatpay/simulator"
import { Chunk, Effect, Layer, Redacted, Stream, TestClock } from "effect"
import { bodyOf, deliveryOf, keysLayer } from "../support/notifications.js"
import { fronts, seconds } from "./fronts.js"
import { signed } from "./RawRequest.js"

const { mchid, openid, subMchid } = Samples
const stranger = "1900000001"

const world = Simulator.layer({
  merchants: [
    { mchid, subMchids: [subMchid] },
    { mchid: stranger, subMchids: [] }
  ]
})

const layer = Layer.provideMerge(Simulator.layerClient(), world)

type Services = Layer.Layer.Success<typeof layer>

/** 2026-05-01 10:00 in Beijing. */
const now = Date.UTC(2026, 4, 1, 2)

const test = <E>(name: string, effect: Effect.Effect<void, E, Services>) =>
  it.effect(name, () => Effect.andThen(TestClock.setTime(now), effect).pipe(Effect.provide(layer)))

const { act } = Simulator

const asStranger = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, Simulator.layerClient({ mchid: stranger }))

/** Status and code of a rejection. */
const rejection = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    assert(ApiError.isApiError(error), String(error))
    return `${error.status} ${error.code}`
  })

/** What WeChat Pay says to a request that the library would not send. */
const raw = (method: "GET" | "POST" | "PUT", path: string, body?: unknown) =>
  rejection(
    Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
      Effect.asVoid(client.request(method, path, body === undefined ? {} : { body }))
    )
  )

const wrong = "400 PARAM_ERROR"
const invalid = "400 INVALID_REQUEST"
const forbidden = "403 NO_AUTH"
const missing = "400 RESOURCE_NOT_EXISTS"

const complain = (given: Complaints.Complaining = {}) => act(Complaints.complain(given))

const base = "/v3/merchant-service/complaints-v2"
const days = { begin_date: "2026-04-01", end_date: "2026-05-01" }

const stateOf = (complaint_id: string) =>
  Effect.map(Complaint.query({ complaint_id }), ({ complaint_state }) => complaint_state)

const typesOf = (complaint_id: string) =>
  Effect.map(Complaint.listHistory({ complaint_id }), ({ data = [] }) =>
    data.map(({ operate_type }) => operate_type)
  )

/** What the merchant was told, the oldest first. */
const told = Effect.map(act(Outbox.all), (messages) =>
  messages.map(({ event_type, resource }) => [
    event_type,
    (resource as { readonly action_type: string }).action_type
  ])
)

const url = "https://shop.example/complaints"

const transaction_id = "4200000000000000000000000001"

const payment = (changed: Partial<Transactions.Transaction> = {}) =>
  act(
    Transactions.register({
      transaction_id,
      out_trade_no: "trade-1",
      mchid,
      total: 1000,
      paid_at: now - 3_600_000,
      openid,
      ...changed
    })
  )

const refund = (out_refund_no: string, fen: number) =>
  Refund.create({ transaction_id, out_refund_no, amount: { refund: fen, total: 1000, currency: "CNY" } })

const arrive = (out_refund_no: string) => act(Refunds.succeed({ mchid, out_refund_no }))

describe("reading complaints", () => {
  test(
    "complaint rule 1: the days of a list are dates in order, at most 30 apart, by the time of the complaint",
    Effect.gen(function* () {
      for (const query of [
        "begin_date=2026-05-01",
        "begin_date=20260501&end_date=20260501",
        "begin_date=2026-02-30&end_date=2026-03-01",
        "begin_date=2026-05-02&end_date=2026-05-01",
        "begin_date=2026-03-31&end_date=2026-05-01"
      ]) {
        assert.strictEqual(yield* raw("GET", `${base}?${query}`), wrong, query)
      }
      const complaint_id = yield* complain()
      const found = yield* Complaint.list({ begin_date: "2026-05-01", end_date: "2026-05-01" })
      assert.deepStrictEqual(
        found.data?.map((one) => one.complaint_id),
        [complaint_id]
      )
      const before = yield* Complaint.list({ begin_date: "2026-04-30", end_date: "2026-04-30" })
      assert.deepStrictEqual(before, { data: [], limit: 10, offset: 0, total_count: 0 })
    })
  )

  test(
    "complaint rule 2: pages of a list have 1 to 50 complaints, and 10 by default",
    Effect.gen(function* () {
      for (let count = 0; count < 12; count++) yield* complain({ complaint_detail: `no ${count}` })
      const first = yield* Complaint.list(days)
      assert.deepInclude(first, { limit: 10, offset: 0, total_count: 12 })
      assert.lengthOf(first.data ?? [], 10)
      const rest = yield* Complaint.list({ ...days, limit: 50, offset: 10 })
      assert.lengthOf(rest.data ?? [], 2)
      const ids = [...(first.data ?? []), ...(rest.data ?? [])].map(({ complaint_id }) => complaint_id)
      assert.strictEqual(new Set(ids).size, 12)
      const range = "begin_date=2026-05-01&end_date=2026-05-01"
      for (const page of ["limit=0", "limit=51", "offset=-1", "limit=1.5"]) {
        assert.strictEqual(yield* raw("GET", `${base}?${range}&${page}`), wrong, page)
      }
    })
  )

  test(
    "complaint rule 3: a provider sees the complaints about itself and its sub-merchants, and no others",
    Effect.gen(function* () {
      const own = yield* complain()
      const sub = yield* complain({ complainted_mchid: subMchid })
      yield* complain({ complainted_mchid: stranger })
      const ids = (complainted_mchid?: string) =>
        Effect.map(
          Complaint.list({ ...days, ...(complainted_mchid === undefined ? {} : { complainted_mchid }) }),
          ({ data = [] }) => data.map(({ complaint_id }) => complaint_id).sort()
        )
      assert.deepStrictEqual(yield* ids(), [own, sub].sort())
      assert.deepStrictEqual(yield* ids(subMchid), [sub])
      assert.deepStrictEqual(yield* ids(mchid), [own])
      assert.strictEqual(yield* rejection(ids(stranger)), forbidden)
    })
  )

  test(
    "complaint rule 4: the phone is encrypted for the merchant and absent without consent, and only the detail has the openid",
    Effect.gen(function* () {
      const complaint_id = yield* complain({ phone: "13900139000" })
      const detail = yield* Complaint.query({ complaint_id })
      assert.strictEqual(detail.payer_phone && Redacted.value(detail.payer_phone), "13900139000")
      assert.strictEqual(detail.payer_openid, openid)
      const { calls } = yield* Simulator.Simulator
      const call = (yield* calls.all).at(-1)
      const sent = Buffer.from(call?.response?.body ?? []).toString()
      assert.include(sent, `"payer_phone":"`)
      assert.notInclude(sent, "13900139000")
      const [listed] = (yield* Complaint.list(days)).data ?? []
      assert(listed !== undefined)
      assert.notProperty(listed, "payer_openid")
      const silent = yield* Complaint.query({ complaint_id: yield* complain() })
      assert.notProperty(silent, "payer_phone")
    })
  )

  test(
    "complaint rule 5: every call rejects an unknown complaint and one of another merchant",
    Effect.gen(function* () {
      const complaint_id = yield* complain({ problem_type: "REFUND", need_immediate_service: true })
      const calls = (complaint_id: string) => [
        Complaint.query({ complaint_id }),
        Complaint.listHistory({ complaint_id }),
        Complaint.respond({ complaint_id, complainted_mchid: mchid, response_content: "hello" }),
        Complaint.complete({ complaint_id, complainted_mchid: mchid }),
        Complaint.updateRefundProgress({ complaint_id, action: "APPROVE", launch_refund_day: 0 }),
        Complaint.respondToImmediateService({
          complaint_id,
          complainted_mchid: mchid,
          message: { blocks: [{ type: "TEXT", text: { text: "hello" } }] },
          idempotent_id: "1"
        })
      ]
      for (const call of calls("200000020221020220030003"))
        assert.strictEqual(yield* rejection(call), invalid)
      for (const call of calls(complaint_id))
        assert.strictEqual(yield* asStranger(rejection(call)), forbidden)
      assert.deepStrictEqual(yield* typesOf(complaint_id), ["USER_CREATE_COMPLAINT"])
    })
  )

  test(
    "complaint rule 6: the detail is the list's entry with the openid",
    Effect.gen(function* () {
      yield* payment()
      const complaint_id = yield* complain({ transaction_id, apply_refund_amount: 300 })
      const { payer_openid, ...detail } = yield* Complaint.query({ complaint_id })
      assert.strictEqual(payer_openid, openid)
      assert.deepStrictEqual((yield* Complaint.list(days)).data, [detail])
      assert.deepInclude(detail, {
        complaint_state: "PENDING",
        problem_type: "REFUND",
        apply_refund_amount: 300,
        complaint_order_info: [{ transaction_id, out_trade_no: "trade-1", amount: 1000 }],
        complaint_time: "2026-05-01T10:00:00+08:00"
      })
    })
  )

  test(
    "complaint rule 7: pages of a history have 1 to 300 entries, and 100 by default",
    Effect.gen(function* () {
      const complaint_id = yield* complain()
      for (let count = 0; count < 3; count++) yield* act(Complaints.write(complaint_id, `${count}`))
      const all = yield* Complaint.listHistory({ complaint_id })
      assert.deepInclude(all, { limit: 100, offset: 0, total_count: 4 })
      const page = yield* Complaint.listHistory({ complaint_id, limit: 1, offset: 2 })
      assert.deepStrictEqual(page.data, all.data?.slice(2, 3))
      for (const query of ["limit=0", "limit=301", "offset=-1"]) {
        assert.strictEqual(
          yield* raw("GET", `${base}/${complaint_id}/negotiation-historys?${query}`),
          wrong,
          query
        )
      }
    })
  )

  test(
    "complaint rule 8: images of the user are in the complaint, and those of the merchant in the history",
    Effect.gen(function* () {
      const image = { filename: "parcel.png", content: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1]) }
      const complaint_id = yield* complain({ images: [image] })
      const { media_id } = yield* ComplaintImage.upload(image)
      yield* Complaint.respond({
        complaint_id,
        complainted_mchid: mchid,
        response_content: "the parcel",
        response_images: [media_id]
      })
      const { data = [] } = yield* Complaint.listHistory({ complaint_id })
      assert.deepStrictEqual(
        data.map(({ image_list, operate_type }) => [operate_type, image_list?.length]),
        [
          ["MERCHANT_RESPONSE", 1],
          ["USER_CREATE_COMPLAINT", undefined]
        ]
      )
      const { complaint_media_list } = yield* Complaint.query({ complaint_id })
      assert.strictEqual(complaint_media_list?.[0]?.media_url?.length, 1)
    })
  )
})

describe("responding to complaints", () => {
  test(
    "complaint rule 9: a response names the merchant of the complaint, which may not be the caller",
    Effect.gen(function* () {
      const complaint_id = yield* complain({ complainted_mchid: subMchid })
      const say = (complainted_mchid: string) =>
        Complaint.respond({ complaint_id, complainted_mchid, response_content: "hello" })
      assert.strictEqual(yield* rejection(say(mchid)), invalid)
      assert.strictEqual(
        yield* rejection(Complaint.complete({ complaint_id, complainted_mchid: mchid })),
        invalid
      )
      yield* say(subMchid)
      assert.strictEqual(yield* stateOf(complaint_id), "PROCESSING")
    })
  )

  test(
    "complaint rule 10: a response has 1 to 500 characters, at most 4 images, a link with its text, or a mini program",
    Effect.gen(function* () {
      const complaint_id = yield* complain()
      const text = { complainted_mchid: mchid, response_content: "hello" }
      const link = { jump_url: "https://shop.example/help?of=1", jump_url_text: "help" }
      const page = { appid: "wx1", path: "pages/help", text: "help" }
      for (const body of [
        { ...text, response_content: "" },
        { ...text, response_content: "长".repeat(501) },
        { ...text, response_images: ["1", "2", "3", "4", "5"] },
        { ...text, jump_url: link.jump_url },
        { ...text, ...link, jump_url: "http://shop.example/help" },
        { ...text, ...link, jump_url: `https://shop.example/${"a".repeat(500)}` },
        { ...text, ...link, jump_url_text: "a".repeat(11) },
        { ...text, mini_program_jump_info: { appid: "wx1", path: "pages/help" } }
      ]) {
        assert.strictEqual(yield* raw("POST", `${base}/${complaint_id}/response`, body), wrong)
      }
      assert.deepStrictEqual(yield* typesOf(complaint_id), ["USER_CREATE_COMPLAINT"])
      const given = { ...text, complaint_id }
      yield* Complaint.respond({
        ...given,
        response_content: "长".repeat(500),
        response_images: ["1", "2", "3", "4"]
      })
      yield* Complaint.respond({ ...given, ...link })
      yield* Complaint.respond({ ...given, mini_program_jump_info: page })
      assert.lengthOf(yield* typesOf(complaint_id), 4)
    })
  )

  test(
    "complaint rule 11: a repeated response is shown twice",
    Effect.gen(function* () {
      const complaint_id = yield* complain()
      const response = { complaint_id, complainted_mchid: mchid, response_content: "we look into it" }
      yield* Complaint.respond(response)
      yield* Complaint.respond(response)
      const { data = [] } = yield* Complaint.listHistory({ complaint_id })
      assert.lengthOf(
        data.filter(({ operate_details }) => operate_details === "we look into it"),
        2
      )
      assert.isFalse((yield* Complaint.query({ complaint_id })).incoming_user_response)
    })
  )

  test(
    "complaint rule 12: a complaint is reported as handled once, and the user can complain again, which is counted",
    Effect.gen(function* () {
      const complaint_id = yield* complain()
      const complete = Complaint.complete({ complaint_id, complainted_mchid: mchid })
      yield* complete
      assert.strictEqual(yield* stateOf(complaint_id), "PROCESSED")
      assert.strictEqual(yield* rejection(complete), invalid)
      yield* act(Complaints.complainAgain(complaint_id, "it is not"))
      assert.deepInclude(yield* Complaint.query({ complaint_id }), {
        complaint_state: "PENDING",
        user_complaint_times: 2,
        incoming_user_response: true
      })
      yield* complete
      assert.strictEqual(yield* stateOf(complaint_id), "PROCESSED")
    })
  )

  test(
    "complaint rule 13: an approval says when the refund starts, and a rejection says why",
    Effect.gen(function* () {
      const complaint_id = yield* complain({ apply_refund_amount: 100 })
      for (const body of [
        { action: "APPROVE" },
        { action: "APPROVE", launch_refund_day: -1 },
        { action: "APPROVE", launch_refund_day: 0, remark: "" },
        { action: "REJECT" },
        { action: "REJECT", reject_reason: "" },
        { action: "REJECT", reject_reason: "长".repeat(201) },
        { action: "REJECT", reject_reason: "no", remark: "长".repeat(201) },
        { action: "REJECT", reject_reason: "no", reject_media_list: ["1", "2", "3", "4", "5"] },
        { action: "LATER", reject_reason: "no" }
      ]) {
        assert.strictEqual(
          yield* raw("POST", `${base}/${complaint_id}/update-refund-progress`, body),
          wrong,
          JSON.stringify(body)
        )
      }
      assert.strictEqual(yield* stateOf(complaint_id), "PENDING")
      yield* Complaint.updateRefundProgress({
        complaint_id,
        action: "REJECT",
        reject_reason: "it was delivered"
      })
      assert.strictEqual(yield* stateOf(complaint_id), "PROCESSED")
      const [last] = (yield* Complaint.listHistory({ complaint_id })).data ?? []
      assert.deepInclude(last, {
        operate_type: "MERCHANT_REFUSE_RERUND",
        operate_details: "it was delivered"
      })
    })
  )

  test(
    "complaint rule 14: only a complaint with a requested refund is approved or rejected",
    Effect.gen(function* () {
      const complaint_id = yield* complain({ problem_type: "SERVICE_NOT_WORK" })
      assert.strictEqual(
        yield* rejection(
          Complaint.updateRefundProgress({ complaint_id, action: "REJECT", reject_reason: "no" })
        ),
        invalid
      )
    })
  )

  test(
    "complaint rule 15: an approval moves no money: the complaint is handled when the refund succeeds",
    Effect.gen(function* () {
      yield* payment()
      const complaint_id = yield* complain({ transaction_id, apply_refund_amount: 1000 })
      const approve = Complaint.updateRefundProgress({
        complaint_id,
        action: "APPROVE",
        launch_refund_day: 0
      })
      yield* approve
      assert.strictEqual(yield* stateOf(complaint_id), "PROCESSING")
      assert.strictEqual(yield* rejection(approve), invalid)
      yield* refund("R1", 400)
      assert.strictEqual(yield* stateOf(complaint_id), "PROCESSING")
      yield* arrive("R1")
      assert.deepInclude(yield* Complaint.query({ complaint_id }), {
        complaint_state: "PROCESSED",
        complaint_full_refunded: false
      })
      yield* TestClock.adjust("1 minute")
      yield* refund("R2", 600)
      yield* arrive("R2")
      assert.isTrue((yield* Complaint.query({ complaint_id })).complaint_full_refunded)
    })
  )

  const message = { blocks: [{ type: "TEXT", text: { text: "hello" } }] } as const

  test(
    "complaint rule 16: an immediate-service response is accepted only while it is requested",
    Effect.gen(function* () {
      const complaint_id = yield* complain()
      const respond = (idempotent_id: string) =>
        Complaint.respondToImmediateService({
          complaint_id,
          complainted_mchid: mchid,
          message,
          idempotent_id
        })
      assert.strictEqual(yield* rejection(respond("1")), invalid)
      yield* act(Complaints.requestImmediateService(complaint_id, "now!"))
      const { log_id } = yield* respond("1")
      const [last] = (yield* Complaint.listHistory({ complaint_id })).data ?? []
      assert.deepInclude(last, { log_id, normal_message: message })
      yield* act(Complaints.click(complaint_id, { log_id, action_id: "more", content: "more" }))
      const [clicked] = (yield* Complaint.listHistory({ complaint_id })).data ?? []
      assert.deepInclude(clicked, {
        operate_type: "USER_CLICK_RESPONSE",
        click_message: { message_content: "more", action_id: "more", clicked_log_id: log_id }
      })
    })
  )

  test(
    "complaint rule 17: a repeated id has no effect, and blocks have the member of their type",
    Effect.gen(function* () {
      const complaint_id = yield* complain({ need_immediate_service: true })
      const input = { complaint_id, complainted_mchid: mchid, message, idempotent_id: "I-1" }
      const first = yield* Complaint.respondToImmediateService(input)
      assert.deepStrictEqual(yield* Complaint.respondToImmediateService(input), first)
      assert.lengthOf(yield* typesOf(complaint_id), 2)
      const other = { blocks: [{ type: "TEXT", text: { text: "bye" } }] } as const
      assert.strictEqual(
        yield* rejection(Complaint.respondToImmediateService({ ...input, message: other })),
        invalid
      )
      for (const body of [
        { message, idempotent_id: "" },
        { message, idempotent_id: "a".repeat(129) },
        { message: { blocks: [] }, idempotent_id: "I-2" },
        { message: { blocks: [{ type: "IMAGE", text: { text: "a" } }] }, idempotent_id: "I-2" },
        { message: { ...message, custom_data: "a".repeat(4097) }, idempotent_id: "I-2" }
      ]) {
        assert.strictEqual(
          yield* raw("POST", `${base}/${complaint_id}/response-immediate-service`, {
            complainted_mchid: mchid,
            ...body
          }),
          wrong
        )
      }
    })
  )
})

describe("the notification address", () => {
  test(
    "complaint rule 18: each merchant number has one address, and a provider's address gets the events of its sub-merchants",
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* ComplaintNotificationUrl.create({ url }), { mchid, url })
      yield* asStranger(ComplaintNotificationUrl.create({ url: "https://other.example/complaints" }))
      yield* complain({ complainted_mchid: subMchid })
      yield* complain({ complainted_mchid: stranger })
      assert.deepStrictEqual(
        (yield* act(Outbox.all)).map((message) => [message.mchid, message.url]),
        [
          [mchid, url],
          [stranger, "https://other.example/complaints"]
        ]
      )
    })
  )

  test(
    "complaint rule 19: a notification address is https, at most 255 characters, without a query",
    Effect.gen(function* () {
      for (const url of [
        "http://shop.example/complaints",
        "https://shop.example/complaints?a=1",
        `https://shop.example/${"a".repeat(235)}`,
        "https:///complaints"
      ]) {
        for (const method of ["POST", "PUT"] as const) {
          assert.strictEqual(
            yield* raw(method, "/v3/merchant-service/complaint-notifications", { url }),
            wrong
          )
        }
      }
    })
  )

  test(
    "complaint rule 20: an address is created once and then changed, and without one query, change and delete are rejected",
    Effect.gen(function* () {
      const { create, query, remove, update } = ComplaintNotificationUrl
      for (const call of [query({}), update({ url }), remove({})]) {
        assert.strictEqual(yield* rejection(call), missing)
      }
      yield* create({ url })
      assert.strictEqual(yield* rejection(create({ url })), invalid)
      assert.deepStrictEqual(yield* query({}), { mchid, url })
      const changed = { mchid, url: "https://shop.example/other" }
      assert.deepStrictEqual(yield* update({ url: changed.url }), changed)
      assert.deepStrictEqual(yield* query({}), changed)
      yield* remove({})
      assert.strictEqual(yield* rejection(query({})), missing)
    })
  )
})

describe("images of complaints", () => {
  const image = { filename: "parcel.png", content: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1]) }
  const fetched = (download_url: string) =>
    Effect.map(Stream.runCollect(ComplaintImage.download({ download_url })), (chunks) =>
      Buffer.concat(Chunk.toReadonlyArray(chunks)).toString("hex")
    )

  test(
    "complaint rule 21: an upload is a JPG, BMP or PNG with its name and its hash",
    Effect.gen(function* () {
      const { merchant } = yield* Simulator.Simulator
      const send = fronts[0]?.send
      assert(send !== undefined)
      const path = "/v3/merchant-service/images/upload"
      for (const [filename, sha256] of [
        ["parcel.gif", "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"],
        [`${"a".repeat(125)}.png`, "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"],
        ["parcel.png", "0".repeat(64)]
      ]) {
        const meta = JSON.stringify({ filename, sha256 })
        const request = signed(merchant, { target: path, body: meta }, { timestamp: yield* seconds })
        const part = (head: string, bytes: Uint8Array | string) =>
          Buffer.concat([
            Buffer.from(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
            Buffer.from(bytes as string),
            Buffer.from("\r\n")
          ])
        const response = yield* send({
          ...request,
          headers: { ...request.headers, "content-type": "multipart/form-data; boundary=b" },
          body: Buffer.concat([
            part(`name="meta"`, meta),
            part(`name="file"; filename="${filename}"\r\nContent-Type: image/png`, image.content),
            Buffer.from("--b--\r\n")
          ])
        })
        assert.strictEqual(response.status, 400, `${filename} ${response.body}`)
        assert.include(response.body.toString(), "PARAM_ERROR")
      }
    })
  )

  test(
    "complaint rule 22: only the description of an upload is signed, not the file",
    Effect.gen(function* () {
      const { media_id } = yield* ComplaintImage.upload(image)
      const { calls } = yield* Simulator.Simulator
      assert.deepInclude((yield* calls.all).at(-1), { signature: "valid", status: 200 })
      assert.isAtMost(media_id.length, 512)
    })
  )

  test(
    "complaint rule 23: an image is downloaded from the address in the complaint, and only by its merchants",
    Effect.gen(function* () {
      const own = yield* complain({ images: [image] })
      const sub = yield* complain({ complainted_mchid: subMchid, images: [image] })
      for (const complaint_id of [own, sub]) {
        const { complaint_media_list } = yield* Complaint.query({ complaint_id })
        const [address = ""] = complaint_media_list?.[0]?.media_url ?? []
        assert.strictEqual(yield* fetched(address), "89504e4701")
        assert.strictEqual(yield* asStranger(rejection(fetched(address))), invalid)
      }
      const { baseUrl } = yield* Simulator.Simulator
      assert.strictEqual(yield* rejection(fetched(`${baseUrl}/v3/merchant-service/images/unknown`)), invalid)
    })
  )
})

describe("what happens in a complaint", () => {
  test(
    "the merchant is notified of every event of a complaint, and the history has an entry",
    Effect.gen(function* () {
      yield* ComplaintNotificationUrl.create({ url })
      yield* payment()
      const complaint_id = yield* complain({ transaction_id, apply_refund_amount: 1000 })
      yield* act(Complaints.write(complaint_id, "when?"))
      yield* act(Complaints.setPlatformService(complaint_id, "APPLY"))
      assert.isTrue((yield* Complaint.query({ complaint_id })).in_platform_service)
      yield* act(Complaints.respondByPlatform(complaint_id, "please respond"))
      yield* Complaint.respond({ complaint_id, complainted_mchid: mchid, response_content: "today" })
      yield* act(Complaints.setPlatformService(complaint_id, "CANCEL"))
      yield* act(Complaints.setPlatformService(complaint_id, "APPLY"))
      yield* act(Complaints.setPlatformService(complaint_id, "FINISH"))
      yield* Complaint.updateRefundProgress({ complaint_id, action: "APPROVE", launch_refund_day: 0 })
      yield* refund("R1", 1000)
      yield* arrive("R1")
      yield* act(Complaints.complainAgain(complaint_id, "it took long"))
      yield* act(Complaints.withdraw(complaint_id))
      assert.strictEqual(yield* stateOf(complaint_id), "PROCESSED")
      const actions = [
        "USER_RESPONSE",
        "USER_APPLY_PLATFORM_SERVICE",
        "RESPONSE_BY_PLATFORM",
        "MERCHANT_RESPONSE",
        "USER_CANCEL_PLATFORM_SERVICE",
        "USER_APPLY_PLATFORM_SERVICE",
        "PLATFORM_SERVICE_FINISHED",
        "MERCHANT_APPROVE_REFUND",
        "SELLER_REFUND",
        "REFUND_SUCCESS",
        "CONTINUE_COMPLAINT"
      ]
      assert.deepStrictEqual(yield* told, [
        ["COMPLAINT.CREATE", "CREATE_COMPLAINT"],
        ...actions.map((action) => ["COMPLAINT.STATE_CHANGE", action])
      ])
      assert.deepStrictEqual([...(yield* typesOf(complaint_id))].reverse(), [
        "USER_CREATE_COMPLAINT",
        "USER_RESPONSE",
        "USER_APPLY_PLATFORM_SERVICE",
        "PLATFORM_RESPONSE",
        "MERCHANT_RESPONSE",
        "USER_CANCEL_PLATFORM_SERVICE",
        "USER_APPLY_PLATFORM_SERVICE",
        "PLATFORM_SERVICE_FINISHED",
        "MERCHANT_APPROVE_REFUND",
        "COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE",
        "COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE",
        "USER_CONTINUE_COMPLAINT",
        "USER_REVOKE_COMPLAINT"
      ])
    })
  )

  test(
    "the page can run every action on a complaint, and rejects those that the state forbids",
    Effect.gen(function* () {
      const { panels } = yield* Simulator.Simulator
      const panel = panels.find(({ id }) => id === "merchantComplaint.complaints")
      assert(panel !== undefined)
      const [begin] = panel.actions
      const values = (inputs: ReadonlyArray<{ readonly name: string; readonly value: string }> = []) =>
        Object.fromEntries(inputs.map(({ name, value }) => [name, value]))
      const result = yield* act(begin?.run(values(begin.inputs)) ?? Effect.void)
      const complaint_id = String((result as { readonly complaint_id: string }).complaint_id)
      for (const id of [
        "write",
        "requestImmediateService",
        "respondByPlatform",
        "applyPlatformService",
        "cancelPlatformService",
        "applyPlatformService",
        "finishPlatformService",
        "withdraw",
        "complainAgain"
      ]) {
        const record = (yield* act(Panel.all(panel))).find((one) => one.id === complaint_id)
        const action = record?.actions.find((one) => one.id === id)
        assert(action !== undefined, id)
        yield* act(action.run(values(action.inputs)))
      }
      assert.lengthOf(yield* typesOf(complaint_id), 10)
      for (const action of [
        Complaints.complainAgain(complaint_id, "again"),
        Complaints.setPlatformService(complaint_id, "CANCEL"),
        Complaints.click(complaint_id, { log_id: "1", action_id: "a", content: "a" }),
        Complaints.write("nobody", "hello"),
        Complaints.complain({ transaction_id: "nobody" })
      ]) {
        assert.strictEqual((yield* Effect.flip(act(Effect.asVoid(action))))._tag, "ActionRejected")
      }
    })
  )
})

test(
  "the handler of a merchant reads every notification of a complaint",
  Effect.gen(function* () {
    yield* ComplaintNotificationUrl.create({ url })
    const complaint_id = yield* complain()
    yield* Complaint.respond({ complaint_id, complainted_mchid: mchid, response_content: "today" })
    const seen: Array<readonly [event: string, complaint: string, action: string]> = []
    const note = (
      event_type: string,
      { action_type, complaint_id }: { readonly action_type: string; readonly complaint_id: string }
    ) => Effect.sync(() => void seen.push([event_type, complaint_id, action_type]))
    const handler = NotificationHandler.make(ComplaintNotification.all, {
      "COMPLAINT.CREATE": ({ event_type, resource }) => note(event_type, resource),
      "COMPLAINT.STATE_CHANGE": ({ event_type, resource }) => note(event_type, resource),
      unknown: ({ event_type }) => Effect.die(`${event_type} is unknown`)
    })
    for (const { event_type, id, original_type, resource } of yield* act(Outbox.all)) {
      const body = bodyOf(resource, { id, eventType: event_type, originalType: original_type })
      yield* NotificationHandler.handle(handler, deliveryOf(body, now / 1000)).pipe(
        Effect.provide(Layer.merge(keysLayer, NotificationStore.layerMemory()))
      )
    }
    assert.deepStrictEqual(seen, [
      ["COMPLAINT.CREATE", complaint_id, "CREATE_COMPLAINT"],
      ["COMPLAINT.STATE_CHANGE", complaint_id, "MERCHANT_RESPONSE"]
    ])
  })
)
