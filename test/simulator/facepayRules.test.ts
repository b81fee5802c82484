/** The rules of offline face payment (APIv3) that the simulator enforces, by their numbers in the list of facts. */
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { ApiError } from "@effect-wechatpay/core"
import {
  Contract,
  FaceCollection,
  FaceUser,
  OfflineDevice,
  OfflineTransaction,
  Organization,
  OrganizationUser,
  Repayment,
  SignToken
} from "@effect-wechatpay/facepay"
import { Refund } from "@effect-wechatpay/refund"
import { Facepay, Outbox, Refunds, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Layer, Redacted, TestClock } from "effect"
import { fronts, lastCall, seconds } from "./fronts.js"
import { signed } from "./RawRequest.js"

const { appid, mchid, openid, organizationId: organization_id, subMchid: sub_mchid } = Samples
const out_user_id = Samples.faceOutUserId
const user = { organization_id, user_id: Samples.faceUserId }
const face = { organization_id, out_user_id }

const merchants = [
  { mchid, appids: [appid], subMchids: [sub_mchid, "1900000110"] },
  { mchid: "1900000001", appids: [appid], subMchids: [sub_mchid] }
] as const

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer({ merchants })))
const layerStranger = Simulator.layerClient({ mchid: "1900000001" }).pipe(
  Layer.provideMerge(Simulator.layer({ merchants }))
)

type Services = Layer.Layer.Success<typeof layer>

const test = <E>(name: string, effect: Effect.Effect<void, E, Services>, provided = layer) =>
  it.effect(name, () =>
    TestClock.setTime(1_700_000_000_000).pipe(Effect.andThen(effect), Effect.provide(provided))
  )

const { act } = Simulator

/** Status and code of a rejection. */
const rejection = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    assert(ApiError.isApiError(error), String(error))
    return [error.status, error.code] as ReadonlyArray<number | string | undefined>
  })

const problem = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), (error) => (error as unknown as Facepay.ActionRejected).problem)

const invalid = [400, "INVALID_REQUEST"]
const wrong = [400, "PARAM_ERROR"]
const forbidden = [403, "NO_AUTH"]
const missing = [404, "RESOURCE_NOT_EXISTS"]

const device_id = "TILL-1"

const authorize = (changed: Partial<Parameters<typeof OfflineDevice.authorize>[0]> = {}) =>
  Effect.gen(function* () {
    const raw_data = changed.raw_data ?? (yield* act(Facepay.startDevice(device_id)))
    return yield* OfflineDevice.authorize({
      sp_appid: appid,
      sub_mchid,
      device_id,
      organization_id,
      ...changed,
      raw_data
    })
  })

/** A device with an authorisation recognises the face of the user. */
const authCode = Effect.flatMap(authorize(), ({ authinfo }) =>
  act(Facepay.recognise({ device_id, authinfo, face: user }))
)

const terms = {
  sp_appid: appid,
  sp_mchid: mchid,
  sub_mchid,
  amount: { total: 850, currency: "CNY" },
  business: { business_product_id: 2, business_scene_id: 3 }
} as const

const order = (auth_code: string, out_trade_no = "ORDER_1") => ({ ...terms, auth_code, out_trade_no })

const query = (out_trade_no = "ORDER_1") =>
  OfflineTransaction.query({ out_trade_no, sp_mchid: mchid, sub_mchid, business_product_id: 2 })

const signatory = {
  organization_name: "微信支付示范小学",
  class_name: "五年级1班",
  name: "李雷",
  phone: "13900139000"
}

const newToken = Effect.map(
  SignToken.create({ scene: "WEBSESSION", web_init_data: { organization_id, out_user_id: "NEW" } }),
  ({ token = "" }) => token
)

const presign = (facepay_user: { readonly identification_name?: Redacted.Redacted } = {}) =>
  Contract.presign({
    business_name: "K12",
    facepay_user: { organization_id, out_user_id: "NEW", ...facepay_user },
    limit_bank_card: { bank_card_number: Redacted.make("6225880137706868") },
    contract_mode: "LIMIT_BANK_CARD"
  })

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }

