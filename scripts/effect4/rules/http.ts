/** HTTP: clients, servers, APIs. */
import ts from "typescript"
import { rule } from "../Rule.js"

const members: Readonly<Record<string, string>> = {
  addError: "error",
  addSuccess: "success",
  setHeaders: "headers",
  setPath: "params",
  setPayload: "payload",
  setUrlParams: "query"
}

export const http = [
  rule<ts.CallExpression>(
    "HttpApiEndpoint.get(n, p).addSuccess(S) → HttpApiEndpoint.get(n, p, { … })",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const chain: Array<readonly [string, ts.Expression]> = []
      let at: ts.Expression = node
      while (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) {
        const member = members[at.expression.name.text]
        const [value] = at.arguments
        if (member === undefined || value === undefined) break
        chain.unshift([member, value])
        at = at.expression.expression
      }
      if (chain.length === 0 || !ts.isCallExpression(at) || !ts.isPropertyAccessExpression(at.expression))
        return undefined
      if (source.moduleOf(at.expression.expression) !== "@effect/platform/HttpApiEndpoint") return undefined
      const { text } = at.expression.name
      const options = [...new Set(chain.map(([member]) => member))].map((member) => {
        const texts = chain.filter(([name]) => name === member).map(([, value]) => source.bare(value))
        return `${member}: ${texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`}`
      })
      const given = [...source.bareAll(at.arguments), `{ ${options.join(", ")} }`]
      return `${source.localOf(at.expression.expression)}.${text === "del" ? "delete" : text}(${given.join(", ")})`
    }
  ),
  rule<ts.CallExpression>(
    "HttpClient.withTracerDisabledWhen → HttpClient.TracerDisabledWhen",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, "@effect/platform/HttpClient", "withTracerDisabledWhen")) return undefined
      const local = source.localOf((node.expression as ts.PropertyAccessExpression).expression)
      const [predicate, ...self] = [...source.bareAll(node.arguments)].reverse()
      const effect = source.need("effect/Effect")
      const client = self.map((text) => `${text}, `).join("")
      return `${local}.transformResponse(${client}${effect}.provideService(${local}.TracerDisabledWhen, ${predicate}))`
    }
  ),
  rule<ts.CallExpression>(
    "HttpMiddleware.withTracerDisabledWhenEffect → HttpMiddleware.TracerDisabledWhen",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, "@effect/platform/HttpMiddleware", "withTracerDisabledWhenEffect"))
        return undefined
      const local = source.localOf((node.expression as ts.PropertyAccessExpression).expression)
      const [self, predicate] = source.bareAll(node.arguments)
      return `${source.need("effect/Effect")}.provideService(${self}, ${local}.TracerDisabledWhen, ${predicate})`
    }
  )
]
