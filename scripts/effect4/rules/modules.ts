/** Modules that have another path in Effect 4. */
import ts from "typescript"
import { rule } from "../Rule.js"

const http = ["FetchHttpClient", "HttpBody", "HttpClient", "HttpClientError", "HttpClientRequest"]
  .concat([
    "HttpClientResponse",
    "HttpMethod",
    "HttpMiddleware",
    "HttpRouter",
    "HttpServer",
    "HttpServerError"
  ])
  .concat(["HttpServerRequest", "HttpServerResponse"])
const httpApi = ["HttpApi", "HttpApiBuilder", "HttpApiClient", "HttpApiEndpoint", "HttpApiGroup"].concat([
  "HttpApiSchema",
  "OpenApi"
])

const cluster = [
  "ClusterWorkflowEngine",
  "MessageStorage",
  "RunnerAddress",
  "Sharding",
  "ShardingConfig",
  "SingleRunner"
]
const workflow = [
  "Activity",
  "DurableClock",
  "DurableDeferred",
  "Workflow",
  "WorkflowEngine",
  "WorkflowProxy"
]

/** Their new paths. */
export const moved: Readonly<Record<string, string>> = {
  ...Object.fromEntries(http.map((name) => [`@effect/platform/${name}`, `effect/http/${name}`])),
  ...Object.fromEntries(httpApi.map((name) => [`@effect/platform/${name}`, `effect/http-api/${name}`])),
  ...Object.fromEntries(cluster.map((name) => [`@effect/cluster/${name}`, `effect/cluster/${name}`])),
  ...Object.fromEntries(workflow.map((name) => [`@effect/workflow/${name}`, `effect/workflow/${name}`])),
  "@effect/cli/CliConfig": "effect/cli/CliConfig",
  "@effect/cli/Command": "effect/cli/Command",
  "@effect/cli/HelpDoc": "effect/cli/HelpDoc",
  "@effect/opentelemetry/Otlp": "effect/observability/Otlp",
  "@effect/platform-node/NodeContext": "@effect/platform-node/NodeServices",
  "@effect/platform/Error": "effect/PlatformError",
  "@effect/platform/FileSystem": "effect/FileSystem",
  "@effect/platform/HttpApp": "effect/http/HttpEffect",
  "@effect/platform/KeyValueStore": "effect/persistence/KeyValueStore",
  "@effect/platform/Path": "effect/Path",
  "@effect/platform/PlatformConfigProvider": "effect/ConfigProvider",
  "@effect/platform/Terminal": "effect/Terminal",
  "@effect/sql/Migrator": "effect/sql/Migrator",
  "@effect/sql/SqlClient": "effect/sql/SqlClient",
  "@effect/sql/SqlError": "effect/sql/SqlError",
  "@effect/sql/Statement": "effect/sql/Statement",
  "effect/Either": "effect/Result",
  "effect/FastCheck": "fast-check",
  "effect/TestClock": "effect/testing/TestClock"
}

/** Namespaces that get the name of their new module. Where the file has another thing of that name, they keep theirs. */
export const renamed: Readonly<Record<string, string>> = {
  "@effect/platform-node/NodeContext": "NodeServices",
  "@effect/platform/PlatformConfigProvider": "ConfigProvider",
  "effect/Either": "Result"
}

const barrel = /^(?:effect|@effect\/(?:cluster|platform|platform-node|sql|workflow))$/

export const modules = [
  rule<ts.ImportDeclaration>("module → its new path", ts.SyntaxKind.ImportDeclaration, (node, source) => {
    if (!ts.isStringLiteral(node.moduleSpecifier)) return undefined
    const path = node.moduleSpecifier.text
    const to = moved[path]
    if (to === undefined) return undefined
    const text = source.inner(node).slice(source.lead(node).length).replace(`"${path}"`, `"${to}"`)
    const name = source.namespaceOf(path)
    return name === undefined ? text : text.replace(/\* as \w+/, `* as ${name}`)
  }),
  rule<ts.ImportDeclaration>(
    "modules of a barrel → their new paths",
    ts.SyntaxKind.ImportDeclaration,
    (node, source) => {
      const bindings = node.importClause?.namedBindings
      if (bindings === undefined || !ts.isNamedImports(bindings)) return undefined
      if (!ts.isStringLiteral(node.moduleSpecifier) || !barrel.test(node.moduleSpecifier.text))
        return undefined
      const path = node.moduleSpecifier.text
      const byPath = new Map<string, Array<string>>()
      let isChanged = false
      for (const element of bindings.elements) {
        const original = `${path}/${(element.propertyName ?? element.name).text}`
        const to = moved[original] ?? original
        const local = source.namespaceOf(original) ?? element.name.text
        if (to !== original || local !== element.name.text) isChanged = true
        const at = to.lastIndexOf("/")
        const [from, name] = at === -1 ? [to, "default"] : [to.slice(0, at), to.slice(at + 1)]
        const specifier = `${element.isTypeOnly ? "type " : ""}${name === local ? name : `${name} as ${local}`}`
        byPath.set(from, [...(byPath.get(from) ?? []), specifier])
      }
      if (!isChanged) return undefined
      const type = node.importClause?.isTypeOnly === true ? "type " : ""
      return [...byPath]
        .map(([from, names]) => `import ${type}{ ${names.join(", ")} } from "${from}"`)
        .join("\n")
    }
  )
]
