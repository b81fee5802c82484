/** Rules across the fields of a request. */
import type * as Rule from "@effect-wechatpay/core/Rule"
import type * as Schema from "effect/Schema"

const missing = (field: string, because: string): ReadonlyArray<Schema.FilterIssue> => [
  { path: [field], message: `is missing: ${because}` }
]

interface Apps {
  readonly sub_mchid?: string | undefined
  readonly appid?: string | undefined
  readonly sub_appid?: string | undefined
}

/** Values that complete generated inputs of a service provider. */
const apps = { sub_mchid: "1900000109", appid: "wx8888888888888888", sub_appid: "wx9999999999999999" }

const unless = <Name extends keyof Apps>(input: Apps, ...names: ReadonlyArray<Name>): Apps =>
  Object.fromEntries(names.map((name) => [name, input[name] ?? apps[name]]))

/**
 * A `sub_appid` needs a sub-merchant.
 */
export const subAppidOfSubMerchant: Rule.FieldRule<Apps> = {
  check: ({ sub_appid, sub_mchid }) =>
    sub_appid !== undefined && sub_mchid === undefined ? missing("sub_mchid", "sub_appid needs it") : [],
  repair: (input) => (input.sub_appid === undefined ? {} : unless(input, "sub_mchid"))
}

/** The application to which an openid belongs. */
const appidOf = { PERSONAL_OPENID: "appid", PERSONAL_SUB_OPENID: "sub_appid" } as const

const openidNeeds = (types: ReadonlyArray<string>, input: Apps) =>
  Object.entries(appidOf).flatMap(([type, field]) =>
    types.includes(type) && input[field] === undefined ? [{ type, field }] : []
  )

/**
 * An openid needs the application to which it belongs: `appid` with `PERSONAL_OPENID`, `sub_appid` with
 * `PERSONAL_SUB_OPENID`.
 */
export const receiversHaveAppid: Rule.FieldRule<
  Apps & { readonly receivers: ReadonlyArray<{ readonly type: string }> }
> = {
  check: (input) =>
    openidNeeds(
      input.receivers.map(({ type }) => type),
      input
    ).flatMap(({ field, type }) => missing(field, `a receiver of type ${type} needs it`)),
  repair: (input) =>
    unless(
      input,
      ...openidNeeds(
        input.receivers.map(({ type }) => type),
        input
      ).map(({ field }) => field)
    )
}

/**
 * `receiversHaveAppid` for a call about one receiver.
 */
export const receiverHasAppid: Rule.FieldRule<Apps & { readonly type: string }> = {
  check: (input) =>
    openidNeeds([input.type], input).flatMap(({ field, type }) => missing(field, `type ${type} needs it`)),
  repair: (input) => unless(input, ...openidNeeds([input.type], input).map(({ field }) => field))
}

interface Account {
  readonly type: string
  readonly account?: string
  readonly receiver_account?: string
}

const nameOf = ({ account, receiver_account, type }: Account): string =>
  JSON.stringify([type, account ?? receiver_account])

/**
 * A request contains each receiver at most once. Otherwise WeChat Pay rejects it.
 */
export const eachReceiverOnce: Rule.FieldRule<{ readonly receivers: ReadonlyArray<Account> }> = {
  check: ({ receivers }) => {
    const names = receivers.map(nameOf)
    return names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [
            {
              path: ["receivers", index],
              message: "must not contain a receiver twice: add up its amounts"
            }
          ]
    )
  },
  repair: ({ receivers }) => {
    const names = receivers.map(nameOf)
    return { receivers: receivers.filter((_, index) => names.indexOf(names[index] as string) === index) }
  }
}

/**
 * `sub_mchid` is required if the receiver is a user of the sub-merchant's application, or the service provider
 * itself.
 */
export const providersOnly: Rule.FieldRule<Apps & { readonly relation_type: string }> = {
  check: ({ relation_type, sub_mchid }) =>
    relation_type === "SERVICE_PROVIDER" && sub_mchid === undefined
      ? missing("sub_mchid", "only the receiver of a service provider has the relation SERVICE_PROVIDER")
      : [],
  repair: (input) => (input.relation_type === "SERVICE_PROVIDER" ? unless(input, "sub_mchid") : {})
}

/**
 * `CUSTOM` needs `custom_relation`. According to the pages no other relation needs it, but their sample contains it
 * with `STORE`, so the client sends it.
 */
export const customRelation: Rule.FieldRule<{
  readonly relation_type: string
  readonly custom_relation?: string | undefined
}> = {
  check: ({ custom_relation, relation_type }) =>
    relation_type === "CUSTOM" && custom_relation === undefined
      ? missing("custom_relation", "the relation CUSTOM needs it")
      : [],
  repair: ({ custom_relation, relation_type }) => ({
    custom_relation: relation_type === "CUSTOM" ? (custom_relation ?? "friend") : custom_relation
  })
}
