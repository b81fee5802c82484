/** HTTP: clients, servers, APIs. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { moduleOfPath, propertyOf } from "../Source.js"

const members: Readonly<Record<string, string>> = {
  addError: "error",
  addSuccess: "success",
  setHeaders: "headers",
  setPath: "params",
  setPayload: "payload",
  setUrlParams: "query"
}

/** What a handler gets, by its names in Effect 3. */
const handled: Readonly<Record<string, string>> = { path: "params", urlParams: "query" }

/** Errors of a client, by the reason that they have in Effect 3. */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RequestError: { Encode: "EncodeError", InvalidUrl: "InvalidUrlError", Transport: "TransportError" },
  ResponseError: { Decode: "DecodeError", EmptyBody: "EmptyBodyError", StatusCode: "StatusCodeError" }
}

export const http = [
  rule<ts.NewExpression>(
    "new HttpClientError.RequestError({ reason, … }) → of a reason",
    ts.SyntaxKind.NewExpression,
    (node, source) => {
      const { expression: made } = node
      if (!ts.isPropertyAccessExpression(made)) return undefined
      if (source.moduleOf(made.expression) !== "@effect/platform/HttpClientError") return undefined
      const [given] = node.arguments ?? []
      const reason = propertyOf(given, "reason")
      if (given === undefined || !ts.isObjectLiteralExpression(given) || reason === undefined)
        return undefined
      const name = ts.isStringLiteral(reason) ? reasons[made.name.text]?.[reason.text] : undefined
      if (name === undefined) return undefined
      const local = source.localOf(made.expression)
      const others = given.properties.filter((property) => property.name?.getText() !== "reason")
      return `new ${local}.HttpClientError({ reason: new ${local}.${name}({ ${source.bareAll(others).join(", ")} }) })`
    }
  ),
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
  ),
  rule<ts.BindingElement>(
    "handler of an HttpApi: path, urlParams → params, query",
    ts.SyntaxKind.BindingElement,
    (node) => {
      const to = handled[node.name.getText()]
      if (to === undefined || node.propertyName !== undefined) return undefined
      const call = node.parent.parent.parent.parent
      return call !== undefined &&
        ts.isCallExpression(call) &&
        ts.isPropertyAccessExpression(call.expression) &&
        call.expression.name.text === "handle"
        ? `${to}: ${node.name.getText()}`
        : undefined
    }
  ),
  rule<ts.PropertyAssignment | ts.ShorthandPropertyAssignment>(
    "call of a derived client: path, urlParams → params, query",
    [ts.SyntaxKind.PropertyAssignment, ts.SyntaxKind.ShorthandPropertyAssignment],
    (node, source) => {
      const to = handled[node.name.getText()]
      if (to === undefined || !ts.isObjectLiteralExpression(node.parent)) return undefined
      const expected = source.checker.getContextualType(node.parent)
      const option = expected?.getProperty("withResponse")?.declarations?.[0]
      return option !== undefined &&
        moduleOfPath(option.getSourceFile().fileName) === "@effect/platform/HttpApiEndpoint"
        ? `${to}: ${ts.isPropertyAssignment(node) ? source.bare(node.initializer) : node.name.text}`
        : undefined
    }
  ),
  rule<ts.CallExpression>(
    "HttpApiSchema.annotations({ status }) → { httpApiStatus }",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, "@effect/platform/HttpApiSchema", "annotations")) return undefined
      const status = propertyOf(node.arguments[0], "status")
      return status === undefined ? undefined : `{ httpApiStatus: ${source.bare(status)} }`
    }
  ),
  rule<ts.CallExpression>(
    "HttpApiSchema.Text(o) → Schema.String.pipe(HttpApiSchema.asText(o))",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, "@effect/platform/HttpApiSchema", "Text")) return undefined
      const local = source.localOf((node.expression as ts.PropertyAccessExpression).expression)
      return `${source.need("effect/Schema")}.String.pipe(${local}.asText(${source.bareAll(node.arguments).join(", ")}))`
    }
  ),
  rule<ts.CallExpression>(
    "NodeHttpServer.make(f, { port }) → with disablePreemptiveShutdown",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, "@effect/platform-node/NodeHttpServer", "make")) return undefined
      const [server, options] = node.arguments
      return server === undefined || options === undefined
        ? undefined
        : `${source.bare(node.expression)}(${source.bare(server)}, { ...${source.bare(options)}, disablePreemptiveShutdown: true })`
    }
  )
]
