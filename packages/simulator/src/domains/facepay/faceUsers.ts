/** Face users and their contracts: creation, changes and end. */
import { randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Samples from "../../Samples.js"
import { invalidRequest, resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { notifyStateChange } from "./stateChanges.js"
import { type Contract, contracts, type FaceUser, faceUserKey, faceUsers } from "./tables.js"

const save = (user: FaceUser): Effect.Effect<FaceUser, never, State.State> =>
  Effect.map(State.rows(faceUsers), (rows) => {
    rows.set(faceUserKey(user), user)
    return user
  })

/** Records a face user who has no contract yet. */
export const addFaceUser = (
  user: Pick<FaceUser, "organization_id" | "user_id" | "out_user_id"> &
    Partial<Omit<FaceUser, "contract_state" | "contract_id">>
): Effect.Effect<void, never, State.State> =>
  Effect.asVoid(
    save({
      user_type: "STUDENT",
      status: "NORMAL",
      face_image_ok: true,
      ...user,
      contract_state: "NOT_CONTRACTED"
    })
  )

/** The face user with WeChat Pay's id; otherwise 404. */
export const requireFaceUser = Effect.fnUntraced(function* (organization_id: string, user_id: string) {
  const user = (yield* State.rows(faceUsers)).get(faceUserKey({ organization_id, user_id }))
  return user ?? (yield* resourceNotExists("刷脸用户不存在"))
})

/** The face user with the provider's id, if any. */
export const findFaceUser = (organization_id: string, out_user_id: string) =>
  Effect.map(State.rows(faceUsers), (rows) =>
    rows.find((user) => user.organization_id === organization_id && user.out_user_id === out_user_id)
  )

/** The face user with the provider's id; otherwise 404. */
export const requireOutFaceUser = Effect.fnUntraced(function* (organization_id: string, out_user_id: string) {
  const user = yield* findFaceUser(organization_id, out_user_id)
  return user ?? (yield* resourceNotExists("刷脸用户不存在"))
})

/** The contract of a face user, if it is in force. */
export const contractInForce = Effect.fnUntraced(function* (user: FaceUser) {
  const contract = (yield* State.rows(contracts)).get(user.contract_id ?? "")
  return contract?.contract_state === "CONTRACTED" ? contract : undefined
})

/** Changes the given values; the provider is notified of a change of status. */
export const updateFaceUser = Effect.fnUntraced(function* (user: FaceUser, change: Partial<FaceUser>) {
  const updated = yield* save({ ...user, ...change })
  if (updated.status !== user.status) yield* notifyStateChange(updated)
})

/** A parent or employee signs for a face user. Each signature makes a new contract; one is active at a time. */
export const signContract = Effect.fnUntraced(function* (
  options: Pick<FaceUser, "organization_id" | "user_id"> &
    Partial<Pick<Contract, "contract_id" | "openid" | "appid" | "contract_mode">>
) {
  const { contract_id = randomBytes(16).toString("hex"), contract_mode = "LIMIT_NONE" } = options
  const { organization_id, user_id } = options
  const user = yield* requireFaceUser(organization_id, user_id)
  if (user.contract_state === "CONTRACTED") return yield* invalidRequest("用户已签约")
  const signed_at = yield* Clock.currentTimeMillis
  const contract: Contract = {
    contract_id,
    organization_id,
    user_id,
    openid: options.openid ?? Samples.openid,
    appid: options.appid ?? Samples.appid,
    contract_state: "CONTRACTED",
    contract_mode,
    contract_bank_card_from:
      contract_mode === "LIMIT_NONE" ? "USER_SELECT_FREE" : "MERCHANT_LIMITED_BANK_CARD",
    signed_at
  }
  ;(yield* State.rows(contracts)).set(contract_id, contract)
  yield* notifyStateChange(yield* save({ ...user, contract_state: "CONTRACTED", contract_id }))
  return contract
})

/**
 * Ends the active contract, by the provider's call or by the user in WeChat. The error for a user without one is not
 * documented; here it is 400 `INVALID_REQUEST`.
 */
export const terminateContract = Effect.fnUntraced(function* (organization_id: string, user_id: string) {
  const user = yield* requireFaceUser(organization_id, user_id)
  const contract = yield* contractInForce(user)
  if (contract === undefined) {
    return yield* invalidRequest(user.contract_state === "TERMINATED" ? "用户已解约" : "用户未签约")
  }
  const terminated_at = yield* Clock.currentTimeMillis
  ;(yield* State.rows(contracts)).set(contract.contract_id, {
    ...contract,
    contract_state: "TERMINATED",
    terminated_at
  })
  yield* notifyStateChange(yield* save({ ...user, contract_state: "TERMINATED" }))
})
