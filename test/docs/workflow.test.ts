/** The page on workflows: its examples compile. */
import { assert, it } from "@effect/vitest"
import { ofModule, ofPage } from "./examples.js"

it("docs/workflow.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("workflow"), ofModule("workflow"))
})
