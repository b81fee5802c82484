// Sentences for people are not mutated: nothing is decided by them, and no test should repeat them word by word.
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin"

const isProse = (text) => /\p{L}[,:]? \p{L}|\p{Script=Han}/u.test(text)

const plain = new Set(["Identifier", "MemberExpression"])

const shouldIgnore = ({ node }) => {
  const isSentence =
    (node.type === "StringLiteral" && isProse(node.value)) ||
    (node.type === "TemplateLiteral" &&
      node.quasis.some(({ value }) => isProse(value.raw)) &&
      node.expressions.every(({ type }) => plain.has(type)))
  return isSentence ? "a sentence for people" : undefined
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "prose", { shouldIgnore })]
