/** What an editor shows when one hovers over an endpoint, its input, and the fields of it. */
import { assert, it } from "@effect/vitest"
import { familyOf } from "../conformance/walk/families.js"
import { hoverFaults } from "../support/hoverWalk.js"

it("an editor shows what every endpoint does, whether it may be repeated, the official page, and each field", () => {
  assert.deepStrictEqual(hoverFaults(familyOf("pay")), [])
}, 60_000)
