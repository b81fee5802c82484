/** The user of an order: a user who will confirm it, or a user who has authorised the service. */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import type { Choice } from "./section.js"

type Issue = Schema.FilterIssue

interface Input {
  readonly need_user_confirm?: boolean | undefined
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
  readonly sub_appid?: string | undefined
}

// --- what the types say ----------------------------------------------------------------------------------------

interface Given<Value> {
  /** Whether the user confirms the order in WeChat. */
  readonly need_user_confirm: Value
}

interface Default<Value> {
  /** Whether the user confirms the order in WeChat. */
  readonly need_user_confirm?: Value | undefined
}

interface Nobody {
  /** Not allowed: the user is unknown until the confirmation. */
  readonly openid?: undefined
}

interface User {
  /** ID under `appid` of a user who authorised the service. Personal data. */
  readonly openid: string
}

interface SubAppid {
  /** The sub-merchant's appid. */
  readonly sub_appid?: string | undefined
}

interface NobodyOfPartner extends Nobody, SubAppid {
  /** Not allowed: the user is unknown until the confirmation. */
  readonly sub_openid?: undefined
}

interface ByOpenid extends User, SubAppid {
  /** Not allowed together with `openid`. */
  readonly sub_openid?: undefined
}

interface BySubOpenid {
  /** The sub-merchant's appid, to which `sub_openid` belongs. */
  readonly sub_appid: string
  /** ID under `sub_appid` of a user who authorised the service. Personal data. */
  readonly sub_openid: string
  /** Not allowed together with `sub_openid`. */
  readonly openid?: undefined
}

type PartnerUser = ByOpenid | BySubOpenid

// --- what is checked -------------------------------------------------------------------------------------------

/** A user of a service provider needs exactly one ID, and a `sub_openid` needs its appid. */
const oneOfPartner = ({ openid, sub_appid, sub_openid }: Input): ReadonlyArray<Issue> => {
  if (openid === undefined && sub_openid === undefined) {
    return [
      { path: ["openid"], message: "is missing: an order without confirmation needs openid or sub_openid" }
    ]
  }
  if (openid !== undefined && sub_openid !== undefined) {
    return [{ path: ["sub_openid"], message: "must not be given together with openid" }]
  }
  return sub_openid !== undefined && sub_appid === undefined
    ? [{ path: ["sub_appid"], message: "is missing: sub_openid needs it" }]
    : []
}

const one = ({ openid }: Input): ReadonlyArray<Issue> =>
  openid === undefined
    ? [{ path: ["openid"], message: "is missing: an order without confirmation needs it" }]
    : []

const none = (input: Input): ReadonlyArray<Issue> =>
  (["openid", "sub_openid"] as const)
    .filter((name) => input[name] !== undefined)
    .map((name) => ({ path: [name], message: "must not be given unless need_user_confirm is false" }))

const sampleOpenid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
const sampleAppid = "wxd678efh567hg6787"

const withNone = ({ openid, sub_openid, ...others }: Input): Input => others

const withOne = (input: Input): Input => ({ ...input, openid: input.openid ?? sampleOpenid })

const withOneOfPartner = (input: Input): Input => {
  const { openid, sub_openid, ...others } = input
  return sub_openid === undefined || openid !== undefined
    ? { ...others, openid: openid ?? sampleOpenid }
    : { ...others, sub_openid, sub_appid: input.sub_appid ?? sampleAppid }
}

const userFields = { openid: Schema.optional(Wire.OpenId) }

const partnerUserFields = {
  ...userFields,
  sub_openid: Schema.optional(Wire.OpenId),
  sub_appid: Schema.optional(Wire.AppId)
}

/**
 * An order without confirmation needs a user, and an order with confirmation must not have one. `byDefault` is the
 * documented default of `need_user_confirm`. If the default is undocumented, both are accepted.
 */
const whenConfirmed = <Alternatives>(
  byDefault: boolean | "undocumented",
  someone: {
    readonly fields: Schema.Struct.Fields
    readonly check: (input: Input) => ReadonlyArray<Issue>
    readonly repair: (input: Input) => Input
  }
): Choice<Alternatives> => {
  const confirms = (input: Input): boolean => {
    if (input.need_user_confirm !== undefined) return input.need_user_confirm
    return byDefault === "undocumented" ? none(input).length === 0 : byDefault
  }
  return {
    fields: { need_user_confirm: Schema.optional(Schema.Boolean), ...someone.fields },
    check: (input) => (confirms(input) ? none(input) : someone.check(input)),
    repair: (input) => (confirms(input) ? withNone(input) : someone.repair(input))
  }
}

const merchants = { fields: userFields, check: one, repair: withOne }
const partners = { fields: partnerUserFields, check: oneOfPartner, repair: withOneOfPartner }

// --- the rules -------------------------------------------------------------------------------------------------

/** A direct merchant's order. By default the user confirms it. */
export const user: Choice<(Default<true> & Nobody) | (Given<false> & User)> = whenConfirmed(true, merchants)

/** A direct merchant's order. It is not documented whether the user confirms it by default. */
export const userUnlessConfirmed: Choice<(Default<true> & Nobody) | (Default<false> & User)> = whenConfirmed(
  "undocumented",
  merchants
)

/** A service provider's order. By default the user confirms it. */
export const partnerUser: Choice<(Default<true> & NobodyOfPartner) | (Given<false> & PartnerUser)> =
  whenConfirmed(true, partners)

/** A service provider's order. By default it has no confirmation. */
export const partnerUserByDefault: Choice<(Given<true> & NobodyOfPartner) | (Default<false> & PartnerUser)> =
  whenConfirmed(false, partners)

/** A service provider's order. It is not documented whether the user confirms it by default. */
export const partnerUserUnlessConfirmed: Choice<
  (Default<true> & NobodyOfPartner) | (Default<false> & PartnerUser)
> = whenConfirmed("undocumented", partners)

/** A service provider's order that never has a confirmation. */
export const knownPartnerUser: Choice<PartnerUser> = {
  fields: partnerUserFields,
  check: oneOfPartner,
  repair: withOneOfPartner
}
