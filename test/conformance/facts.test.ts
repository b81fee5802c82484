/** `pnpm facts`: where each limit of an endpoint comes from. */
import { assert, describe, it } from "@effect/vitest"
import { endpoints } from "./facts/endpoints.js"
import { factsOf, find, overview, run, show } from "./facts/facts.js"

const fact = (id: string, at: string) => {
  const [documented] = find(id)
  assert(documented !== undefined, id)
  const found = factsOf(documented).find((fact) => fact.at === at)
  assert(found !== undefined, `${id} ${at}`)
  return { limits: found.limits, kinds: found.sources.map(({ kind }) => kind), sources: found.sources }
}

describe("pnpm facts", () => {
  it("a fact names the official page, the difference that it stated, and the sample with the member", () => {
    const { kinds, limits, sources } = fact("payscore.serviceOrder.create", "body.location.end_location")
    assert.strictEqual(limits, "optional, string, 1 to 20 characters")
    assert.strictEqual(kinds[0], "official page")
    assert.isTrue(sources.some(({ because }) => because.startsWith("S1, merchant/4012587900")))
    assert.deepInclude(sources.at(-1), { kind: "official sample", because: "merchant/4012587900 prints it" })
  })

  it("a fact names only the page if no other source has the member", () => {
    const { sources } = fact("payscore.serviceOrder.create", "body.appid")
    assert.deepStrictEqual(sources[0], {
      kind: "official page",
      because: "https://pay.weixin.qq.com/doc/v3/merchant/4012587900 of 2026-07"
    })
  })

  it("a fact names the seed page if the official index of July 2026 has no page of the endpoint", () => {
    const { kinds, sources } = fact("payscore.permission.apply", "body.service_id")
    assert.deepStrictEqual(kinds, ["seed page"])
    assert.match(sources[0]?.because ?? "", /4012647349 of 2025$/)
  })

  it("a fact names choices with their reasons, from differences.json, contradictions and rejected differences", () => {
    const listed = fact("payscore.plan.create", "body.plan_detail_list").sources[0]
    assert.strictEqual(listed?.kind, "choice")
    assert.match(listed?.because ?? "", /^required: A plan has at least one deduction/)
    const end = fact("payscore.serviceOrder.complete", "body.time_range.end_time").sources
    assert.isTrue(
      end.some(({ because, kind }) => kind === "choice" && because.includes("same second is sent"))
    )
    const number = fact("payscore.serviceOrder.create", "body.out_order_no").sources[0]
    assert.strictEqual(number?.kind, "choice")
    assert.match(number?.because ?? "", /^S13, /)
  })

  it("a fact names the sample that decided it", () => {
    const { kinds } = fact("payscore.parkingTransaction.create", "body.parking_info.end_time")
    assert.include(kinds, "official sample")
  })

  it("finds a source for every limit of every endpoint, and counts them in a table", () => {
    const all = endpoints.flatMap((documented) =>
      factsOf(documented).map(({ at, sources }) => [`${documented.id} ${at}`, sources.length] as const)
    )
    assert.deepStrictEqual(
      all.filter(([, number]) => number === 0),
      []
    )
    assert.isAtLeast(all.length, 1000)
    const rows = overview().split("\n")
    assert.lengthOf(rows, endpoints.length + 1)
    for (const row of rows.slice(1)) {
      const [, , limits, ...decided] = row.split(/\s+/)
      assert.strictEqual(
        decided.reduce((sum, number) => sum + Number(number), 0),
        Number(limits),
        row
      )
    }
  })

  it("pnpm facts accepts an id, a method and path, a part of them, or nothing for all", () => {
    const [create] = find("payscore.serviceOrder.create")
    assert(create !== undefined)
    assert.strictEqual(run(["payscore.serviceOrder.create"]), show(create))
    assert.strictEqual(run(["POST", "/v3/payscore/serviceorder"]), show(create))
    assert.isAbove(find("parking").length, 3)
    assert.strictEqual(run([]), overview())
    assert.strictEqual(run(["--all"]), overview())
    assert.isUndefined(run(["nothing-like-it"]))
    assert.match(show(create), /^payscore\.serviceOrder\.create {2}POST \/v3\/payscore\/serviceorder\n/)
    assert.match(show(create), /4012587900, page of 2026-07\n/)
  })
})
