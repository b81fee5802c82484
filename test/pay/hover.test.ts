/** What an editor shows when one hovers over an endpoint, its input, and the fields of it. */
import { assert, it } from "@effect/vitest"
import { hoverFaults } from "../support/hoverWalk.js"
import { familyOf } from "../support/walk/families.js"

it("an editor shows what every endpoint does, whether it may be repeated, the official page, and each field", () => {
  assert.deepStrictEqual(hoverFaults(familyOf("pay")), [])
}, 60_000)
