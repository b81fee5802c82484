/** Face users and their contracts. */
import { randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { invalidRequest, resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"

export const FaceUser = Schema.Struct({
  organization_id: Schema.String,
  /** WeChat Pay's id. */
  user_id: Schema.String,
  /** The provider's id, unique inside the organization. */
  out_user_id: Schema.String,
  contract_state: Schema.Literal("NOT_CONTRACTED", "CONTRACTED", "TERMINATED"),
  /** The latest contract. */
  contract_id: Schema.optional(Schema.String)
})
export interface FaceUser extends Schema.Schema.Type<typeof FaceUser> {}

export const Contract = Schema.Struct({
  contract_id: Schema.String,
  organization_id: Schema.String,
  user_id: Schema.String,
  contract_state: Schema.Literal("CONTRACTED", "TERMINATED"),
  /** Unix time in milliseconds. */
  signed_at: Schema.Number,
  terminated_at: Schema.optional(Schema.Number)
})
export interface Contract extends Schema.Schema.Type<typeof Contract> {}

export const faceUsers = State.table("facepay.users", FaceUser)
export const contracts = State.table("facepay.contracts", Contract)

export const faceUserKey = ({
  organization_id,
  user_id
}: Pick<FaceUser, "organization_id" | "user_id">): string => State.key(organization_id, user_id)

/** Records a face user who has no contract yet. */
export const addFaceUser = (
  user: Pick<FaceUser, "organization_id" | "user_id" | "out_user_id">
): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(faceUsers), (rows) =>
    rows.set(faceUserKey(user), { ...user, contract_state: "NOT_CONTRACTED" })
  )

const requireFaceUser = Effect.fnUntraced(function* (organization_id: string, user_id: string) {
  const user = (yield* State.rows(faceUsers)).get(faceUserKey({ organization_id, user_id }))
  return user ?? (yield* resourceNotExists("刷脸用户不存在"))
})

/** A parent or employee signs for a face user. Every signing makes a new contract; one is active at a time. */
export const signContract = Effect.fnUntraced(function* (options: {
  readonly organization_id: string
  readonly user_id: string
  /** Default: a random one. */
  readonly contract_id?: string
}) {
  const { contract_id = randomBytes(16).toString("hex"), organization_id, user_id } = options
  const user = yield* requireFaceUser(organization_id, user_id)
  if (user.contract_state === "CONTRACTED") return yield* invalidRequest("用户已签约")
  const signed_at = yield* Clock.currentTimeMillis
  const contract: Contract = {
    contract_id,
    organization_id,
    user_id,
    contract_state: "CONTRACTED",
    signed_at
  }
  ;(yield* State.rows(contracts)).set(contract_id, contract)
  ;(yield* State.rows(faceUsers)).set(faceUserKey(user), {
    ...user,
    contract_state: "CONTRACTED",
    contract_id
  })
  return contract
})

/** Ends the active contract. What a user without one gives is not documented: 400 `INVALID_REQUEST`. */
export const terminateContract = Effect.fnUntraced(function* (organization_id: string, user_id: string) {
  const user = yield* requireFaceUser(organization_id, user_id)
  const known = yield* State.rows(contracts)
  const contract = user.contract_id === undefined ? undefined : known.get(user.contract_id)
  if (user.contract_state !== "CONTRACTED" || contract === undefined) {
    return yield* invalidRequest(user.contract_state === "TERMINATED" ? "用户已解约" : "用户未签约")
  }
  const terminated_at = yield* Clock.currentTimeMillis
  known.set(contract.contract_id, { ...contract, contract_state: "TERMINATED", terminated_at })
  ;(yield* State.rows(faceUsers)).set(faceUserKey(user), { ...user, contract_state: "TERMINATED" })
})
