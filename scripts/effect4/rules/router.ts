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

/** What is left of the arguments of `pipe`, around what was made of the first ones. */
const piped = (made: string, rest: ReadonlyArray<ts.Expression>, source: Source): string =>
  rest.length === 0 ? made : `${made}.pipe(${source.bareAll(rest).join(", ")})`

const isServe = (node: ts.Expression | undefined, source: Source): boolean =>
  node !== undefined && source.isCall(node, server, "serve") && node.arguments.length === 0

/** The router of `pipe`, served if the next argument is `HttpServer.serve()`. */
const served = (router: string, rest: ReadonlyArray<ts.Expression>, source: Source): string =>
  isServe(rest[0], source)
    ? piped(`${source.need("effect/http/HttpRouter")}.serve(${router}, { ${quiet} })`, rest.slice(1), source)
    : piped(router, rest, source)

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
      return served(routes(made, source), node.arguments.slice(own.length), source)
    }
  ),
  rule<ts.CallExpression>(
    "router.pipe(HttpServer.serve()) → HttpRouter.serve(router)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const { expression: called } = node
      if (!ts.isPropertyAccessExpression(called) || called.name.text !== "pipe") return undefined
      return isServe(node.arguments[0], source) && isRouter(called.expression, source)
        ? served(source.bare(called.expression), node.arguments, source)
        : undefined
    }
  ),
  rule<ts.CallExpression>(
    "HttpServer.serve(router) → HttpRouter.serve(router)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const [given, middleware] = node.arguments
      if (given === undefined || !source.isCall(node, server, "serve") || !isRouter(given, source))
        return undefined
      const more = middleware === undefined ? "" : `, middleware: ${source.bare(middleware)}`
      return `${source.need("effect/http/HttpRouter")}.serve(${source.bare(given)}, { ${quiet}${more} })`
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
