/** The rejections of ending a face contract, with their codes. */
import { assert, describe, it } from "@effect/vitest"
import { ApiError } from "@effect-wechatpay/core"
import { OrganizationUser } from "@effect-wechatpay/facepay"
import { Facepay, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Layer, TestClock } from "effect"

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

const user = { organization_id: Samples.organizationId, user_id: Samples.faceUserId }

const rejection = (input: { readonly organization_id: string; readonly user_id: string }) =>
  Effect.map(Effect.flip(OrganizationUser.terminateContract(input)), (error) =>
    ApiError.isApiError(error) ? [error.status, error.code, error.outcome] : [error.reason._tag]
  )

const stored = Effect.gen(function* () {
  const { act } = yield* Simulator.Simulator
  const contracts = yield* act(State.rows(Facepay.contracts))
  const users = yield* act(State.rows(Facepay.faceUsers))
  const found = users.get(Facepay.faceUserKey(user))
  return { user: found, contract: contracts.get(found?.contract_id ?? "") }
})

describe("ending a face contract", () => {
  it.effect("a face contract is ended once, and a new signature makes a new contract", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const { act } = yield* Simulator.Simulator
      yield* OrganizationUser.terminateContract(user)
      const ended = yield* stored
      assert.deepInclude(ended.user, { contract_state: "TERMINATED", contract_id: Samples.faceContractId })
      assert.deepInclude(ended.contract, { contract_state: "TERMINATED", terminated_at: 1_700_000_000_000 })
      assert.deepStrictEqual(yield* rejection(user), [400, "INVALID_REQUEST", "Refused"])

      const contract = yield* act(Facepay.signContract(user))
      assert.notStrictEqual(contract.contract_id, Samples.faceContractId)
      assert.deepInclude((yield* stored).user, {
        contract_state: "CONTRACTED",
        contract_id: contract.contract_id
      })
      const twice = yield* Effect.flip(act(Facepay.signContract(user)))
      assert.deepInclude(twice, { status: 400, code: "INVALID_REQUEST" })
      yield* OrganizationUser.terminateContract(user)
      assert.deepInclude((yield* stored).contract, {
        contract_id: contract.contract_id,
        contract_state: "TERMINATED"
      })
    }).pipe(Effect.provide(layer))
  )

  it.effect(
    "ending a contract is rejected for unknown users, users without a contract and schools of another provider",
    () =>
      Effect.gen(function* () {
        const { act } = yield* Simulator.Simulator
        const notExists = [404, "RESOURCE_NOT_EXISTS", "Refused"]
        assert.deepStrictEqual(yield* rejection({ ...user, user_id: "nobody" }), notExists)
        assert.deepStrictEqual(yield* rejection({ ...user, organization_id: "O0" }), notExists)
        yield* act(Facepay.addFaceUser({ ...user, user_id: "new", out_user_id: "new" }))
        assert.deepStrictEqual(yield* rejection({ ...user, user_id: "new" }), [
          400,
          "INVALID_REQUEST",
          "Refused"
        ])
        yield* act(
          Facepay.register({
            organization_id: "O2",
            organization_name: "other",
            sp_mchid: "1900000001",
            sub_mchid: Samples.subMchid
          })
        )
        assert.deepStrictEqual(yield* rejection({ ...user, organization_id: "O2" }), [
          403,
          "NO_AUTH",
          "Refused"
        ])
      }).pipe(Effect.provide(layer))
  )
})
