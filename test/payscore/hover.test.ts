/** What an editor shows when one hovers over an endpoint, its input, and the fields of it. */
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { hoverDocument, hoverFaults } from "../support/hoverWalk.js"
import { familyOf } from "../support/walk/families.js"

const payscore = familyOf("payscore")

describe("what an editor shows", () => {
  it("the editor's texts of five payscore endpoints are readable", async () => {
    const document = hoverDocument(payscore, [
      ["Permission", "terminateByOpenid", "reason"],
      ["PartnerPermission", "terminateByOpenid", "sub_openid"],
      ["ServiceOrder", "create", "time_range"],
      ["PartnerServiceOrder", "complete", "total_amount"],
      ["Plan", "create", "plan_detail_list"]
    ])
    await expect(document).toMatchFileSnapshot("hover.md")
  }, 60_000)

  it("an editor shows what every payscore endpoint does, whether it may be repeated, the official page, and each field", () => {
    assert.deepStrictEqual(hoverFaults(payscore), [])
  }, 60_000)
})
