/** Limits and rules across fields of requests about complaints. */
import type * as Rule from "@effect-wechatpay/core/Rule"
import * as Schema from "effect/Schema"

/** The maximum length of a range of days, in milliseconds. */
const longest = 30 * 24 * 60 * 60 * 1000

interface Days {
  readonly begin_date: string
  readonly end_date: string
}

/** The range of a list must not end before it begins, and has at most 30 days. */
export const daysInOrder: Rule.FieldRule<Days> = {
  check: ({ begin_date, end_date }) => {
    const length = Date.parse(end_date) - Date.parse(begin_date)
    if (length < 0) return [{ path: ["end_date"], message: "must not be before begin_date" }]
    return length > longest ? [{ path: ["end_date"], message: "is more than 30 days after begin_date" }] : []
  },
  repair: ({ begin_date }) => ({ end_date: begin_date })
}

interface Link {
  readonly jump_url?: string | undefined
  readonly jump_url_text?: string | undefined
}

/** A link needs a text. */
export const linkHasText: Rule.FieldRule<Link> = {
  check: ({ jump_url, jump_url_text }) =>
    jump_url !== undefined && jump_url_text === undefined
      ? [{ path: ["jump_url_text"], message: "is missing: jump_url needs it" }]
      : [],
  repair: ({ jump_url, jump_url_text }) =>
    jump_url === undefined ? {} : { jump_url_text: jump_url_text ?? "more" }
}

/** An address for the user: https, at most 512 characters. */
export const jumpUrl: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => value.length <= 512 && value.startsWith("https://") && URL.canParse(value), {
    description: "an https address of at most 512 characters",
    jsonSchema: { maxLength: 512, pattern: "^https://" },
    arbitrary: () => (fc) =>
      fc.stringMatching(/^[0-9a-z]{1,12}$/).map((step) => `https://shop.example.com/help?of=${step}`)
  })
)
