/** The programs of offline face payment against the simulator over real HTTP, with faults in between. */
import { assert, describe, layer } from "@effect/vitest"
import { ApiError, type Endpoint, NotificationHandler, Retry } from "@effect-wechatpay/core"
import {
  Contract,
  ContractSignals,
  FacepayNotification,
  OfflineContractFlow,
  OfflineDevice,
  OfflineTransaction,
  OrganizationUser,
  SignToken
} from "@effect-wechatpay/facepay"
import { Facepay, Faults, Samples, Simulator, State, Transactions } from "@effect-wechatpay/simulator"
import { Context, DateTime, Effect, Exit, Fiber, Layer, Option, Queue, Redacted, Schedule } from "effect"
import { layerBackend, notifyUrl } from "../support/backend.js"
import {
  act,
  authorizeDevice,
  deductionCount,
  device_id,
  faceOf,
  keyOf,
  newFaceUser,
  newOrder,
  parent,
  recogniseFace,
  sign,
  signedFaceUser,
  terms
} from "../support/faceContracts.js"

const { mchid, organizationId: organization_id, subMchid: sub_mchid } = Samples

/** What the backend stored of its pupils: who, and the state of the contract that was queried. */
class Changes extends Context.Tag("test/Changes")<
  Changes,
  Queue.Queue<{ readonly out_user_id: string; readonly state: string | undefined }>
>() {}

const handler = Effect.map(Changes, (changes) =>
  NotificationHandler.make([FacepayNotification.userStateChanged], {
    "FACEPAY.USER_STATE_CHANGE": FacepayNotification.withContract(({ resource }, { contract }) =>
      Effect.andThen(
        ContractSignals.publish(resource),
        Queue.offer(changes, { out_user_id: resource.out_user_id, state: contract?.contract_state })
      )
    ),
    unknown: () => Effect.void
  })
)

const quick = Layer.succeed(OfflineContractFlow.ContractSchedules, {
  polling: Schedule.spaced("50 millis"),
  repeating: Schedule.fromDelays("20 millis", "40 millis", "80 millis")
})

const canteen = layerBackend(handler).pipe(
  Layer.provideMerge(Layer.mergeAll(Layer.effect(Changes, Queue.unbounded()), ContractSignals.layer, quick))
)

const inject = (fault: Faults.Fault, endpoint: Endpoint.Any, times = 1) =>
  Effect.flatMap(Simulator.Simulator, ({ faults }) => faults.inject(fault, { endpoint, times }))

/** No request that was sent before can still be executed. */
const longAgo = DateTime.unsafeMake(0)

/** The order is rejected, and then does not show. */
const rejectedUnseen = ({ out_trade_no }: { readonly out_trade_no: string }) =>
  Effect.gen(function* () {
    const { calls } = yield* Simulator.Simulator
    const { id } = yield* calls.waitFor(
      ({ body, endpoint, status }) =>
        endpoint === OfflineTransaction.deduct.id &&
        status === 400 &&
        new TextDecoder().decode(body).includes(`"${out_trade_no}"`)
    )
    yield* calls.waitFor(
      (call) => call.id > id && call.endpoint === OfflineTransaction.query.id && call.status === 404
    )
  })

/** How often the order was paid, as refunds see it. */
const payments = (out_trade_no: string) =>
  Effect.map(
    act(State.rows(Transactions.transactions)),
    (rows) => rows.filter((transaction) => transaction.out_trade_no === out_trade_no).length
  )

const nextChange = Effect.flatMap(Changes, (changes) => Effect.timeout(Queue.take(changes), "5 seconds"))

const snapshot = <E, R>(effect: Effect.Effect<OfflineContractFlow.Snapshot, E, R>) =>
  Effect.map(effect, ({ state }) => state)

