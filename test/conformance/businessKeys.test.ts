/**
 * Two occurrences never have the same business key: else the second one is taken for a repetition and gets lost. Each notification
 * of each package is generated, and each member that distinguishes occurrences is changed alone.
 */
import { readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Notification } from "@effect-wechatpay/core"
import { Arbitrary, FastCheck, Schema } from "effect"

const packages = readdirSync(new URL("../../packages/", import.meta.url)).filter(
  (name) => !["core", "simulator", "undici", "shangmi"].includes(name)
)

const modules = (barrel: object): ReadonlyArray<object> =>
  Object.values(barrel).filter((value): value is object => typeof value === "object" && value !== null)

const found = (
  await Promise.all(
    packages.map(async (name) => {
      const barrel = (await import(`@effect-wechatpay/${name}`)) as object
      return modules(barrel).flatMap((module) =>
        Object.values(module)
          .filter(Notification.isNotification)
          .flatMap((notification: Notification.Description) =>
            notification.shapes.map(
              ({ name: shape, schema }) =>
                [`${notification.eventType} of ${name}, as ${shape}`, notification, schema] as const
            )
          )
      )
    })
  )
).flat()

/** Members that name whose occurrence it is, what was numbered by the merchant, and when, where it may happen again. */
const distinguishes = (member: string): boolean =>
  /^(sub_mchid|channel_id|service_id|openorclose_time|apply_state|sign_plan_id|complaint_id|order_id)$/.test(
    member
  ) || /^(combine_)?out_\w*no$/.test(member)

/** Members that follow from others, each with the reason. */
const follows: Readonly<Record<string, RegExp>> = {
  // The institution's number of the deduction: an order is paid once.
  out_trade_no: /PAYSCORE\.|REFUND\./,
  // WeChat Pay's number of the order that has the merchant's.
  order_id: /PAYSCORE\./
}

/** A value with all members of the schema. */
const whole = (schema: Schema.Schema.AnyNoContext): Readonly<Record<string, unknown>> =>
  Object.assign(
    {},
    ...FastCheck.sample(Arbitrary.make(Schema.typeSchema(schema)), { numRuns: 200, seed: 20_261_121 }).map(
      (one: Readonly<Record<string, unknown>>) =>
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined && value !== ""))
    )
  )

const keyed = found.filter(([, { businessKey }]) => businessKey !== undefined)

describe("the business key", () => {
  it("every package of notifications is walked", () => {
    assert.isAtLeast(found.length, 30)
    assert.isAtLeast(keyed.length, 20)
  })

  it.each(keyed)(
    "the business key of %s differs if a member differs that distinguishes occurrences",
    (title, notification, schema) => {
      const key = notification.businessKey as (resource: unknown) => string | undefined
      const resource = whole(schema)
      const members = Object.keys(resource).filter(
        (member) => distinguishes(member) && !follows[member]?.test(title)
      )
      // The product of campuses has no number and no time: only the id of the notification counts.
      if (key(resource) === undefined) {
        assert.match(title, /, as campus$/)
        return
      }
      assert.isAbove(members.length, 0)
      for (const member of members) {
        assert.notStrictEqual(key({ ...resource, [member]: `${resource[member]}.` }), key(resource), member)
        assert.strictEqual(key({ ...resource }), key(resource))
      }
    }
  )
})
