/** Functions of `Effect`, `Layer`, `Schedule`, `Stream` and metrics whose arguments are others. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { isOfModule, propertyOf, type Source } from "../Source.js"

type Make = (source: Source, node: ts.CallExpression, local: string) => string | undefined

/** A rule for the calls of one function. */
const call = (module: string, name: string, title: string, make: Make) =>
  rule<ts.CallExpression>(title, ts.SyntaxKind.CallExpression, (node, source) =>
    source.isCall(node, module, name)
      ? make(source, node, source.localOf((node.expression as ts.PropertyAccessExpression).expression))
      : undefined
  )

const effect = "effect/Effect"

/** Puts the arguments of a call around another last one: data first or piped. */
const before = (source: Source, node: ts.CallExpression): string =>
  source
    .bareAll(node.arguments.slice(0, -1))
    .map((text) => `${text}, `)
    .join("")

const lastOf = (node: ts.CallExpression): ts.Expression | undefined =>
  node.arguments[node.arguments.length - 1]

/** Whether a call is an argument of `pipe`, so that two calls can stand in its place. */
const isPiped = ({ parent }: ts.CallExpression): boolean =>
  ts.isCallExpression(parent) &&
  ts.isPropertyAccessExpression(parent.expression) &&
  parent.expression.name.text === "pipe"

/** A service that is given by an argument. */
const given = (name: string, module: string, service: string) =>
  call(effect, name, `Effect.${name} → Effect.provideService`, (source, node, local) => {
    const last = lastOf(node)
    if (last === undefined) return undefined
    return `${local}.provideService(${before(source, node)}${source.need(module)}.${service}, ${source.bare(last)})`
  })

/** Methods whose result has another type. */
const converted = new Set(["deferredResult", "get", "runtime"])

