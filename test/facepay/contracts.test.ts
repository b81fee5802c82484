/**
 * The inputs that the schemas of offline face payment reject, the decoded responses, and the handlers of notifications.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint, WechatPayClient } from "@effect-wechatpay/core"
import {
  Contract,
  FaceCollection,
  FacepayNotification,
  FaceUser,
  OfflineTransactionState,
  Organization,
  OrganizationUser
} from "@effect-wechatpay/facepay"
import { Effect, Redacted } from "effect"
import { rejection } from "../support/rejection.js"
import { response, scripted } from "../support/scripted.js"
import { encryptedForMerchant } from "../support/walk/secrets.js"

const user = { organization_id: "O1", out_user_id: "1" }

/** What a call makes of a response. */
const becomes = <A, E>(call: Effect.Effect<A, E, WechatPayClient.WechatPayClient>, body: unknown) =>
  Effect.provide(call, scripted(() => response(200, body)).layer)

describe("input", () => {
  const cases: ReadonlyArray<readonly [name: string, endpoint: Endpoint.Any, input: unknown, path: string]> =
    [
      ["neither id nor name of an organization", Organization.query, {}, "organization_id"],
      [
        "id and name of an organization",
        Organization.query,
        { organization_id: "O1", organization_name: "a" },
        "organization_name"
      ],
      ["an update of nothing", OrganizationUser.update, user, "user_name"],
      [
        "a contract that is bound to a card, without the card",
        Contract.presign,
        { business_name: "K12", facepay_user: user, contract_mode: "PRIORITY_BANK_CARD" },
        "limit_bank_card"
      ],
      [
        "a plain text for a sensitive one",
        Contract.presign,
        { business_name: "K12", facepay_user: { ...user, phone: "13800138000" } },
        "facepay_user.phone"
      ],
      [
        "a sub-merchant's real name without its certificate",
        FaceUser.query,
        { face_sid: "1", appid: "wx1", info_type: "ASK_REAL_NAME", sub_mchid: "1" },
        "sub_serial_no"
      ],
      [
        "a sub-merchant's application without the sub-merchant",
        FaceUser.query,
        { face_sid: "1", appid: "wx1", info_type: "ASK_UNIONID", sub_appid: "wx2" },
        "sub_mchid"
      ]
    ]
  it.effect.each(cases)(
    "the invalid input is rejected before anything is sent: %s",
    ([, endpoint, input, path]) =>
      Effect.map(rejection(endpoint, input), ([issue]) => assert.strictEqual(issue?.path, path))
  )
})

describe("a response that spells user_id as the documentation does, use_id", () => {
  it.effect("the documented misspelling use_id is read as user_id by every call", () =>
    Effect.gen(function* () {
      const found = yield* becomes(OrganizationUser.query(user), { use_id: "9" })
      assert.deepStrictEqual(found, { user_id: "9" })
      const contract = {
        contract_id: "1",
        mchid: "1",
        organization_id: "O1",
        contract_state: "CONTRACTED",
        contract_signed_time: "2023-11-15T06:13:20+08:00",
        contract_mode: "LIMIT_NONE",
        contract_bank_card_from: "USER_SELECT_FREE"
      }
      const queried = yield* becomes(Contract.query({ contract_id: "1" }), { ...contract, use_id: "9" })
      assert.deepStrictEqual(queried, { ...contract, user_id: "9" })
      const both = yield* becomes(Contract.query({ contract_id: "1" }), {
        ...contract,
        use_id: "8",
        user_id: "9"
      })
      assert.strictEqual(both.user_id, "9")
      const photo = { collection_id: "1", organization_id: "O1", collection_state: "COMPLETE" }
      const list = yield* becomes(FaceCollection.list({ organization_id: "O1" }), {
        face_collections: [{ ...photo, use_id: "9" }]
      })
      assert.deepStrictEqual(list.face_collections, [{ ...photo, user_id: "9" }])
      const single = yield* becomes(FaceCollection.query({ collection_id: "1" }), { ...photo, use_id: "9" })
      assert.deepStrictEqual(single, { ...photo, user_id: "9" })
    })
  )
})

