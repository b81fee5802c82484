/** Tokens for the official mini program, the signing there, and queries of contracts. */
import { randomBytes } from "node:crypto"
import * as FaceContract from "@effect-wechatpay/facepay/Contract"
import * as SignToken from "@effect-wechatpay/facepay/SignToken"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import { paramError, resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { addFaceUser, findFaceUser, signContract, updateFaceUser } from "./faceUsers.js"
import { organizations, requireOrganization } from "./organizations.js"
import { Contract, contracts } from "./tables.js"

const Token = Schema.Struct({
  token: Schema.String,
  organization_id: Schema.String,
  out_user_id: Schema.String,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  /** Only prepared contracts. */
  contract_mode: Schema.optional(Contract.fields.contract_mode),
  /** The face user's name, if the contract was prepared with it. */
  name: Schema.optional(Schema.String)
})
interface Token extends Schema.Schema.Type<typeof Token> {}

export const tokens = State.table("facepay.tokens", Token)

export const lifeMillis = 300_000

const issue = Effect.fnUntraced(function* (terms: Omit<Token, "token" | "created_at">, created_at: number) {
  const token = randomBytes(32).toString("base64url")
  ;(yield* State.rows(tokens)).set(token, { ...terms, token, created_at })
  return token
})

/** Fails with the text that the mini program shows, unless the condition holds. */
const unless = (holds: boolean, problem: string) => (holds ? Effect.void : new ActionRejected({ problem }))

/**
 * A parent or employee opens the official mini program with a token, enters the data, takes the photo and agrees. The
 * documented checks of the mini program apply. The face user is created if necessary, and the provider is notified.
 */
export const sign = Effect.fnUntraced(function* (options: {
  readonly token: string
  /** The registered name, without abbreviations. */
  readonly organization_name: string
  readonly class_name: string
  readonly name: string
  /** 11 digits. */
  readonly phone: string
  /** The payer, and the application. Default: those of the samples. */
  readonly openid?: string
  readonly appid?: string
  /** Binds the contract to a bank card, which needs a prepared contract. */
  readonly bankCard?: boolean
}) {
  const { bankCard = false, class_name, name, organization_name, phone, token: given } = options
  const token = (yield* State.rows(tokens)).get(given)
  if (token === undefined) return yield* new ActionRejected({ problem: "the token is unknown" })
  yield* unless(
    (yield* Clock.currentTimeMillis) - token.created_at <= lifeMillis,
    "the token is older than 5 minutes"
  )
  const { contract_mode, organization_id, out_user_id } = token
  const organization = (yield* State.rows(organizations)).get(organization_id)
  yield* unless(
    organization?.organization_name === organization_name,
    "the school's name is not the registered one"
  )
  yield* unless(class_name !== "", "the class is missing")
  yield* unless(/^[0-9]{11}$/.test(phone), "the phone number does not have 11 digits")
  yield* unless(token.name === undefined || token.name === name, "the name is not the prepared one")
  yield* unless(!bankCard || contract_mode !== undefined, "a bank card needs a prepared contract")

  const known = yield* findFaceUser(organization_id, out_user_id)
  yield* unless(known?.contract_state !== "CONTRACTED", "the user already has a contract")
  const user_id = known?.user_id ?? randomBytes(10).toString("hex")
  const person = { user_name: name, class_name, phone }
  yield* known === undefined
    ? addFaceUser({ organization_id, out_user_id, user_id, ...person })
    : updateFaceUser(known, person)
  return yield* Effect.orDie(
    signContract({
      organization_id,
      user_id,
      ...(contract_mode === undefined ? {} : { contract_mode }),
      ...(options.openid === undefined ? {} : { openid: options.openid }),
      ...(options.appid === undefined ? {} : { appid: options.appid })
    })
  )
})

const responseOf = (contract: Contract, mchid: string, appid: string | undefined) => ({
  contract_id: contract.contract_id,
  mchid,
  organization_id: contract.organization_id,
  user_id: contract.user_id,
  // A user has a different openid in each application.
  ...(appid === contract.appid ? { openid: contract.openid } : {}),
  contract_state: contract.contract_state,
  contract_signed_time: rfc3339(contract.signed_at),
  ...(contract.terminated_at === undefined
    ? {}
    : { contract_terminated_time: rfc3339(contract.terminated_at) }),
  contract_mode: contract.contract_mode,
  contract_bank_card_from: contract.contract_bank_card_from
})

export const handlers = [
  Domain.handler(SignToken.create, ({ web_init_data }, { merchant, now }) =>
    Effect.andThen(
      requireOrganization(web_init_data.organization_id, merchant),
      Effect.map(issue(web_init_data, now), (token) => ({ token }))
    )
  ),
  Domain.handler(FaceContract.presign, ({ contract_mode = "LIMIT_NONE", facepay_user }, { merchant, now }) =>
    Effect.gen(function* () {
      const { identification_name, organization_id, out_user_id } = facepay_user
      yield* requireOrganization(organization_id, merchant).pipe(
        Effect.mapError(({ message }) =>
          paramError(message, {
            field: "/facepay_user/organization_id",
            issue: "is not an organization of the provider",
            location: "body"
          })
        )
      )
      const name = identification_name === undefined ? undefined : Redacted.value(identification_name)
      const terms = { organization_id, out_user_id, contract_mode }
      return { presign_token: yield* issue(name === undefined ? terms : { ...terms, name }, now) }
    })
  ),
  Domain.handler(FaceContract.query, ({ appid, contract_id }, { merchant }) =>
    Effect.gen(function* () {
      const contract = (yield* State.rows(contracts)).get(contract_id)
      if (contract === undefined) return yield* resourceNotExists("签约不存在")
      yield* requireOrganization(contract.organization_id, merchant)
      return responseOf(contract, merchant.mchid, appid)
    })
  )
]
