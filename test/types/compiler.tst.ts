import { describe, expect, test } from "tstyche"

describe("the compiler settings", () => {
  test("an index may be missing", () => {
    const list: Array<string> = []
    expect(list[0]).type.toBe<string | undefined>()
  })

  test("an optional member is absent, not undefined", () => {
    expect<{ readonly a?: string }>().type.not.toBeAssignableFrom<{ readonly a: undefined }>()
  })
})