describe("offline face payment", () => {
  test(
    "face payment rule 1: a call without a response body gets a signed 204",
    Effect.gen(function* () {
      yield* OrganizationUser.terminateContract(user)
      const call = yield* lastCall
      assert.deepInclude(call, { status: 204, signature: "valid" })
    })
  )

  test(
    "face payment rule 2: organizations belong to a provider and are queried by id or by the complete name",
    Effect.gen(function* () {
      const found = { organization_id, organization_name: signatory.organization_name }
      assert.deepStrictEqual(yield* Organization.query({ organization_id }), found)
      assert.deepStrictEqual(
        yield* Organization.query({ organization_name: signatory.organization_name }),
        found
      )
      assert.deepStrictEqual(yield* rejection(Organization.query({ organization_name: "示范小学" })), missing)
      assert.deepStrictEqual(yield* rejection(Organization.query({ organization_id: "O0" })), missing)
      assert.deepStrictEqual(yield* rejection(OrganizationUser.query({ ...face, out_user_id: "0" })), missing)
    })
  )

  test(
    "face payment rule 2: another provider cannot read an organization",
    Effect.gen(function* () {
      for (const call of [
        Organization.query({ organization_id }),
        OrganizationUser.query(face),
        OrganizationUser.update({ ...face, status: "DISABLED" }),
        OrganizationUser.terminateContract(user),
        newToken,
        Contract.query({ contract_id: Samples.faceContractId }),
        FaceCollection.list({ organization_id }),
        Repayment.getUrl(face)
      ] as const) {
        assert.deepStrictEqual(
          yield* rejection(Effect.asVoid(call as Effect.Effect<unknown, ApiError.ApiError, Services>)),
          forbidden
        )
      }
    }),
    layerStranger
  )

  it.effect(
    "face payment rule 3: sensitive texts must be encrypted with the key that Wechatpay-Serial names",
    () => {
      const [front] = fronts
      assert(front !== undefined)
      return Effect.gen(function* () {
        yield* TestClock.setTime(1_700_000_000_000)
        const { merchant, platform } = yield* Simulator.Simulator
        const target = `/v3/offlinefacemch/organizations/${organization_id}/users/out-user-id/${out_user_id}`
        const { publicKey: foreign } = generateKeyPairSync("rsa", { modulusLength: 2048 })
        const encrypted = (key: Parameters<typeof publicEncrypt>[0]) =>
          publicEncrypt(
            { ...(typeof key === "string" ? { key } : { key: key as never }), ...oaep },
            Buffer.from("张三")
          ).toString("base64")
        const patch = Effect.fnUntraced(function* (user_name: string, serial: string | undefined) {
          const raw = signed(
            merchant,
            { method: "PATCH", target, body: JSON.stringify({ user_name }) },
            { timestamp: yield* seconds },
            { "wechatpay-serial": serial }
          )
          const { body, status } = yield* front.send(raw)
          return [
            status,
            body.length === 0 ? undefined : (JSON.parse(body.toString()) as { code: string }).code
          ]
        })
        const right = encrypted(platform.publicKey)
        assert.deepStrictEqual(yield* patch(right, platform.publicKeyId), [204, undefined])
        assert.deepStrictEqual(yield* patch(right, undefined), wrong)
        assert.deepStrictEqual(yield* patch("张三", platform.publicKeyId), wrong)
        assert.deepStrictEqual(yield* patch(encrypted(foreign as never), platform.publicKeyId), wrong)
      }).pipe(Effect.provide(front.layer({ merchants })))
    }
  )

  test(
    "face payment rule 3: names in responses are encrypted for the merchant's certificate",
    Effect.gen(function* () {
      yield* OrganizationUser.update({ ...face, user_name: Redacted.make("王小明") })
      const { user_name } = yield* OrganizationUser.query(face)
      assert.strictEqual(Redacted.value(user_name ?? Redacted.make("")), "王小明")
    })
  )

  test(
    "face payment rule 4: a token is valid for 5 minutes",
    Effect.gen(function* () {
      const token = yield* newToken
      yield* TestClock.adjust("301 seconds")
      const sign = Facepay.sign({ token, ...signatory })
      assert.include(yield* problem(act(sign)), "older than 5 minutes")
      const fresh = yield* newToken
      yield* TestClock.adjust("299 seconds")
      const contract = yield* act(Facepay.sign({ token: fresh, ...signatory, openid }))
      assert.deepInclude(contract, { openid, contract_mode: "LIMIT_NONE" })
      const known = yield* OrganizationUser.query({ organization_id, out_user_id: "NEW" })
      assert.deepInclude(known, { contract_state: "CONTRACTED", contract_id: contract.contract_id })
    })
  )

  test(
    "face payment rule 4: the mini program checks school, class, phone and token",
    Effect.gen(function* () {
      const token = yield* newToken
      const tried = (changed: object) => problem(act(Facepay.sign({ token, ...signatory, ...changed })))
      assert.include(yield* tried({ organization_name: "示范小学" }), "name")
      assert.include(yield* tried({ class_name: "" }), "class")
      assert.include(yield* tried({ phone: "1390013900" }), "11 digits")
      assert.include(yield* tried({ token: "other" }), "unknown")
      assert.include(yield* tried({ bankCard: true }), "prepared contract")
      yield* act(Facepay.sign({ token, ...signatory }))
      assert.include(yield* tried({}), "the user already has a contract")
    })
  )

  test(
    "face payment rule 4: a bank card needs the token of a prepared contract",
    Effect.gen(function* () {
      const { presign_token: token } = yield* presign({ identification_name: Redacted.make(signatory.name) })
      assert.include(
        yield* problem(act(Facepay.sign({ token, ...signatory, name: "韩梅梅", bankCard: true }))),
        "name"
      )
      const { contract_id } = yield* act(Facepay.sign({ token, ...signatory, bankCard: true }))
      assert.deepInclude(yield* Contract.query({ contract_id }), {
        contract_mode: "LIMIT_BANK_CARD",
        contract_bank_card_from: "MERCHANT_LIMITED_BANK_CARD"
      })
      const elsewhere = Contract.presign({
        business_name: "K12",
        facepay_user: { organization_id: "O0", out_user_id: "NEW" }
      })
      assert.deepStrictEqual(yield* rejection(elsewhere), wrong)
    })
  )

  test(
    "face payment rule 5: a user has one contract in force, each contract a new number, and the openid is that of the contract's application",
    Effect.gen(function* () {
      const first = yield* Contract.query({ contract_id: Samples.faceContractId, appid })
      assert.deepInclude(first, { contract_state: "CONTRACTED", openid, user_id: user.user_id, mchid })
      assert.notProperty(yield* Contract.query({ contract_id: Samples.faceContractId }), "openid")
      yield* OrganizationUser.terminateContract(user)
      assert.deepStrictEqual(yield* rejection(OrganizationUser.terminateContract(user)), invalid)
      const { contract_id } = yield* act(Facepay.signContract(user))
      assert.notStrictEqual(contract_id, Samples.faceContractId)
      const ended = yield* Contract.query({ contract_id: Samples.faceContractId })
      assert.deepInclude(ended, {
        contract_state: "TERMINATED",
        contract_terminated_time: "2023-11-15T06:13:20+08:00"
      })
      assert.deepStrictEqual(yield* rejection(Contract.query({ contract_id: "0" })), missing)
    })
  )

  test(
    "face payment rule 5: signing, ending and disabling are notified without a state",
    Effect.gen(function* () {
      yield* act(Facepay.registerNotifyUrl(mchid, "http://127.0.0.1:9/notify"))
      yield* OrganizationUser.update({ ...face, student_info: { class_name: "六年级1班" } })
      yield* OrganizationUser.update({ ...face, status: "DISABLED" })
      yield* OrganizationUser.terminateContract(user)
      yield* act(Facepay.signContract(user))
      const sent = yield* act(Outbox.all)
      assert.deepStrictEqual(
        sent.map(({ event_type }) => event_type),
        Array.from({ length: 3 }, () => "FACEPAY.USER_STATE_CHANGE")
      )
      assert.deepStrictEqual(sent[1]?.resource, {
        ...user,
        out_user_id,
        mch_id: mchid,
        notify_create_time: "2023-11-15T06:13:20+08:00",
        appid,
        openid,
        contract_id: Samples.faceContractId
      })
    })
  )

  test(
    "face payment rule 6: an authinfo is for a device, of an organization of the sub-merchant, for an hour",
    Effect.gen(function* () {
      const elsewhere = yield* act(Facepay.startDevice("TILL-2"))
      assert.deepStrictEqual(
        yield* rejection(authorize({ raw_data: elsewhere })),
        wrong,
        "another device's data"
      )
      assert.deepStrictEqual(yield* rejection(authorize({ raw_data: "bm9uZQ==" })), wrong)
      assert.deepStrictEqual(yield* rejection(authorize({ sub_mchid: "1900000110" })), forbidden)
      assert.deepStrictEqual(yield* rejection(authorize({ sp_appid: "wx0" })), forbidden)
      assert.deepStrictEqual(yield* rejection(authorize({ organization_id: "O0" })), missing)

      const { authinfo } = yield* authorize()
      const recognise = (changed: object = {}) =>
        act(Facepay.recognise({ device_id, authinfo, face: user, ...changed }))
      assert.strictEqual(yield* problem(recognise({ device_id: "TILL-2" })), "AuthInfo License Error")
      assert.include(yield* problem(recognise({ face: { ...user, organization_id: "O2" } })), "mismatch")
      assert.include(yield* problem(recognise({ face: { ...user, user_id: "nobody" } })), "unknown")
      assert.match(yield* recognise(), /^[A-Za-z0-9+/]{256}$/)
      yield* act(
        Facepay.addFaceUser({
          organization_id,
          user_id: "blurred",
          out_user_id: "blurred",
          face_image_ok: false
        })
      )
      yield* act(Facepay.signContract({ organization_id, user_id: "blurred" }))
      const blurred = { face: { organization_id, user_id: "blurred" } }
      assert.include(yield* problem(recognise(blurred)), "unknown")
      yield* OrganizationUser.terminateContract(user)
      assert.include(yield* problem(recognise()), "unknown")
      yield* act(Facepay.signContract(user))
      yield* TestClock.adjust("1 hour")
      assert.include(yield* problem(recognise()), "expired")
    })
  )

  test(
    "face payment rule 7: a deduction needs a complete, unused code of the sub-merchant's organization",
    Effect.gen(function* () {
      const code = yield* authCode
      const deduct = (changed: object) => rejection(OfflineTransaction.deduct({ ...order(code), ...changed }))
      assert.deepStrictEqual(yield* deduct({ auth_code: code.slice(0, -2) }), invalid)
      assert.deepStrictEqual(yield* deduct({ auth_code: "bm9uZQ==" }), invalid)
      assert.deepStrictEqual(yield* deduct({ sub_mchid: "1900000110" }), invalid)
      assert.deepStrictEqual(yield* deduct({ sp_mchid: "1900000001" }), forbidden)
      assert.deepStrictEqual(yield* deduct({ sub_mchid: "1900000111" }), forbidden)
      assert.deepStrictEqual(yield* deduct({ sp_appid: "wx0" }), forbidden)
      const paid = yield* OfflineTransaction.deduct(order(code))
      assert.deepInclude(paid, { trade_state: "SUCCESS", debt_state: "NOT_DEBT", trade_type: "AUTH" })
      assert.deepStrictEqual(yield* deduct({ out_trade_no: "ORDER_2" }), invalid, "the code is used")
      assert.deepStrictEqual(yield* OfflineTransaction.deduct(order(code)), paid, "the same call again")
      assert.deepStrictEqual(yield* deduct({ amount: { total: 851, currency: "CNY" } }), invalid)
    })
  )

  test(
    "face payment rule 7: a deduction needs a contract in force and an enabled user",
    Effect.gen(function* () {
      const [first, second] = [yield* authCode, yield* authCode]
      yield* OrganizationUser.update({ ...face, status: "DISABLED" })
      assert.deepStrictEqual(yield* rejection(OfflineTransaction.deduct(order(first))), invalid)
      yield* OrganizationUser.update({ ...face, status: "NORMAL" })
      yield* OfflineTransaction.deduct(order(first))
      yield* OrganizationUser.terminateContract(user)
      assert.deepStrictEqual(yield* rejection(OfflineTransaction.deduct(order(second, "ORDER_2"))), invalid)
      assert.deepStrictEqual(yield* rejection(query("ORDER_2")), missing)
      yield* OfflineTransaction.deduct(order(first))
    })
  )

  test(
    "face payment rule 7: a deduction ends as scripted",
    Effect.gen(function* () {
      yield* act(Facepay.scriptDeductions(user, "advance", "insufficient", "systemError", "unclear"))
      const deduct = (number: string) =>
        Effect.flatMap(authCode, (code) => OfflineTransaction.deduct(order(code, number)))
      assert.deepInclude(yield* deduct("A"), { trade_state: "SUCCESS", debt_state: "DEBT" })
      assert.deepInclude(yield* deduct("B"), { trade_state: "PAYERROR", error_type: "NOTENOUGH" })
      assert.deepStrictEqual(yield* rejection(deduct("C")), [500, "SYSTEM_ERROR"])
      assert.deepInclude(yield* query("C"), { trade_state: "SUCCESS", debt_state: "NOT_DEBT" })
      assert.deepStrictEqual(yield* rejection(deduct("D")), [500, "SYSTEM_ERROR"])
      assert.deepInclude(yield* query("D"), { trade_state: "USERPAYING" })
      const number = { sp_mchid: mchid, sub_mchid, out_trade_no: "D" }
      yield* act(Facepay.decideDeduction(number, "success"))
      assert.deepInclude(yield* query("D"), { trade_state: "SUCCESS" })
      assert.include(
        yield* problem(act(Facepay.decideDeduction(number, "success"))),
        "the deduction is not unclear"
      )
      assert.deepInclude(yield* deduct("E"), { trade_state: "SUCCESS" })
    })
  )

  test(
    "face payment rule 8: an order is tried at most 5 times a day",
    Effect.gen(function* () {
      yield* act(Facepay.scriptDeductions(user, ...Array.from({ length: 6 }, () => "insufficient" as const)))
      const tried = order(yield* authCode)
      for (let attempt = 0; attempt < 5; attempt++) {
        assert.deepInclude(yield* OfflineTransaction.deduct(tried), { trade_state: "PAYERROR" })
      }
      assert.deepStrictEqual(yield* rejection(OfflineTransaction.deduct(tried)), invalid)
      // It is 06:13 in Beijing: another 18 hours and it is tomorrow.
      yield* TestClock.adjust("18 hours")
      assert.deepInclude(yield* OfflineTransaction.deduct(tried), { trade_state: "PAYERROR" })
      const paid = yield* OfflineTransaction.deduct(tried)
      assert.deepInclude(paid, { trade_state: "SUCCESS" })
      assert.notProperty(paid, "error_type")
    })
  )

  test(
    "face payment rule 9: an advance is owed until it is repaid with the link",
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rejection(Repayment.getUrl(face)), invalid)
      assert.deepStrictEqual(yield* rejection(Repayment.getUrl({ ...face, out_user_id: "0" })), missing)
      yield* act(Facepay.scriptDeductions(user, "advance"))
      yield* OfflineTransaction.deduct(order(yield* authCode))
      yield* OrganizationUser.terminateContract(user)
      const stale = yield* Repayment.getUrl(face)
      yield* TestClock.adjust("1 day")
      assert.include(yield* problem(act(Facepay.repay(stale.repayment_url))), "expired")
      assert.include(yield* problem(act(Facepay.repay("https://other.example"))), "unknown")
      const { repayment_url } = yield* Repayment.getUrl(face)
      yield* act(Facepay.repay(repayment_url))
      const repaid = yield* query()
      assert.deepInclude(repaid, { trade_state: "SUCCESS", debt_state: "REPAYMENT" })
      assert.isNotEmpty(repaid.repayment_transaction_id)
      assert.include(yield* problem(act(Facepay.repay(repayment_url))), "the user has no debts")
    })
  )

  test(
    "face payment rule 10: a query needs the numbers of the deduction",
    Effect.gen(function* () {
      yield* OfflineTransaction.deduct(order(yield* authCode))
      const right = { out_trade_no: "ORDER_1", sp_mchid: mchid, sub_mchid, business_product_id: 2 } as const
      assert.deepInclude(yield* OfflineTransaction.query(right), { trade_state: "SUCCESS" })
      const queried = (changed: object) => rejection(OfflineTransaction.query({ ...right, ...changed }))
      assert.deepStrictEqual(yield* queried({ business_product_id: 11 }), missing)
      assert.deepStrictEqual(yield* queried({ out_trade_no: "ORDER_2" }), missing)
      assert.deepStrictEqual(yield* queried({ sub_mchid: "1900000110" }), missing)
      assert.deepStrictEqual(yield* queried({ sp_mchid: "1900000001" }), forbidden)
      assert.deepStrictEqual(yield* queried({ sub_mchid: "1900000111" }), forbidden)
    })
  )

  test(
    "face payment rule 11: an update changes only what it names",
    Effect.gen(function* () {
      const before = yield* OrganizationUser.query(face)
      assert.deepInclude(before, { student_info: { class_name: "五年级1班" }, status: "NORMAL" })
      yield* OrganizationUser.update({ ...face, student_info: { class_name: "六年级1班" } })
      const { user_name: _, ...after } = yield* OrganizationUser.query(face)
      const { user_name: __, ...same } = before
      assert.deepStrictEqual(after, { ...same, student_info: { class_name: "六年级1班" } })
      yield* OrganizationUser.update({ ...face, user_type: "STUFF", staff_info: { occupation: "教师" } })
      assert.deepInclude(yield* OrganizationUser.query(face), {
        user_type: "STUFF",
        staff_info: { occupation: "教师" }
      })
      const rows = yield* act(State.rows(Facepay.faceUsers))
      assert.deepInclude(rows.get(Facepay.faceUserKey(user)), { phone: "13800138000" })
    })
  )

  test(
    "face payment rule 11: required photos are listed in pages, and replaced when they are confirmed",
    Effect.gen(function* () {
      const ids: Array<string> = []
      for (let index = 0; index < 25; index++) {
        const number = `p${index}`
        yield* act(
          Facepay.addFaceUser({ organization_id, user_id: number, out_user_id: number, face_image_ok: false })
        )
        ids.push(yield* act(Facepay.requirePhoto(organization_id, number)))
      }
      const list = (page: { readonly offset?: number; readonly limit?: number }) =>
        Effect.map(FaceCollection.list({ organization_id, ...page }), ({ face_collections }) =>
          face_collections.map(({ collection_id }) => collection_id)
        )
      assert.deepStrictEqual(yield* list({}), ids.slice(0, 20))
      assert.deepStrictEqual(yield* list({ offset: 20 }), ids.slice(20))
      assert.deepStrictEqual(yield* list({ offset: 3, limit: 2 }), ids.slice(3, 5))
      assert.deepStrictEqual(yield* list({ offset: 30 }), [])

      const collection_id = ids[0] as string
      const state = () =>
        Effect.map(FaceCollection.query({ collection_id }), (found) => found.collection_state)
      const photo = () =>
        Effect.map(
          OrganizationUser.query({ organization_id, out_user_id: "p0" }),
          (found) => found.face_image_ok
        )
      assert.strictEqual(yield* state(), "COLLECTION_REQUIRED")
      assert.include(yield* problem(act(Facepay.confirmPhoto(collection_id))), "not PHOTO_UPLOADED")
      yield* act(Facepay.uploadPhoto(collection_id))
      assert.strictEqual(yield* state(), "PHOTO_UPLOADED")
      assert.isFalse(yield* photo())
      yield* act(Facepay.confirmPhoto(collection_id))
      assert.strictEqual(yield* state(), "COMPLETE")
      assert.isTrue(yield* photo())
      assert.deepStrictEqual(yield* rejection(FaceCollection.query({ collection_id: "0" })), missing)
    })
  )

  test(
    "a deduction is refunded like any payment, and its state shows it",
    Effect.gen(function* () {
      const deduction = order(yield* authCode)
      const { transaction_id = "" } = yield* OfflineTransaction.deduct(deduction)
      const number = { sub_mchid, out_refund_no: "R1" }
      yield* Refund.create({
        ...number,
        transaction_id,
        amount: { refund: 850, total: 850, currency: "CNY" }
      })
      assert.deepInclude(yield* query(), { trade_state: "SUCCESS" })
      yield* act(Refunds.succeed({ mchid, ...number }))
      for (const shown of [yield* query(), yield* OfflineTransaction.deduct(deduction)]) {
        assert.deepInclude(shown, { trade_state: "REFUND", trade_state_description: "转入退款" })
      }
    })
  )

  const secrets = { real_name: "张三", credential_type: 1, credential_id: "110101199001011237" }

  test(
    "face payment rule 12: a user is identified for the merchant of the device, and real names need a permission",
    Effect.gen(function* () {
      const face_sid = yield* act(Facepay.identify({ mchid, appid, union_id: "u1", openid, ...secrets }))
      const ask = { face_sid, appid, info_type: "ASK_UNIONID" } as const
      assert.deepStrictEqual(yield* FaceUser.query(ask), { union_id: "u1", openid })
      assert.deepStrictEqual(yield* rejection(FaceUser.query({ ...ask, face_sid: "0" })), missing)
      assert.deepStrictEqual(yield* rejection(FaceUser.query({ ...ask, appid: "wx0" })), forbidden)
      assert.deepStrictEqual(yield* rejection(FaceUser.query({ ...ask, sub_mchid })), forbidden)
      const byName = { ...ask, info_type: "ASK_REAL_NAME" } as const
      assert.deepStrictEqual(yield* rejection(FaceUser.query(byName)), forbidden)
      yield* act(Facepay.allowRealName(mchid))
      const { real_name_info } = yield* FaceUser.query(byName)
      assert.strictEqual(real_name_info?.credential_type, 1)
      assert.deepStrictEqual(
        [real_name_info?.encrypted_real_name, real_name_info?.encrypted_credential_id].map((text) =>
          Redacted.value(text ?? Redacted.make(""))
        ),
        [secrets.real_name, secrets.credential_id]
      )
    })
  )

  test(
    "face payment rule 12: for a provider the name is encrypted for the sub-merchant's certificate and passed on unchanged",
    Effect.gen(function* () {
      const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
      const face_sid = yield* act(Facepay.identify({ mchid, sub_mchid, appid, union_id: "u1", ...secrets }))
      yield* act(Facepay.allowRealName(sub_mchid))
      yield* act(
        Facepay.registerCertificate({
          sub_mchid,
          serial_no: "5A",
          public_key: publicKey.export({ type: "spki", format: "pem" }).toString()
        })
      )
      const ask = { face_sid, appid, sub_mchid, info_type: "ASK_REAL_NAME" } as const
      assert.deepStrictEqual(yield* rejection(FaceUser.query({ ...ask, sub_serial_no: "5B" })), wrong)
      const { real_name_info } = yield* FaceUser.query({ ...ask, sub_serial_no: "5A" })
      const opened = [real_name_info?.encrypted_real_name, real_name_info?.encrypted_credential_id].map(
        (text) =>
          privateDecrypt(
            { key: privateKey, ...oaep },
            Buffer.from(Redacted.value(text ?? Redacted.make("")), "base64")
          ).toString()
      )
      assert.deepStrictEqual(opened, [secrets.real_name, secrets.credential_id])
    })
  )
})
