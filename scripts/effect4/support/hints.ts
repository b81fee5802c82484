/** What `Arbitrary` of Effect 4 generates the values of a filter by, as the JSON Schema of the filter says it. */
import * as Order from "effect/Order"

interface Keywords {
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
}

export const hints = (keywords: object) => {
  const { maxItems, maximum, maxLength, minimum, minItems, minLength, pattern } = keywords as Keywords
  return {
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(minItems === undefined ? {} : { minLength: minItems }),
    ...(maxItems === undefined ? {} : { maxLength: maxItems }),
    ...(pattern === undefined ? {} : { patterns: [{ source: pattern, flags: "" }] as const }),
    ...(minimum === undefined && maximum === undefined ? {} : { order: Order.Number }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum })
  }
}
