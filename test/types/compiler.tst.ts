import { describe, expect, test } from "tstyche"

describe("the compiler settings", () => {
  test("the element at an index may be undefined", () => {
    const list: Array<string> = []
    expect(list[0]).type.toBe<string | undefined>()
  })

  test("an optional member may be absent, not undefined", () => {
    expect<{ readonly a?: string }>().type.not.toBeAssignableFrom<{ readonly a: undefined }>()
  })
})
