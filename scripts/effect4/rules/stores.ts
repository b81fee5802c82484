/** Stores of keys and values that are written: what they do not have is an absent `Option` in Effect 3, `undefined` in Effect 4. */
import ts from "typescript"
import { rule } from "../Rule.js"
import type { Source } from "../Source.js"

const module = "@effect/platform/KeyValueStore"

const isMade = ({ parent }: ts.PropertyAssignment, source: Source): boolean =>
  ts.isCallExpression(parent.parent) &&
  (source.isCall(parent.parent, module, "make") || source.isCall(parent.parent, module, "makeStringOnly"))

export const stores = [
  rule<ts.PropertyAssignment>(
    "KeyValueStore.make({ get }) → get of a value or undefined",
    ts.SyntaxKind.PropertyAssignment,
    (node, source) => {
      const name = node.name.getText()
      if ((name !== "get" && name !== "getUint8Array") || !isMade(node, source)) return undefined
      const { initializer: made } = node
      // Effect 4 can list the keys. No test does.
      const keys =
        name === "get" ? `keys: ${source.need("effect/Effect")}.die("the keys are not listed"), ` : ""
      const [map, option] = [`${source.need("effect/Effect")}.map`, source.need("effect/Option")]
      if (!ts.isArrowFunction(made) || ts.isBlock(made.body)) {
        return `${keys}${name}: (key) => ${map}((${source.bare(made)})(key), ${option}.getOrUndefined)`
      }
      const given = source.bareAll(made.parameters).join(", ")
      return `${keys}${name}: (${given}) => ${map}(${source.bare(made.body)}, ${option}.getOrUndefined)`
    }
  )
]