describe("offline face payment as programs", () => {
  layer(canteen, { excludeTestServices: true })((it) => {
    it.effect("a face contract runs through token, signature by notification, deduction and end", () =>
      Effect.gen(function* () {
        yield* act(Facepay.registerNotifyUrl(mchid, notifyUrl))
        const pupil = newFaceUser()
        const token = yield* OfflineContractFlow.token(pupil)
        const waiting = yield* OfflineContractFlow.awaitSigned(pupil, { appid: Samples.appid }).pipe(
          Effect.provideService(OfflineContractFlow.ContractSchedules, {
            polling: Schedule.spaced("1 hour"),
            repeating: Schedule.stop
          }),
          Effect.fork
        )
        yield* Effect.sleep("100 millis")
        const { contract_id } = yield* sign(token)
        const { contract } = yield* Effect.timeout(Fiber.join(waiting), "5 seconds")
        assert.deepInclude(contract, { contract_id, contract_state: "CONTRACTED", openid: Samples.openid })
        assert.deepStrictEqual(yield* nextChange, { out_user_id: pupil.out_user_id, state: "CONTRACTED" })

        const order = yield* newOrder(pupil)
        const paid = yield* OfflineContractFlow.deduct(order)
        assert.deepInclude(paid.state, { _tag: "Paid", debt: "None" })
        assert.strictEqual(yield* payments(order.out_trade_no), 1)

        const ended = yield* OfflineContractFlow.terminate(pupil)
        assert.strictEqual(ended.contract_state, "TERMINATED")
        assert.deepStrictEqual(yield* nextChange, { out_user_id: pupil.out_user_id, state: "TERMINATED" })
        yield* act(Facepay.registerNotifyUrl(mchid, "http://127.0.0.1:9/closed"))
      })
    )

    it.effect("waiting for a signature by queries can be interrupted and resumed", () =>
      Effect.gen(function* () {
        const pupil = newFaceUser()
        const token = yield* OfflineContractFlow.presign({
          business_name: "K12",
          facepay_user: { ...pupil, identification_name: Redacted.make(parent.name) },
          limit_bank_card: { bank_card_number: Redacted.make("6225880137706868") },
          contract_mode: "PRIORITY_BANK_CARD"
        })
        const fiber = yield* Effect.fork(OfflineContractFlow.awaitSigned(pupil))
        yield* Effect.sleep("100 millis")
        yield* Fiber.interrupt(fiber)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.await(fiber)))
        const again = yield* Effect.fork(OfflineContractFlow.awaitSigned(pupil))
        yield* inject(Faults.systemError(), OrganizationUser.query)
        yield* sign(token)
        const { contract } = yield* Effect.timeout(Fiber.join(again), "5 seconds")
        assert.strictEqual(contract?.contract_mode, "PRIORITY_BANK_CARD")
      })
    )

    it.effect("tokens and links whose response got lost are requested again", () =>
      Effect.gen(function* () {
        yield* inject(Faults.reset({ effect: true }), SignToken.create)
        yield* inject(Faults.badGateway(), SignToken.create)
        assert.isNotEmpty(yield* OfflineContractFlow.token(newFaceUser()))
        yield* inject(Faults.systemError(), Contract.presign)
        const facepay_user = newFaceUser()
        assert.isNotEmpty(yield* OfflineContractFlow.presign({ business_name: "K12", facepay_user }))
        const elsewhere = { ...newFaceUser(), organization_id: "O0" }
        const rejected = yield* Effect.flip(OfflineContractFlow.token(elsewhere))
        assert.strictEqual(rejected._tag, "ResourceNotExists")
      })
    )

    for (const [name, fault, sent] of [
      ["the connection broke after it took effect", Faults.reset({ effect: true }), 1],
      ["the connection broke before it took effect", Faults.reset({ effect: false }), 2],
      ["500, and it took effect", Faults.systemError({ effect: true }), 1],
      ["500, and nothing happened", Faults.systemError({ effect: false }), 2],
      ["a gateway's page", Faults.badGateway({ effect: true }), 1],
      ["a response that does not verify", Faults.signatureWrong, 1],
      ["a response that is no JSON", Faults.notJson, 1],
      ["called too often", Faults.frequencyLimited(), 2]
    ] as const) {
      it.effect(`a deduction is paid once: ${name}`, () =>
        Effect.gen(function* () {
          const order = yield* newOrder(yield* signedFaceUser)
          yield* inject(fault, OfflineTransaction.deduct)
          const { state } = yield* OfflineContractFlow.deduct(order)
          assert.strictEqual(state._tag, "Paid")
          assert.strictEqual(yield* deductionCount(order), sent)
          assert.strictEqual(yield* payments(order.out_trade_no), 1)
        })
      )
    }

    it.effect("a deduction that WeChat Pay has not decided is awaited", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        yield* act(Facepay.scriptDeductions(yield* faceOf(pupil), "unclear"))
        const order = yield* newOrder(pupil)
        const fiber = yield* Effect.fork(OfflineContractFlow.deduct(order)).pipe(
          Effect.provideService(OfflineContractFlow.ContractSchedules, {
            polling: Schedule.spaced("1 hour"),
            repeating: Schedule.spaced("50 millis")
          })
        )
        yield* Effect.sleep("200 millis")
        yield* act(Facepay.decideDeduction(keyOf(order), "success"))
        assert.strictEqual((yield* Fiber.join(fiber)).state._tag, "Paid")
        assert.strictEqual(yield* deductionCount(order), 1)
      })
    )

    it.effect("an undecided deduction is reported as unknown, and can be queried later by its number", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        yield* act(Facepay.scriptDeductions(yield* faceOf(pupil), "unclear"))
        const order = yield* newOrder(pupil)
        const error = yield* Effect.flip(OfflineContractFlow.deduct(order))
        assert(error._tag === "DeductionUnknown")
        assert.strictEqual(error.outcome, "Unknown")
        assert.include(error.message, "never under another number")
        assert.notInclude(error.message, order.out_trade_no)
        const later = yield* Effect.flip(OfflineContractFlow.reconcile({ ...keyOf(order), sentAt: longAgo }))
        assert.strictEqual(later._tag, "DeductionUnknown")
        yield* act(Facepay.decideDeduction(keyOf(order), "insufficient"))
        const reconcile = Option.getOrThrow(
          yield* OfflineContractFlow.reconcile({ ...keyOf(order), sentAt: longAgo })
        )
        assert.deepInclude(reconcile.state, { _tag: "Declined", insufficient: true })
      })
    )

    it.effect("a deduction whose response got lost and that cannot be queried is unknown, not failed", () =>
      Effect.gen(function* () {
        const order = yield* newOrder(yield* signedFaceUser)
        yield* inject(Faults.reset({ effect: true }), OfflineTransaction.deduct)
        for (let query = 0; query < 20; query++) yield* inject(Faults.badGateway(), OfflineTransaction.query)
        const error = yield* Effect.flip(OfflineContractFlow.deduct(order))
        assert.strictEqual(error._tag, "DeductionUnknown")
        const { faults } = yield* Simulator.Simulator
        yield* faults.clear
        // Run again, by a process that remembers nothing but the order.
        assert.strictEqual((yield* OfflineContractFlow.deduct(order)).state._tag, "Paid")
        assert.strictEqual(yield* payments(order.out_trade_no), 1)
      })
    )

    it.effect(
      "a deduction whose response got lost and that has no order is unknown after the whole schedule",
      () =>
        Effect.gen(function* () {
          const order = yield* newOrder(yield* signedFaceUser)
          for (let send = 0; send < 4; send++) {
            yield* inject(Faults.reset({ effect: false }), OfflineTransaction.deduct)
          }
          const error = yield* Effect.flip(OfflineContractFlow.deduct(order))
          assert.strictEqual(error._tag, "DeductionUnknown")
          assert.strictEqual(yield* deductionCount(order), 4)
          assert.isTrue(
            Option.isNone(yield* OfflineContractFlow.reconcile({ ...keyOf(order), sentAt: longAgo }))
          )
        })
    )

    it.effect("a deduction from a contract that ended in between is rejected, and nothing is paid", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const order = yield* newOrder(pupil)
        const { organization_id, user_id } = yield* faceOf(pupil)
        yield* act(Facepay.terminateContract(organization_id, user_id))
        const error = yield* Effect.flip(OfflineContractFlow.deduct(order))
        assert(ApiError.isApiError(error))
        assert.deepInclude(error, {
          _tag: "InvalidRequest",
          outcome: "Refused",
          wechatMessage: "用户未签约或已解约"
        })
        assert.isTrue(
          Option.isNone(yield* OfflineContractFlow.reconcile({ ...keyOf(order), sentAt: longAgo }))
        )
        assert.strictEqual(yield* payments(order.out_trade_no), 0)
        const unseen = yield* Effect.flip(recogniseFace(pupil))
        assert.strictEqual(unseen._tag, "ActionRejected")
      })
    )

    it.effect("a rejection after a lost response does not say that nothing was paid", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const order = yield* newOrder(pupil)
        yield* inject(Faults.reset({ effect: false }), OfflineTransaction.deduct)
        const fiber = yield* Effect.fork(OfflineContractFlow.deduct(order)).pipe(
          Effect.provideService(OfflineContractFlow.ContractSchedules, {
            polling: Schedule.spaced("1 hour"),
            repeating: Schedule.fromDelays("500 millis", "10 millis")
          })
        )
        yield* Effect.sleep("200 millis")
        const { organization_id, user_id } = yield* faceOf(pupil)
        yield* act(Facepay.terminateContract(organization_id, user_id))
        const error = yield* Effect.flip(Fiber.join(fiber))
        assert(error._tag === "DeductionUnknown")
        assert.include(error.message, "a response was lost, and the repetition was rejected (InvalidRequest)")
        assert.strictEqual(yield* deductionCount(order), 2)
        // A run that lost no response itself gets a rejection, which distinguishes the cases.
        assert.strictEqual((yield* Effect.flip(OfflineContractFlow.deduct(order)))._tag, "InvalidRequest")
        assert.isTrue(
          Option.isNone(yield* OfflineContractFlow.reconcile({ ...keyOf(order), sentAt: longAgo }))
        )
        assert.strictEqual(yield* payments(order.out_trade_no), 0)
      })
    )

    it.effect("a payment that is visible only after the rejected repetition is found", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const order = yield* newOrder(pupil)
        const face = yield* faceOf(pupil)
        yield* inject(Faults.reset({ effect: false }), OfflineTransaction.deduct)
        const fiber = yield* Effect.fork(OfflineContractFlow.deduct(order)).pipe(
          Effect.provideService(OfflineContractFlow.ContractSchedules, {
            polling: Schedule.spaced("1 hour"),
            repeating: Schedule.fromDelays("500 millis", "10 millis", "1 second", "10 seconds")
          })
        )
        yield* Effect.sleep("200 millis")
        yield* act(Facepay.terminateContract(face.organization_id, face.user_id))
        yield* rejectedUnseen(order)
        // What got lost arrives after all.
        yield* act(Facepay.signContract(face))
        yield* OfflineTransaction.deduct(order)
        assert.strictEqual((yield* Effect.timeout(Fiber.join(fiber), "5 seconds")).state._tag, "Paid")
        assert.strictEqual(yield* payments(order.out_trade_no), 1)
      })
    )

    it.effect("a payment that took effect before the contract ended stays paid", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const order = yield* newOrder(pupil)
        yield* OfflineContractFlow.deduct(order)
        yield* OfflineContractFlow.terminate(pupil)
        assert.strictEqual((yield* OfflineContractFlow.deduct(order)).state._tag, "Paid")
        assert.strictEqual(yield* payments(order.out_trade_no), 1)
      })
    )

    it.effect("a declined deduction is tried again with the same number, and paid once", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        yield* act(Facepay.scriptDeductions(yield* faceOf(pupil), "insufficient", "insufficient"))
        const order = yield* newOrder(pupil)
        const declined = { _tag: "Declined", errorType: "NOTENOUGH", insufficient: true } as const
        assert.deepInclude(yield* snapshot(OfflineContractFlow.deduct(order)), declined)
        yield* inject(Faults.reset({ effect: true }), OfflineTransaction.deduct)
        // As far as the program knows, the attempt whose response was lost may still be executed.
        const error = yield* Effect.flip(OfflineContractFlow.deduct(order))
        assert(error._tag === "DeductionUnknown")
        const found = yield* OfflineContractFlow.reconcile({ ...keyOf(order), sentAt: longAgo })
        assert.deepInclude(Option.getOrThrow(found).state, declined)
        assert.strictEqual((yield* OfflineContractFlow.deduct(order)).state._tag, "Paid")
        assert.strictEqual(yield* deductionCount(order), 3)
        assert.strictEqual(yield* payments(order.out_trade_no), 1)
      })
    )

    it.effect("the sixth attempt of a day is rejected", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const attempts = Array.from({ length: 5 }, () => "insufficient" as const)
        yield* act(Facepay.scriptDeductions(yield* faceOf(pupil), ...attempts))
        const order = yield* newOrder(pupil)
        for (const _ of attempts) yield* OfflineContractFlow.deduct(order)
        assert.strictEqual((yield* Effect.flip(OfflineContractFlow.deduct(order)))._tag, "InvalidRequest")
        assert.strictEqual(yield* payments(order.out_trade_no), 0)
      })
    )

    it.effect("a number that another order uses is reported, and nothing is paid", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const order = yield* newOrder(pupil)
        yield* OfflineContractFlow.deduct(order)
        const other = { ...order, amount: { total: 900, currency: "CNY" } } as const
        const error = yield* Effect.flip(OfflineContractFlow.deduct(other))
        assert(error._tag === "UnexpectedDeduction")
        assert.include(error.message, "with another amount, which is Paid")
        assert.strictEqual(yield* payments(order.out_trade_no), 1)
      })
    )

    it.effect("an invalid input of a deduction is rejected at once", () =>
      Effect.gen(function* () {
        const order = {
          ...terms,
          out_trade_no: "WRONG",
          auth_code: "",
          amount: { total: 0, currency: "CNY" }
        } as const
        const error = yield* Effect.flip(OfflineContractFlow.deduct(order))
        assert(error._tag === "WechatPayError")
        assert.strictEqual(error.outcome, "NotSent")
      })
    )

    it.effect("a debt: advanced, link, repaid, contract ended", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        assert.strictEqual(
          (yield* Effect.flip(OfflineContractFlow.repaymentUrl(pupil)))._tag,
          "InvalidRequest"
        )
        yield* act(Facepay.scriptDeductions(yield* faceOf(pupil), "advance"))
        const order = yield* newOrder(pupil)
        assert.deepInclude(yield* snapshot(OfflineContractFlow.deduct(order)), { _tag: "Paid", debt: "Owed" })
        const { repayment_url } = yield* OfflineContractFlow.repaymentUrl(pupil)
        const waiting = yield* Effect.fork(OfflineContractFlow.awaitRepaid(keyOf(order)))
        yield* Effect.sleep("100 millis")
        yield* act(Facepay.repay(repayment_url))
        const { state } = yield* Effect.timeout(Fiber.join(waiting), "5 seconds")
        assert(state._tag === "Paid")
        assert.strictEqual(state.debt, "Repaid")
        assert.isNotEmpty(state.repaymentTransactionId)
        assert.strictEqual((yield* OfflineContractFlow.terminate(pupil)).contract_state, "TERMINATED")
      })
    )

    it.effect("a contract is ended once under faults, and a user without one is unchanged", () =>
      Effect.gen(function* () {
        const { terminateContract } = OrganizationUser
        for (const fault of [
          Faults.reset({ effect: true }),
          Faults.systemError(),
          Faults.badGateway({ effect: true })
        ]) {
          const pupil = yield* signedFaceUser
          yield* inject(fault, terminateContract)
          assert.strictEqual((yield* OfflineContractFlow.terminate(pupil)).contract_state, "TERMINATED")
          assert.strictEqual((yield* OfflineContractFlow.terminate(pupil)).contract_state, "TERMINATED")
        }
        const nobody = yield* Effect.flip(OfflineContractFlow.terminate(newFaceUser()))
        assert.strictEqual(nobody._tag, "ResourceNotExists")
      })
    )

    it.effect(
      "an end of a contract that may have taken effect has an unknown outcome, even if a later query fails",
      () =>
        Effect.gen(function* () {
          const { query, terminateContract } = OrganizationUser
          const outcome = Effect.gen(function* () {
            const error = yield* Effect.flip(Retry.none(OfflineContractFlow.terminate(yield* signedFaceUser)))
            const { faults } = yield* Simulator.Simulator
            yield* faults.clear
            assert(error._tag === "FrequencyLimited")
            return error.outcome
          })
          yield* inject(Faults.none, query)
          yield* inject(Faults.frequencyLimited(), query, 99)
          assert.strictEqual(yield* outcome, "Unknown", "it succeeds, and looking fails")

          yield* inject(Faults.none, query)
          yield* inject(Faults.frequencyLimited(), query, 99)
          yield* inject(Faults.reset({ effect: true }), terminateContract)
          assert.strictEqual(yield* outcome, "Unknown", "the response gets lost, and looking fails")

          yield* inject(Faults.reset(), terminateContract)
          yield* inject(Faults.frequencyLimited(), terminateContract, 99)
          assert.strictEqual(yield* outcome, "Unknown", "the response gets lost, and repeating fails")

          yield* inject(Faults.frequencyLimited(), terminateContract, 99)
          assert.strictEqual(yield* outcome, "Refused", "nothing is open")
        })
    )

    it.effect("a new contract is not ended in place of the old one", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const face = yield* faceOf(pupil)
        yield* inject(Faults.reset({ effect: false }), OrganizationUser.terminateContract)
        const fiber = yield* Effect.fork(OfflineContractFlow.terminate(pupil)).pipe(
          Effect.provideService(OfflineContractFlow.ContractSchedules, {
            polling: Schedule.spaced("1 hour"),
            repeating: Schedule.fromDelays("2 seconds")
          })
        )
        const { calls } = yield* Simulator.Simulator
        const { id } = yield* calls.waitFor(
          (call) =>
            call.endpoint === OrganizationUser.terminateContract.id &&
            call.state === "reset" &&
            call.target.includes(encodeURIComponent(face.user_id))
        )
        // It has queried, and waits before it sends again.
        yield* calls.waitFor(
          (call) => call.id > id && call.endpoint === OrganizationUser.query.id && call.state === "responded"
        )
        yield* act(Facepay.terminateContract(face.organization_id, face.user_id))
        const { contract_id } = yield* act(Facepay.signContract(face))
        // The open request may terminate the new contract, so that no result is final.
        const error = yield* Effect.flip(Fiber.join(fiber))
        assert.strictEqual(error.outcome, "Unknown")
        const { contract_state } = yield* Contract.query({ contract_id })
        assert.strictEqual(contract_state, "CONTRACTED", "the new one stays")
      })
    )

    it.effect("data of another device is rejected by WeChat Pay and by the device", () =>
      Effect.gen(function* () {
        const pupil = yield* signedFaceUser
        const raw_data = yield* act(Facepay.startDevice("TILL-2"))
        const rejected = yield* Effect.flip(
          OfflineDevice.authorize({
            sp_appid: Samples.appid,
            sub_mchid,
            device_id,
            organization_id,
            raw_data
          })
        )
        assert.strictEqual(rejected._tag, "ParamError")
        const authinfo = yield* authorizeDevice
        const face = yield* faceOf(pupil)
        const onDevice = yield* Effect.flip(act(Facepay.recognise({ device_id: "TILL-2", authinfo, face })))
        assert.strictEqual(onDevice.problem, "AuthInfo License Error")
      })
    )
  })
})
