/** Routers: in Effect 4 each route is a layer, and a router is served by a function of its own. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { isOfModule, type Source } from "../Source.js"

const router = "@effect/platform/HttpRouter"
const server = "@effect/platform/HttpServer"

const methods: Readonly<Record<string, string>> = {
  all: "*",
  del: "DELETE",
  get: "GET",
  options: "OPTIONS",
  patch: "PATCH",
  post: "POST",
  put: "PUT"
}

/** The name of a function of the router that a call names. */
const functionOf = (node: ts.Expression, source: Source): string | undefined =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  source.moduleOf(node.expression.expression) === router
    ? node.expression.name.text
    : undefined

const isRouter = (node: ts.Expression, source: Source): boolean =>
  isOfModule(source.checker.getTypeAtLocation(node), router, /^HttpRouter$/)

/** As a server of Effect 3: it logs neither its address nor its requests. */
const quiet = "disableListenLog: true, disableLogger: true"

const routes = (made: ReadonlyArray<string>, source: Source): string =>
  made.length === 1 ? (made[0] as string) : `${source.need("effect/Layer")}.mergeAll(${made.join(", ")})`

export const routers = [
  rule<ts.CallExpression>(
    "HttpRouter.empty.pipe(HttpRouter.post(p, h)) → HttpRouter.add(POST, p, h)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const { expression: called } = node
      if (!ts.isPropertyAccessExpression(called) || called.name.text !== "pipe") return undefined
      if (!source.is(called.expression, router, "empty")) return undefined
      const local = source.localOf(called.expression.expression)
      const made: Array<string> = []
      const after = node.arguments.findIndex((given) => functionOf(given, source) === undefined)
      const own = node.arguments.slice(0, after === -1 ? undefined : after)
      for (const given of own) {
        const method = methods[functionOf(given, source) as string]
        if (method === undefined) return undefined
        const rest = source.bareAll((given as ts.CallExpression).arguments)
        made.push(`${local}.add("${method}", ${rest.join(", ")})`)
      }
      const piped = source.bareAll(node.arguments.slice(own.length))
      const together = routes(made, source)
      return piped.length === 0 ? together : `${together}.pipe(${piped.join(", ")})`
    }
  ),
  rule<ts.CallExpression>(
    "HttpServer.serve of a router → HttpRouter.serve",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, server, "serve")) return undefined
      const [served, middleware] = node.arguments
      const made = () => `${source.need("effect/http/HttpRouter")}.serve`
      if (served !== undefined) {
        if (!isRouter(served, source)) return undefined
        const more = middleware === undefined ? "" : `, middleware: ${source.bare(middleware)}`
        return `${made()}(${source.bare(served)}, { ${quiet}${more} })`
      }
      const { parent } = node
      if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return undefined
      const before = parent.arguments[parent.arguments.indexOf(node) - 1]
      const isPiped =
        before === undefined
          ? isRouter(parent.expression.expression, source)
          : functionOf(before, source) !== undefined
      return isPiped ? `(routes) => ${made()}(routes, { ${quiet} })` : undefined
    }
  ),
  rule<ts.PropertyAccessExpression>(
    "HttpMiddleware.xForwardedHeaders → of any proxy",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) =>
      source.is(node, "@effect/platform/HttpMiddleware", "xForwardedHeaders")
        ? `${source.localOf(node.expression)}.xForwardedHeaders({ trustedProxies: () => true })`
        : undefined
  ),
  rule<ts.CallExpression>(
    "HttpServer.serveEffect(router) → of its HttpRouter.toHttpEffect",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, server, "serveEffect")) return undefined
      const [served, ...others] = node.arguments
      if (served === undefined || others.length > 0 || !isRouter(served, source)) return undefined
      const local = source.localOf((node.expression as ts.PropertyAccessExpression).expression)
      const app = `${source.need("effect/http/HttpRouter")}.toHttpEffect(${source.bare(served)})`
      return `${source.need("effect/Effect")}.flatMap(${app}, (app) => ${local}.serveEffect(app))`
    }
  )
]
