/** The rule on the places of a service. It names the field, never the value. */
import type * as Schema from "effect/Schema"

interface Places {
  readonly start_location?: string | undefined
  readonly end_location?: string | undefined
}

export const endAfterStart = ({ end_location, start_location }: Places): Schema.FilterIssue | undefined =>
  end_location !== undefined && start_location === undefined
    ? { path: ["end_location"], message: "must not be given without start_location" }
    : undefined