export const effects = [
  call(
    "@effect/workflow/Workflow",
    "make",
    "Workflow.make({ name, … }) → Workflow.make(name, { … })",
    (source, node, local) => {
      const [options] = node.arguments
      const name = propertyOf(options, "name")
      if (options === undefined || name === undefined || !ts.isObjectLiteralExpression(options))
        return undefined
      const others = options.properties.filter((property) => property.name?.getText() !== "name")
      return `${local}.make(${source.bare(name)}, { ${source.bareAll(others).join(", ")} })`
    }
  ),
  call(
    "@effect/cluster/SingleRunner",
    "layer",
    "SingleRunner.layer(o) → with a Digest",
    (source, node, local) => {
      const made = `${local}.layer(${source.bareAll(node.arguments).join(", ")})`
      return `${source.need("effect/Layer")}.provide(${made}, ${source.need("effect/crypto/Digest")}.layerWebCrypto)`
    }
  ),
  rule<ts.PropertyAccessExpression>(
    "Schedule.stop → Schedule.recurs(0)",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) =>
      source.is(node, "effect/Schedule", "stop") ? `${source.localOf(node.expression)}.recurs(0)` : undefined
  ),
  call(effect, "yieldNow", "Effect.yieldNow() → Effect.yieldNow", (_, node, local) =>
    node.arguments.length === 0 ? `${local}.yieldNow` : undefined
  ),
  call(effect, "timeoutFail", "Effect.timeoutFail → Effect.timeoutOrElse", (source, node, local) => {
    const options = lastOf(node)
    const duration = propertyOf(options, "duration")
    const onTimeout = propertyOf(options, "onTimeout")
    if (duration === undefined || onTimeout === undefined) return undefined
    const error =
      ts.isArrowFunction(onTimeout) && !ts.isBlock(onTimeout.body) && onTimeout.type === undefined
        ? source.bare(onTimeout.body)
        : `(${source.bare(onTimeout)})()`
    const orElse = `() => ${local}.fail(${error})`
    return `${local}.timeoutOrElse(${before(source, node)}{ duration: ${source.bare(duration)}, orElse: ${orElse} })`
  }),
  call(effect, "tapBoth", "Effect.tapBoth → Effect.tap, Effect.tapError", (source, node, local) => {
    const onSuccess = propertyOf(lastOf(node), "onSuccess")
    const onFailure = propertyOf(lastOf(node), "onFailure")
    if (onSuccess === undefined || onFailure === undefined) return undefined
    const [self] = node.arguments
    if (node.arguments.length > 1 && self !== undefined) {
      return `${local}.tap(${local}.tapError(${source.bare(self)}, ${source.bare(onFailure)}), ${source.bare(onSuccess)})`
    }
    return isPiped(node)
      ? `${local}.tapError(${source.bare(onFailure)}), ${local}.tap(${source.bare(onSuccess)})`
      : undefined
  }),
  call(effect, "partition", "Effect.partition: successes first → failures first", (source, node, local) =>
    node.arguments.length === 1
      ? undefined
      : `${local}.map(${local}.partition(${source.bareAll(node.arguments).join(", ")}), ([passes, fails]) => [fails, passes] as const)`
  ),
  call(
    effect,
    "transposeMapOption",
    "Effect.transposeMapOption → Effect.transposeOption",
    (source, node, local) => {
      const option = source.need("effect/Option")
      return `${local}.transposeOption(${option}.map(${source.bareAll(node.arguments).join(", ")}))`
    }
  ),
  call(
    effect,
    "reduce",
    "Effect.reduce(items, zero, f) → Effect.reduce(items, () => zero, f)",
    (source, node, local) => {
      const [items, zero, next] = source.bareAll(node.arguments)
      return next === undefined ? undefined : `${local}.reduce(${items}, () => ${zero}, ${next})`
    }
  ),
  call(
    effect,
    "dieMessage",
    "Effect.dieMessage(m) → Effect.die(new Error(m))",
    (source, node, local) => `${local}.die(new Error(${source.bareAll(node.arguments).join(", ")}))`
  ),
  call(effect, "repeatN", "Effect.repeatN(n) → Effect.repeat({ times: n })", (source, node, local) => {
    const last = lastOf(node)
    return last === undefined
      ? undefined
      : `${local}.repeat(${before(source, node)}{ times: ${source.bare(last)} })`
  }),
  call(effect, "zipLeft", "Effect.zipLeft(a, b) → Effect.tap(a, () => b)", (source, node, local) => {
    const last = lastOf(node)
    return last === undefined ? undefined : `${local}.tap(${before(source, node)}() => ${source.bare(last)})`
  }),
  call(
    effect,
    "orDieWith",
    "Effect.orDieWith(f) → Effect.orDie(Effect.mapError(f))",
    (source, node, local) =>
      node.arguments.length === 2
        ? `${local}.orDie(${local}.mapError(${source.bareAll(node.arguments).join(", ")}))`
        : undefined
  ),
  call(effect, "runtime", "Effect.runtime() → Effect.context()", (source, node, local) => {
    const types = node.typeArguments === undefined ? "" : `<${source.bareAll(node.typeArguments).join(", ")}>`
    return `${local}.context${types}()`
  }),
  rule<ts.CallExpression>(
    "Runtime.runFork(runtime) → Effect.runForkWith(context)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      for (const name of ["runFork", "runCallback", "runPromise", "runSync"]) {
        if (source.isCall(node, "effect/Runtime", name)) {
          return `${source.need(effect)}.${name}With(${source.bareAll(node.arguments).join(", ")})`
        }
      }
      return undefined
    }
  ),
  ...(["console", "clock"] as const).map((name) => {
    const service = name === "console" ? "Console" : "Clock"
    return rule<ts.PropertyAccessExpression>(
      `Effect.${name} → ${service}.${service}`,
      ts.SyntaxKind.PropertyAccessExpression,
      (node, source) =>
        source.is(node, effect, name) ? `${source.need(`effect/${service}`)}.${service}` : undefined
    )
  }),
  call("effect/Fiber", "poll", "Fiber.poll(f) → f.pollUnsafe()", (source, node) => {
    const [fiber] = node.arguments
    if (fiber === undefined) return undefined
    return `${source.need(effect)}.sync(() => ${source.need("effect/Option")}.fromNullishOr(${source.bare(fiber)}.pollUnsafe()))`
  }),
  rule<ts.CallExpression>(
    "fiber.unsafePoll() → null while it runs",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const { expression: called } = node
      return ts.isPropertyAccessExpression(called) &&
        called.name.text === "unsafePoll" &&
        source.declares(called.name) === "effect/Fiber"
        ? `(${source.bare(called.expression)}.pollUnsafe() ?? null)`
        : undefined
    }
  ),
  call(
    "effect/Fiber",
    "interruptFork",
    "Fiber.interruptFork(f) → forked",
    (source, node, local) =>
      `${source.need(effect)}.asVoid(${source.need(effect)}.forkDetach(${local}.interrupt(${source.bareAll(node.arguments).join(", ")}), { startImmediately: true }))`
  ),
  rule<ts.PropertyAccessExpression>(
    "fiber.await → Fiber.await(fiber)",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) =>
      node.name.text === "await" &&
      source.moduleOf(node.expression) === undefined &&
      source.declares(node.name) === "effect/Fiber"
        ? `${source.need("effect/Fiber")}.await(${source.bare(node.expression)})`
        : undefined
  ),
  rule<ts.CallExpression>(
    "queue.offer(a) → Queue.offer(queue, a)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const { expression: called } = node
      if (!ts.isPropertyAccessExpression(called) || called.name.text !== "offer") return undefined
      if (source.moduleOf(called.expression) !== undefined || source.declares(called.name) !== "effect/Queue")
        return undefined
      return `${source.need("effect/Queue")}.offer(${[source.bare(called.expression), ...source.bareAll(node.arguments)].join(", ")})`
    }
  ),
  call(
    effect,
    "withUnhandledErrorLogLevel",
    "Effect.withUnhandledErrorLogLevel(none) → References.UnhandledLogLevel",
    (source, node, local) => {
      const last = lastOf(node)
      return last !== undefined && source.isCall(last, "effect/Option", "none")
        ? `${local}.provideService(${before(source, node)}${source.need("effect/References")}.UnhandledLogLevel, undefined)`
        : undefined
    }
  ),
  call(
    "effect/Random",
    "nextIntBetween",
    "Random.nextIntBetween(a, b) → without b",
    (source, node, local) =>
      `${local}.nextIntBetween(${source.bareAll(node.arguments).join(", ")}, { halfOpen: true })`
  ),
  rule<ts.CallExpression>(
    "Effect.withRandom(Random.make(seed)) → Random.withSeed(seed)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, effect, "withRandom")) return undefined
      const made = lastOf(node)
      if (made === undefined || !source.isCall(made, "effect/Random", "make")) return undefined
      const local = source.localOf((made.expression as ts.PropertyAccessExpression).expression)
      return `${local}.withSeed(${before(source, node)}${source.bareAll(made.arguments).join(", ")})`
    }
  ),
  given("withClock", "effect/Clock", "Clock"),
  given("withConfigProvider", "effect/ConfigProvider", "ConfigProvider"),
  given("withConsole", "effect/Console", "Console"),
  given("withScheduler", "effect/Scheduler", "Scheduler"),
  rule<ts.PropertyAssignment>(
    "option captureStackTrace of Effect.useSpan: left out",
    ts.SyntaxKind.ObjectLiteralExpression,
    (node, source) => {
      const object = node as unknown as ts.ObjectLiteralExpression
      if (!ts.isCallExpression(object.parent) || !source.isCall(object.parent, effect, "useSpan"))
        return undefined
      const kept = object.properties.filter((property) => property.name?.getText() !== "captureStackTrace")
      return kept.length === object.properties.length
        ? undefined
        : `{${kept.map((property) => source.render(property)).join(",")} }`
    }
  ),
  call(
    "effect/Layer",
    "fail",
    "Layer.fail(e) → Layer.effectContext(Effect.fail(e))",
    (source, node, local) =>
      `${local}.effectContext(${source.need(effect)}.fail(${source.bareAll(node.arguments).join(", ")}))`
  ),
  call(
    "effect/Layer",
    "setConfigProvider",
    "Layer.setConfigProvider → ConfigProvider.layer",
    (source, node) =>
      `${source.need("effect/ConfigProvider")}.layer(${source.bareAll(node.arguments).join(", ")})`
  ),
  call(
    "effect/Layer",
    "setTracer",
    "Layer.setTracer → Layer.succeed(Tracer.Tracer)",
    (source, node, local) =>
      `${local}.succeed(${source.need("effect/Tracer")}.Tracer, ${source.bareAll(node.arguments).join(", ")})`
  ),
  call("effect/Logger", "replace", "Logger.replace(default, l) → Logger.layer([l])", (source, node, local) =>
    node.arguments[1] === undefined ? undefined : `${local}.layer([${source.bare(node.arguments[1])}])`
  ),
  call(
    "effect/Logger",
    "remove",
    "Logger.remove(default) → Logger.layer([])",
    (_, __, local) => `${local}.layer([])`
  ),
  call(
    "effect/Logger",
    "withMinimumLogLevel",
    "Logger.withMinimumLogLevel(l) → References.MinimumLogLevel",
    (source, node) => {
      const last = lastOf(node)
      return last === undefined
        ? undefined
        : `${source.need(effect)}.provideService(${before(source, node)}${source.need("effect/References")}.MinimumLogLevel, ${source.bare(last)})`
    }
  ),
  call(
    "effect/Logger",
    "minimumLogLevel",
    "Logger.minimumLogLevel(l) → Layer.succeed(References.MinimumLogLevel, l)",
    (source, node) =>
      `${source.need("effect/Layer")}.succeed(${source.need("effect/References")}.MinimumLogLevel, ${source.bareAll(node.arguments).join(", ")})`
  ),
  rule<ts.PropertyAccessExpression>(
    "label of a level → the level in capitals",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) =>
      node.name.text === "label" && source.declares(node.name) === "effect/LogLevel"
        ? `${source.bare(node.expression)}.toUpperCase()`
        : undefined
  ),
  rule<ts.PropertyAccessExpression>(
    "LogLevel.Warning → its name",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) => {
      if (source.moduleOf(node.expression) !== "effect/LogLevel") return undefined
      const to: Readonly<Record<string, string>> = {
        All: "All",
        Debug: "Debug",
        Error: "Error",
        Fatal: "Fatal",
        Info: "Info",
        None: "None",
        Trace: "Trace",
        Warning: "Warn"
      }
      const level = to[node.name.text]
      return level === undefined ? undefined : `"${level}"`
    }
  ),
  call(
    "effect/LogLevel",
    "lessThan",
    "LogLevel.lessThan → LogLevel.isLessThan",
    (source, node, local) => `${local}.isLessThan(${source.bareAll(node.arguments).join(", ")})`
  ),
  call(
    "effect/ConfigProvider",
    "fromMap",
    "ConfigProvider.fromMap(m) → ConfigProvider.fromEnv({ env })",
    // The delimiter of paths, which the second argument has, serves nested configurations of Effect 3.
    (source, node, local) =>
      node.arguments[0] === undefined
        ? undefined
        : `${local}.fromEnv({ env: Object.fromEntries(${source.bare(node.arguments[0])}) })`
  ),
  rule<ts.ConditionalExpression>(
    "reason or tag of a PlatformError → tag of its reason",
    ts.SyntaxKind.ConditionalExpression,
    (node, source) => {
      const { condition, whenFalse, whenTrue } = node
      if (!ts.isBinaryExpression(condition) || !ts.isPropertyAccessExpression(condition.left))
        return undefined
      if (!ts.isStringLiteral(condition.right) || condition.right.text !== "SystemError") return undefined
      const error = condition.left.expression
      const name = error.getText()
      return source.declares(condition.left.name) === "@effect/platform/Error" &&
        whenTrue.getText() === `${name}.reason` &&
        whenFalse.getText() === `${name}._tag`
        ? `${source.bare(error)}.reason._tag`
        : undefined
    }
  ),
  call(
    "effect/Metric",
    "tagged",
    "Metric.tagged(m, k, v) → Metric.withAttributes(m, { [k]: v })",
    (source, node, local) => {
      const texts = source.bareAll(node.arguments)
      const [key, value] = texts.slice(-2)
      const self = texts.slice(0, -2).map((text) => `${text}, `)
      return `${local}.withAttributes(${self.join("")}{ [${key}]: ${value} })`
    }
  ),
  call(
    "effect/Metric",
    "set",
    "Metric.set(m, v) → Metric.update(m, v)",
    (source, node, local) => `${local}.update(${source.bareAll(node.arguments).join(", ")})`
  ),
  call(
    "effect/Metric",
    "histogram",
    "Metric.histogram(n, b, d) → Metric.histogram(n, { … })",
    (source, node, local) => {
      const [name, boundaries, description] = source.bareAll(node.arguments)
      return description === undefined
        ? undefined
        : `${local}.histogram(${name}, { boundaries: ${boundaries}, description: ${description} })`
    }
  ),
  call(
    "effect/Schedule",
    "modifyDelay",
    "Schedule.modifyDelay(s, (out, delay) => …) → of its metadata",
    (source, node, local) => {
      const [self, next] = node.arguments
      if (self === undefined || next === undefined || !ts.isArrowFunction(next) || ts.isBlock(next.body))
        return undefined
      const [output, delay] = next.parameters.map((parameter) => parameter.name.getText())
      const given = [`output: ${output}`, ...(delay === undefined ? [] : [`duration: ${delay}`])].join(", ")
      return `${local}.modifyDelay(${source.bare(self)}, ({ ${given} }) => ${source.need(effect)}.succeed(${source.bare(next.body)}))`
    }
  ),
  call("effect/Schedule", "upTo", "Schedule.upTo(d) → Schedule.while(elapsed < d)", (source, node, local) => {
    const last = lastOf(node)
    return last === undefined
      ? undefined
      : `${local}.while(${before(source, node)}({ elapsed }) => elapsed < ${source.need("effect/Duration")}.toMillis(${source.bare(last)}))`
  }),
  call(
    "effect/Schedule",
    "intersect",
    "Schedule.intersect(a, b) → Schedule.max([a, b])",
    (source, node, local) =>
      node.arguments.length === 2 ? `${local}.max([${source.bareAll(node.arguments).join(", ")}])` : undefined
  ),
  call(
    "effect/Config",
    "redacted",
    "Config.redacted(config) → Config.map(config, Redacted.make)",
    (source, node, local) => {
      const [config] = node.arguments
      if (
        config === undefined ||
        (source.checker.getTypeAtLocation(config).flags & ts.TypeFlags.StringLike) !== 0
      )
        return undefined
      return `${local}.map(${source.bare(config)}, ${source.need("effect/Redacted")}.make)`
    }
  ),
  rule<ts.YieldExpression>(
    "yield* fiber → yield* Fiber.join(fiber)",
    ts.SyntaxKind.YieldExpression,
    (node, source) => {
      const { asteriskToken, expression } = node
      if (asteriskToken === undefined || expression === undefined) return undefined
      const type = source.checker.getTypeAtLocation(expression)
      return isOfModule(type, "effect/Fiber", /^(?:Fiber|RuntimeFiber)$/)
        ? `yield* ${source.need("effect/Fiber")}.join(${source.bare(expression)})`
        : undefined
    }
  ),
  rule<ts.ShorthandPropertyAssignment>(
    "DateTime.add(t, { millis }) → DateTime.add(t, { milliseconds: millis })",
    ts.SyntaxKind.ShorthandPropertyAssignment,
    (node, source) => {
      const call = node.parent.parent
      return node.name.text === "millis" &&
        ts.isCallExpression(call) &&
        ts.isPropertyAccessExpression(call.expression) &&
        source.moduleOf(call.expression.expression) === "effect/DateTime"
        ? "milliseconds: millis"
        : undefined
    }
  ),
  rule<ts.Identifier>(
    "DateTime.add(t, { millis }) → DateTime.add(t, { milliseconds })",
    ts.SyntaxKind.Identifier,
    (node, source) => {
      const { parent } = node
      if (node.text !== "millis" || !ts.isPropertyAssignment(parent) || parent.name !== node) return undefined
      const call = parent.parent.parent
      return ts.isCallExpression(call) &&
        ts.isPropertyAccessExpression(call.expression) &&
        source.moduleOf(call.expression.expression) === "effect/DateTime"
        ? "milliseconds"
        : undefined
    }
  ),
  call(
    "@effect/platform/PlatformConfigProvider",
    "layerDotEnv",
    "PlatformConfigProvider.layerDotEnv(path) → ConfigProvider.fromDotEnv({ path })",
    (source, node) => {
      const provider = source.need("effect/ConfigProvider")
      const [path] = source.bareAll(node.arguments)
      return `${provider}.layer(${provider}.fromDotEnv({ path: ${path} }))`
    }
  ),
  call(
    "effect/Deferred",
    "unsafeMake",
    "Deferred.unsafeMake(id) → Deferred.makeUnsafe()",
    (source, node, local) => {
      const types =
        node.typeArguments === undefined ? "" : `<${source.bareAll(node.typeArguments).join(", ")}>`
      return `${local}.makeUnsafe${types}()`
    }
  ),
  call(
    "effect/Stream",
    "fromPubSub",
    "Stream.fromPubSub(p, { scoped }) → PubSub.subscribe(p)",
    (source, node, local) => {
      const [pubsub, options] = node.arguments
      if (pubsub === undefined || propertyOf(options, "scoped") === undefined) return undefined
      const subscribed = `${source.need("effect/PubSub")}.subscribe(${source.bare(pubsub)})`
      return `${source.need(effect)}.map(${subscribed}, ${local}.fromSubscription)`
    }
  ),
  call(
    "effect/DateTime",
    "distance",
    "DateTime.distance → in milliseconds",
    (source, node, local) =>
      `${source.need("effect/Duration")}.toMillis(${local}.distance(${source.bareAll(node.arguments).join(", ")}))`
  ),
  ...(
    [
      ["defects", "isDieReason", "defect"],
      ["failures", "isFailReason", "error"]
    ] as const
  ).map(([name, kind, member]) =>
    call(
      "effect/Cause",
      name,
      `Cause.${name}(c) → those of its reasons`,
      (source, node, local) =>
        `${source.bareAll(node.arguments).join("")}.reasons.filter(${local}.${kind}).map(({ ${member} }) => ${member})`
    )
  ),
  call("effect/Cause", "pretty", "Cause.pretty(c, options) → without options", (source, node, local) => {
    const [cause, options] = node.arguments
    return cause === undefined || options === undefined ? undefined : `${local}.pretty(${source.bare(cause)})`
  }),
  call(
    "effect/Cause",
    "dieOption",
    "Cause.dieOption → Cause.findDefect",
    (source, node, local) =>
      `${source.need("effect/Result")}.getSuccess(${local}.findDefect(${source.bareAll(node.arguments).join(", ")}))`
  ),
  rule<ts.CallExpression>(
    "a method whose result has another type → the type of Effect 3",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (
        !ts.isPropertyAccessExpression(node.expression) ||
        source.moduleOf(node.expression.expression) !== undefined
      )
        return undefined
      const name = node.expression.name.text
      if (!converted.has(name)) return undefined
      const module = source.declares(node.expression.name)
      const self = source.bare(node.expression.expression)
      const given = source.bareAll(node.arguments).join(", ")
      if (name === "get" && module === "effect/Cache") {
        return `${source.need("effect/Cache")}.get(${self}, ${given})`
      }
      if (name === "get" && module === "@effect/platform/KeyValueStore") {
        return `${source.need(effect)}.map(${self}.get(${given}), ${source.need("effect/Option")}.fromNullishOr)`
      }
      if (name === "deferredResult" && module === "@effect/workflow/WorkflowEngine") {
        return `${source.need(effect)}.map(${self}.deferredResult(${given}), ${source.need("effect/Option")}.getOrUndefined)`
      }
      return name === "runtime" && module === "effect/LayerMap"
        ? `${source.need(effect)}.map(${self}.contextEffect(${given}), (context) => ({ context }))`
        : undefined
    }
  ),
  rule<ts.CallExpression>(
    "HttpApp.toWebHandlerRuntime(runtime)(app) → toWebHandlerWith(context)(app)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const inner = node.expression
      if (!source.isCall(inner, "@effect/platform/HttpApp", "toWebHandlerRuntime")) return undefined
      const local = source.localOf((inner.expression as ts.PropertyAccessExpression).expression)
      const [context, app] = [source.bareAll(inner.arguments), source.bareAll(node.arguments)]
      return `(${local}.toWebHandlerWith(${context.join(", ")})(${app.join(", ")} as never) as (request: Request) => Promise<Response>)`
    }
  ),
  call(
    "effect/Schedule",
    "compose",
    "Schedule.compose(a, b) → Schedule.max([a, b])",
    (source, node, local) =>
      node.arguments.length === 2 ? `${local}.max([${source.bareAll(node.arguments).join(", ")}])` : undefined
  ),
  call(
    "effect/Schedule",
    "intersect",
    "Schedule.intersect(a, b) → Schedule.max([a, b])",
    (source, node, local) => {
      const [self, other] = source.bareAll(node.arguments)
      return other === undefined
        ? `((self) => ${local}.max([self, ${self}]))`
        : `${local}.max([${self}, ${other}])`
    }
  ),
  call(
    "effect/Schedule",
    "fromDelays",
    "Schedule.fromDelays(a, b) → Schedule.concat of durations",
    (source, node, local) =>
      source
        .bareAll(node.arguments)
        .map((delay) => `${local}.duration(${delay})`)
        .reduce((first, next) => `${local}.concat(${first}, ${next})`)
  ),
  call(
    "effect/Stream",
    "mapConcat",
    "Stream.mapConcat(f) → Stream.flattenIterable(Stream.map(f))",
    (source, node, local) => {
      const [self, next] = source.bareAll(node.arguments)
      return next === undefined
        ? `((self) => ${local}.flattenIterable(${local}.map(self, ${self})))`
        : `${local}.flattenIterable(${local}.map(${self}, ${next}))`
    }
  )
]
