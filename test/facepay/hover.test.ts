/** What an editor shows when one hovers over an endpoint, its input, and the fields of it. */
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { hoverDocument, hoverFaults } from "../support/hoverWalk.js"
import { familyOf } from "../support/walk/families.js"

const facepay = familyOf("facepay")

describe("what an editor shows", () => {
  it("the editor's texts of five facepay endpoints are readable", async () => {
    const document = hoverDocument(facepay, [
      ["OrganizationUser", "update", "user_name"],
      ["Organization", "query", "organization_name"],
      ["Contract", "presign", "limit_bank_card"],
      ["OfflineTransaction", "deduct", "business"],
      ["FaceUser", "query", "sub_serial_no"]
    ])
    await expect(document).toMatchFileSnapshot("hover.md")
  }, 60_000)

  it("an editor shows what every facepay endpoint does, whether it may be repeated, the official page, and each field", () => {
    assert.deepStrictEqual(hoverFaults(facepay), [])
  }, 60_000)
})
