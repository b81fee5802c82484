/** WeChat Pay's assessment of users, which merchants never see. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { internalCode, invalidRequest } from "../../SimulatedError.js"
import * as State from "../../State.js"

export const User = Schema.Struct({
  openid: Schema.String,
  /** `REJECTED`: not trusted enough. `OVERDUE`: owes money elsewhere. `TEENAGER`: teenager mode is on. */
  verdict: Schema.Literal("PASSED", "REJECTED", "OVERDUE", "TEENAGER"),
  /** The level of trust; 1 is the best. */
  risk_level: Schema.Number
})
export interface User extends Schema.Schema.Type<typeof User> {}

const table = State.table("payscore.users", User)

/** Sets the assessment of a user. Users without one pass, on level 1. */
export const judge = (user: User): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(table), (rows) => rows.set(user.openid, user))

export const userOf = (openid: string): Effect.Effect<User, never, State.State> =>
  Effect.map(State.rows(table), (rows) => rows.get(openid) ?? { openid, verdict: "PASSED", risk_level: 1 })

const rejections = {
  PASSED: undefined,
  REJECTED: invalidRequest("综合评估未通过", internalCode.assessmentFailed),
  OVERDUE: invalidRequest("存在待处理的超时未支付订单", internalCode.negativeRecord),
  TEENAGER: invalidRequest("已开启青少年模式，无法使用此服务", internalCode.teenagerMode)
} as const

/** The error if the user may not use a service now. */
export const rejectionOf = (verdict: User["verdict"]) => rejections[verdict]