describe("where a deduction stands", () => {
  it("the state of a deduction follows from three fields, and unknown values stay unknown", () => {
    const { of } = OfflineTransactionState
    const tag = (trade_state?: string) => of({ trade_state })._tag
    assert.deepStrictEqual(
      [
        "SUCCESS",
        "PAYERROR",
        "REFUND",
        "CLOSED",
        "REVOKED",
        "NOTPAY",
        "USERPAYING",
        "ACCEPT",
        "NEW",
        undefined
      ].map(tag),
      [
        "Paid",
        "Declined",
        "Refunded",
        "Closed",
        "Closed",
        "Pending",
        "Pending",
        "Pending",
        "Unknown",
        "Unknown"
      ]
    )
    const paid = (debt_state?: string) => {
      const state = of({ trade_state: "SUCCESS", debt_state, transaction_id: "42" })
      assert(state._tag === "Paid" && state.transactionId === "42")
      return state.debt
    }
    assert.deepStrictEqual(["NOT_DEBT", "DEBT", "REPAYMENT", undefined].map(paid), [
      "None",
      "Owed",
      "Repaid",
      "None"
    ])
    const insufficient = (error_type?: string) => {
      const state = of({ trade_state: "PAYERROR", error_type })
      assert(state._tag === "Declined")
      return state.insufficient
    }
    assert.deepStrictEqual(["NOTENOUGH", "NOT_ENOUGH", "OTHER", undefined].map(insufficient), [
      true,
      true,
      false,
      false
    ])
  })
})

describe("FACEPAY.USER_STATE_CHANGE", () => {
  const event = (contract_id?: string) =>
    ({
      resource: { ...user, appid: "wx1", ...(contract_id === undefined ? {} : { contract_id }) }
    }) as FacepayNotification.UserStateChanged

  const contractOf = (targets: Array<string>, known: string | undefined) =>
    scripted(({ target }) => {
      targets.push(target)
      return target.includes("/contracts/")
        ? response(200, {
            contract_id: target.split("/").at(-1)?.split("?")[0],
            mchid: "1",
            organization_id: "O1",
            contract_state: "TERMINATED",
            contract_signed_time: "x",
            contract_mode: "LIMIT_NONE",
            contract_bank_card_from: "USER_SELECT_FREE"
          })
        : response(200, { contract_state: "CONTRACTED", contract_id: known })
    }).layer

  const handled = FacepayNotification.withContract((_, { contract, user }) =>
    Effect.succeed([contract?.contract_id, contract?.contract_state, user.contract_state])
  )

  it.effect(
    "the handler of a contract change gets the named contract, else the user's latest, else none",
    () =>
      Effect.gen(function* () {
        const targets: Array<string> = []
        const layer = contractOf(targets, "new")
        assert.deepStrictEqual(yield* Effect.provide(handled(event("old")), layer), [
          "old",
          "TERMINATED",
          "CONTRACTED"
        ])
        assert.include(targets, "/v3/offlineface/contracts/old?appid=wx1")
        assert.deepStrictEqual(yield* Effect.provide(handled(event()), layer), [
          "new",
          "TERMINATED",
          "CONTRACTED"
        ])
        const none = yield* Effect.provide(handled(event()), contractOf([], undefined))
        assert.deepStrictEqual(none, [undefined, undefined, "CONTRACTED"])
      })
  )

  it.effect("the handler of a contract change fails like the query, so that the notification is resent", () =>
    Effect.gen(function* () {
      const { layer } = scripted(() => response(404, { code: "RESOURCE_NOT_EXISTS", message: "none" }))
      const error = yield* Effect.flip(Effect.provide(handled(event("1")), layer))
      assert.strictEqual(error._tag, "ResourceNotExists")
    })
  )
})

describe("a real name", () => {
  it.effect("a real name that is encrypted for the sub-merchant's certificate is passed on unchanged", () =>
    Effect.gen(function* () {
      const sealed = { encrypted_real_name: "c2VhbGVk", credential_type: 12, encrypted_credential_id: "" }
      const ask = { face_sid: "1", appid: "wx1", info_type: "ASK_REAL_NAME" } as const
      const given = { ...ask, sub_mchid: "1", sub_serial_no: "5A" }
      const { real_name_info } = yield* becomes(FaceUser.query(given), { real_name_info: sealed })
      assert.strictEqual(Redacted.value(real_name_info?.encrypted_real_name ?? Redacted.make("")), "c2VhbGVk")
      assert.strictEqual(real_name_info?.credential_type, 12)
      const own = yield* becomes(FaceUser.query(ask), {
        real_name_info: { encrypted_real_name: encryptedForMerchant("张三") }
      })
      assert.strictEqual(Redacted.value(own.real_name_info?.encrypted_real_name ?? Redacted.make("")), "张三")
    })
  )
})
