/** What an editor shows when one hovers over an endpoint of the XML interface. */
import { assert, describe, it } from "@effect/vitest"
import { hoverFaults } from "../support/hoverWalk.js"
import { catalogue, endpoints } from "../support/walk/v2.js"

describe("what an editor shows", () => {
  it("an editor shows what every XML endpoint does, whether it may be repeated, the official page, and each field", () => {
    const family = {
      name: "facepay",
      catalogue,
      endpoints: endpoints.map(({ endpoint, module, name }) => ({
        module,
        name,
        endpoint: { id: endpoint.id, method: "POST", path: endpoint.path }
      }))
    }
    assert.lengthOf(endpoints, 5)
    assert.deepStrictEqual(hoverFaults(family), [])
  }, 60_000)
})
