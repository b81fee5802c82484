/** The rules that make the Effect 4 edition, and the files that no rule can make. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import ts from "typescript"
import { differingNames } from "../../scripts/effect4/exportedNames.js"
import { compilerOptions, root, sources, twins } from "../../scripts/effect4/files.js"
import { manifestOf } from "../../scripts/effect4/manifests.js"
import { phrases, withDocstrings } from "../../scripts/effect4/prose.js"
import { rewrite } from "../../scripts/effect4/rewrite.js"
import { rules } from "../../scripts/effect4/rules/index.js"
import { exportsOf, movedExports } from "../../scripts/effect4/rules/names.js"
import { header, isTwin } from "../../scripts/effect4/twins.js"

/** A rule, what stands before it has changed it, and what stands there after. Imports are added where they are missing. */
const examples: ReadonlyArray<readonly [rule: string, before: string, after: string]> = [
  [
    "module → its new path",
    'import * as FileSystem from "@effect/platform/FileSystem"\nexport type A = FileSystem.FileSystem',
    'import * as FileSystem from "effect/FileSystem"\nexport type A = FileSystem.FileSystem'
  ],
  [
    "modules of a barrel → their new paths",
    'import { Effect, Either } from "effect"\nexport const a = Effect.succeed(Either.right(1))',
    'import { Effect, Result } from "effect"\nexport const a = Effect.succeed(Result.succeed(1))'
  ],
  [
    "Context.Tag(id)<Self, Shape>() → Context.Service<Self, Shape>()(id)",
    'class A extends Context.Tag("a")<A, { readonly n: number }>() {}',
    'class A extends Context.Service<A, { readonly n: number }>()("a") {}'
  ],
  [
    "class extends Context.Reference → const",
    'class A extends Context.Reference<A>()("a", { defaultValue: () => 1 }) {}',
    'const A: Context.Reference<number> = Context.Reference<number>("a", { defaultValue: () => 1 })'
  ],
  [
    "type of a reference → never",
    'class A extends Context.Reference<A>()("a", { defaultValue: (): 1 => 1 }) {}\ntype L = Layer.Layer<A>',
    'const A: Context.Reference<1> = Context.Reference<1>("a", { defaultValue: (): 1 => 1 })\ntype L = Layer.Layer<never>'
  ],
  [
    'Tag["Type"] → Service["Service"]',
    'class A extends Context.Tag("a")<A, 1>() {}\ntype B = A["Type"]',
    'class A extends Context.Service<A, 1>()("a") {}\ntype B = A["Service"]'
  ],
  [
    "type Schema.Schema<A, I> → Schema.Codec<A, I>",
    "type A = Schema.Schema<string, number>",
    "type A = Schema.Codec<string, number>"
  ],
  ["type Schema.filter<S> → S", "type A = Schema.filter<typeof Schema.String>", "type A = Schema.String"],
  [
    "typeof Schema.String → Schema.String",
    "type A = Schema.Array$<typeof Schema.String>\nconst own = 1\ntype B = typeof own",
    "type A = Schema.$Array<Schema.String>\nconst own = 1\ntype B = typeof own"
  ],
  [
    "A | type of a reference → A",
    'class A extends Context.Reference<A>()("a", { defaultValue: (): 1 => 1 }) {}\ntype L = Layer.Layer<A | 2>',
    'const A: Context.Reference<1> = Context.Reference<1>("a", { defaultValue: (): 1 => 1 })\ntype L = Layer.Layer<2>'
  ],
  [
    "type Schema.Literal<[…]> → Schema.Literals<readonly […]>",
    'type A = Schema.Literal<["a", "b"]>',
    'type A = Schema.Literals<readonly ["a", "b"]>'
  ],
  [
    "type Schema.Class<…> of Effect 3 → Schema.Class of a struct",
    "interface A<F extends Schema.Struct.Fields> extends Schema.Class<A<F>, F, {}, never, {}, {}, Error> {}",
    "interface A<F extends Schema.Struct.Fields> extends Schema.Class<A<F>, Schema.Struct<F>, Error> {}"
  ],
  [
    "type Schedule.Schedule<O, I, R> → Schedule.Schedule<O, I, never, R>",
    "type A = Schedule.Schedule<1, 2, 3>",
    "type A = Schedule.Schedule<1, 2, never, 3>"
  ],
  [
    "type HttpApp.Default<E, R> → an effect of a request",
    "type A = HttpApp.Default<1>",
    "type A = Effect.Effect<HttpServerResponse.HttpServerResponse, 1, HttpServerRequest.HttpServerRequest>"
  ],
  [
    "type Vitest.MethodsNonLive<R, true> → Vitest.MethodsNonLive<R>",
    'import type { Vitest } from "@effect/vitest"\ntype A = Vitest.MethodsNonLive<1, true>',
    'import type { Vitest } from "@effect/vitest"\ntype A = Vitest.MethodsNonLive<1>'
  ],
  ["Schema.Literal(a, b) → Schema.Literals([a, b])", "Schema.Literal(...[1, 2])", "Schema.Literals([1, 2])"],
  [
    "Schema.Union(a, b) → Schema.Union([a, b])",
    "Schema.Union(Schema.String, Schema.Number)",
    "Schema.Union([Schema.String, Schema.Number])"
  ],
  [
    "Schema.Tuple(a, b) → Schema.Tuple([a, b])",
    "Schema.Tuple(Schema.String)",
    "Schema.Tuple([Schema.String])"
  ],
  [
    "Schema.Record({ key, value }) → Schema.Record(key, value)",
    "Schema.Record({ key: Schema.String, value: Schema.Number })",
    "Schema.Record(Schema.String, Schema.Number)"
  ],
  ["Schema.parseJson() → Schema.UnknownFromJsonString", "Schema.parseJson()", "Schema.UnknownFromJsonString"],
  [
    "Schema.optionalWith(s, { exact }) → Schema.optionalKey(s)",
    "Schema.optionalWith(Schema.String, { exact: true })",
    "Schema.optionalKey(Schema.String)"
  ],
  [
    "Schema.compose(a, b) → a.pipe(Schema.decodeTo(b))",
    "Schema.compose(Schema.String, Schema.Trim)",
    "Schema.String.pipe(Schema.decodeTo(Schema.Trim))"
  ],
  [
    "Schema.transform(a, b, o) → a.pipe(Schema.decodeTo(b, …))",
    "Schema.transform(Schema.Number, Schema.Number, { decode: (n) => n + 1, encode: (n) => n - 1 })",
    "Schema.Number.pipe(Schema.decodeTo(Schema.Number, SchemaTransformation.transform({ decode: (n) => n + 1, encode: (n) => n - 1 })))"
  ],
  [
    "Schema.filter(…) → Schema.check(…)",
    "Schema.String.pipe(Schema.filter((s) => s !== ''))",
    "Schema.String.pipe(Schema.check(Schema.makeFilter((s) => s !== '')))"
  ],
  [
    "Schema.pattern(…) → Schema.check(…)",
    "Schema.String.pipe(Schema.pattern(/a/))",
    "Schema.String.pipe(Schema.check(Schema.isPattern(/a/)))"
  ],
  ...(
    [
      ["maxItems", "1", "isMaxLength(1)"],
      ["minItems", "1", "isMinLength(1)"],
      ["maxLength", "1", "isMaxLength(1)"],
      ["minLength", "1", "isMinLength(1)"],
      ["between", "1, 2", "isBetween({ minimum: 1, maximum: 2 })"],
      ["int", "", "isInt()"],
      ["positive", "", "isGreaterThan(0)"],
      ["nonNegative", "", "isGreaterThanOrEqualTo(0)"],
      ["greaterThanOrEqualTo", "1", "isGreaterThanOrEqualTo(1)"],
      ["lessThanOrEqualTo", "1", "isLessThanOrEqualTo(1)"]
    ] as const
  ).map(
    ([name, given, check]) =>
      [
        `Schema.${name}(…) → Schema.check(…)`,
        `Schema.${name}(${given})`,
        `Schema.check(Schema.${check})`
      ] as const
  ),
  [
    "message of an issue of a filter → issue",
    'Schema.String.pipe(Schema.filter((s) => s === "" ? { path: [], message: "empty" } : undefined))',
    'Schema.String.pipe(Schema.check(Schema.makeFilter((s) => s === "" ? { path: [], issue: "empty" } : undefined)))'
  ],
  [
    "annotation jsonSchema → toJsonSchema",
    'Schema.String.annotations({ jsonSchema: { type: "string" } })',
    'Schema.String.annotate({ toJsonSchema: () => ({ type: "string" }) })'
  ],
  [
    "type of the annotation jsonSchema → toJsonSchema",
    "interface A { readonly jsonSchema: object }",
    "interface A { readonly toJsonSchema: () => object }"
  ],
  [
    "annotation arbitrary: its parameters get types",
    "Schema.String.annotations({ arbitrary: () => (fc) => fc.string() })",
    'Schema.String.annotate({ arbitrary: () => (fc: typeof import("fast-check")) => fc.string() })'
  ],
  [
    "type Arbitrary.LazyArbitrary<A> → a function of fast-check",
    "type A = Arbitrary.LazyArbitrary<string>",
    'type A = (fc: typeof import("fast-check")) => import("fast-check").Arbitrary<string>'
  ],
  [
    "it.scoped → it.effect, it.scopedLive → it.live",
    'import { it } from "@effect/vitest"\nit.scoped.skip',
    'import { it } from "@effect/vitest"\nit.effect.skip'
  ],
  [
    "it.effect.prop(…), it.prop(…) → effectProperty(it.effect, …), property(it, …)",
    'import { it } from "@effect/vitest"\nit.prop("a", [], () => {})',
    'import { property } from "../../effect4/support/property.js"\nimport { it } from "@effect/vitest"\nproperty(it, "a", [], () => {})'
  ],
  [
    "Arbitrary.make(schema) → arbitraryOf(schema)",
    "Arbitrary.make(Schema.String)",
    "arbitraryOf(Schema.String)"
  ],
  [
    "option disableValidation → disableChecks",
    "const a = { disableValidation: true } as const",
    "const a = { disableChecks: true } as const"
  ],
  [
    "type of the option disableValidation → disableChecks",
    "interface A { readonly disableValidation: true }",
    "interface A { readonly disableChecks: true }"
  ],
  [
    "option of exact members: left out",
    "const exact = { exact: true } as const\nSchema.optionalWith(Schema.String, exact)",
    "Schema.optionalKey(Schema.String)"
  ],
  [
    "Schema.withConstructorDefault(f) → of an effect",
    "Schema.withConstructorDefault(() => 1)",
    "Schema.withConstructorDefault(Effect.sync(() => 1))"
  ],
  [
    "s.pipe(Schema.propertySignature, …) → s.pipe(…)",
    "Schema.Int.pipe(Schema.propertySignature, (a) => a)",
    "Schema.Int.pipe((a) => a)"
  ],
  [
    "ParseResult.validateEither(s, o) → SchemaParser.decodeUnknownResult of its type",
    'ParseResult.validateEither(Schema.Int, { errors: "all" })',
    'SchemaParser.decodeUnknownResult(Schema.toType(Schema.Int), { errors: "all", reportInput: true })'
  ],
  [
    "module that is gone → a module of its own",
    'import * as RateLimiter from "effect/RateLimiter"\nexport const a = RateLimiter.make',
    'import * as RateLimiter from "../../effect4/support/RateLimiter.js"\nexport const a = RateLimiter.make'
  ],
  [
    "function that is gone → a function of its own",
    "type A = Schedule.ScheduleDriver<1>\nEffect.disconnect(Effect.void)",
    "type A = ScheduleDriver<1>\ndisconnect(Effect.void)"
  ],
  [
    "Effect.all(record, { mode: validate }) → validateAll(record)",
    'Effect.all({ a: Effect.void }, { mode: "validate" })',
    "validateAll({ a: Effect.void })"
  ],
  [
    "Effect.partition: successes first → failures first",
    "Effect.partition([1], Effect.succeed)",
    "Effect.map(Effect.partition([1], Effect.succeed), ([passes, fails]) => [fails, passes] as const)"
  ],
  [
    "Schedule.modifyDelay(s, (out, delay) => …) → of its metadata",
    "Schedule.modifyDelay(Schedule.forever, (out, delay) => delay)",
    "Schedule.modifyDelay(Schedule.forever, ({ output: out, duration: delay }) => Effect.succeed(delay))"
  ],
  [
    "Schedule.upTo(d) → Schedule.while(elapsed < d)",
    'Schedule.upTo("1 second")',
    'Schedule.while(({ elapsed }) => elapsed < Duration.toMillis("1 second"))'
  ],
  [
    "DateTime.distance → in milliseconds",
    "declare const a: DateTime.Utc\nDateTime.distance(a, a)",
    "declare const a: DateTime.Utc\nDuration.toMillis(DateTime.distance(a, a))"
  ],
  [
    "Cause.dieOption → Cause.findDefect",
    "Cause.dieOption(Cause.empty)",
    "Result.getSuccess(Cause.findDefect(Cause.empty))"
  ],
  [
    "a method whose result has another type → the type of Effect 3",
    'declare const a: KeyValueStore.KeyValueStore\na.get("b")',
    'declare const a: KeyValueStore.KeyValueStore\nEffect.map(a.get("b"), Option.fromNullishOr)'
  ],
  [
    "HttpApp.toWebHandlerRuntime(runtime)(app) → toWebHandlerWith(context)(app)",
    "declare const a: any\nHttpApp.toWebHandlerRuntime(a)(a)",
    "declare const a: any\n(HttpApp.toWebHandlerWith(a)(a as never) as (request: Request) => Promise<Response>)"
  ],
  [
    "Either.match({ onLeft, onRight }) → Result.match({ onFailure, onSuccess })",
    "Either.match({ onLeft: () => 1, onRight: () => 2 })",
    "Result.match({ onFailure: () => 1, onSuccess: () => 2 })"
  ],
  [
    "Deferred.unsafeMake(id) → Deferred.makeUnsafe()",
    "Deferred.unsafeMake<1>(FiberId.none)",
    "Deferred.makeUnsafe<1>()"
  ],
  [
    "Stream.fromPubSub(p, { scoped }) → PubSub.subscribe(p)",
    "declare const a: PubSub.PubSub<1>\nStream.fromPubSub(a, { scoped: true })",
    "declare const a: PubSub.PubSub<1>\nEffect.map(PubSub.subscribe(a), Stream.fromSubscription)"
  ],
  [
    "compared tag of an error of Effect → its new name",
    'declare const a: Cause.TimeoutException\na._tag === "TimeoutException"',
    'declare const a: Cause.TimeoutError\na._tag === "TimeoutError"'
  ],
  [
    "handler of an HttpApi: path, urlParams → params, query",
    'declare const a: any\na.handle("b", ({ path, urlParams }) => path)',
    'declare const a: any\na.handle("b", ({ params: path, query: urlParams }) => path)'
  ],
  [
    "NodeHttpServer.make(f, { port }) → with disablePreemptiveShutdown",
    'import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"\nNodeHttpServer.make(() => server, { port })',
    'import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"\nNodeHttpServer.make(() => server, { ...{ port }, disablePreemptiveShutdown: true })'
  ],
  [
    "HttpApiSchema.annotations({ status }) → { httpApiStatus }",
    "HttpApiSchema.annotations({ status: 409 })",
    "{ httpApiStatus: 409 }"
  ],
  [
    "HttpApiSchema.Text(o) → Schema.String.pipe(HttpApiSchema.asText(o))",
    'HttpApiSchema.Text({ contentType: "text/plain" })',
    'Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/plain" }))'
  ],
  [
    "Workflow.make({ name, … }) → Workflow.make(name, { … })",
    'Workflow.make({ name: "a", payload: {}, idempotencyKey: () => "b" })',
    'Workflow.make("a", { payload: {}, idempotencyKey: () => "b" })'
  ],
  [
    "SingleRunner.layer(o) → with a Digest",
    "SingleRunner.layer({})",
    "Layer.provide(SingleRunner.layer({}), Digest.layerWebCrypto)"
  ],
  ["Schedule.stop → Schedule.recurs(0)", "Schedule.stop", "Schedule.recurs(0)"],
  ["Effect.yieldNow() → Effect.yieldNow", "Effect.yieldNow()", "Effect.yieldNow"],
  [
    "Effect.timeoutFail → Effect.timeoutOrElse",
    "Effect.timeoutFail(Effect.void, { duration: 1, onTimeout: () => 2 })",
    "Effect.timeoutOrElse(Effect.void, { duration: 1, orElse: () => Effect.fail(2) })"
  ],
  [
    "Effect.tapBoth → Effect.tap, Effect.tapError",
    "Effect.void.pipe(Effect.tapBoth({ onSuccess: () => Effect.succeed(1), onFailure: () => Effect.void }))",
    "Effect.void.pipe(Effect.tapError(() => Effect.void), Effect.tap(() => Effect.succeed(1)))"
  ],
  [
    "Effect.transposeMapOption → Effect.transposeOption",
    "Effect.transposeMapOption(Option.some(1), Effect.succeed)",
    "Effect.transposeOption(Option.map(Option.some(1), Effect.succeed))"
  ],
  [
    "Effect.reduce(items, zero, f) → Effect.reduce(items, () => zero, f)",
    "Effect.reduce([1], 0, (a, b) => Effect.succeed(a + b))",
    "Effect.reduce([1], () => 0, (a, b) => Effect.succeed(a + b))"
  ],
  ["Effect.dieMessage(m) → Effect.die(new Error(m))", 'Effect.dieMessage("a")', 'Effect.die(new Error("a"))'],
  [
    "Effect.zipLeft(a, b) → Effect.tap(a, () => b)",
    "Effect.zipLeft(Effect.succeed(1), Effect.void)",
    "Effect.tap(Effect.succeed(1), () => Effect.void)"
  ],
  [
    "Effect.orDieWith(f) → Effect.orDie(Effect.mapError(f))",
    "Effect.orDieWith(Effect.fail(1), String)",
    "Effect.orDie(Effect.mapError(Effect.fail(1), String))"
  ],
  ["Effect.runtime() → Effect.context()", "Effect.runtime<1>()", "Effect.context<1>()"],
  [
    "Runtime.runFork(runtime) → Effect.runForkWith(context)",
    "Runtime.runFork(Runtime.defaultRuntime)",
    "Effect.runForkWith(Runtime.defaultRuntime)"
  ],
  ["Effect.console → Console.Console", "Effect.console", "Console.Console"],
  ["Effect.clock → Clock.Clock", "Effect.clock", "Clock.Clock"],
  [
    "nanoseconds of a clock → monotonic ones, of a span → of the time of day",
    "declare const a: Clock.Clock\ndeclare const b: Tracer.Span\nb.event(String(a.unsafeCurrentTimeNanos()), a.unsafeCurrentTimeNanos())\nexport const c = a.unsafeCurrentTimeNanos()",
    "declare const a: Clock.Clock\ndeclare const b: Tracer.Span\nb.event(String(a.currentTimeNanosUnsafe()), a.currentTimeNanosUnsafe())\nexport const c = a.monotonicTimeNanosUnsafe()"
  ],
  [
    "a clock that is written → with both kinds of nanoseconds",
    "declare const b: Clock.Clock\nexport const a: Clock.Clock = { ...b, unsafeCurrentTimeNanos: () => b.unsafeCurrentTimeNanos() }",
    "declare const b: Clock.Clock\nexport const a: Clock.Clock = { ...b, currentTimeNanosUnsafe: () => b.currentTimeNanosUnsafe(), monotonicTimeNanosUnsafe: () => b.monotonicTimeNanosUnsafe() }"
  ],
  [
    "[Clock.ClockTypeId] of a clock: left out",
    "declare const b: Clock.Clock\nexport const a: Clock.Clock = { ...b, [Clock.ClockTypeId]: Clock.ClockTypeId }",
    "declare const b: Clock.Clock\nexport const a: Clock.Clock = { ...b }"
  ],
  [
    "Cause.defects(c) → those of its reasons",
    "Cause.defects(Cause.empty)",
    "Cause.empty.reasons.filter(Cause.isDieReason).map(({ defect }) => defect)"
  ],
  [
    "Cause.failures(c) → those of its reasons",
    "Cause.failures(Cause.empty)",
    "Cause.empty.reasons.filter(Cause.isFailReason).map(({ error }) => error)"
  ],
  [
    "Cause.pretty(c, options) → without options",
    "Cause.pretty(Cause.empty, { renderErrorCause: true })",
    "Cause.pretty(Cause.empty)"
  ],
  [
    "Schedule.intersect(a, b) → Schedule.max([a, b])",
    "Schedule.forever.pipe(Schedule.intersect(Schedule.recurs(1)))",
    "Schedule.forever.pipe(((self) => Schedule.max([self, Schedule.recurs(1)])))"
  ],
  [
    "Schema.UUID → Schema.String with a check",
    "Schema.UUID",
    "Schema.String.pipe(Schema.check(Schema.isUUID()))"
  ],
  [
    "KeyValueStore.make({ get }) → get of a value or undefined",
    "declare const a: any\nKeyValueStore.make({ ...a, get: (key) => a(key) })",
    'declare const a: any\nKeyValueStore.make({ ...a, keys: Effect.die("the keys are not listed"), get: (key) => Effect.map(a(key), Option.getOrUndefined) })'
  ],
  [
    "Fiber.poll(f) → f.pollUnsafe()",
    "declare const a: Fiber.RuntimeFiber<1>\nFiber.poll(a)",
    "declare const a: Fiber.Fiber<1>\nEffect.sync(() => Option.fromNullishOr(a.pollUnsafe()))"
  ],
  [
    "fiber.unsafePoll() → null while it runs",
    "declare const a: Fiber.RuntimeFiber<1>\na.unsafePoll()",
    "declare const a: Fiber.Fiber<1>\n(a.pollUnsafe() ?? null)"
  ],
  [
    "Fiber.interruptFork(f) → forked",
    "declare const a: Fiber.RuntimeFiber<1>\nFiber.interruptFork(a)",
    "declare const a: Fiber.Fiber<1>\nEffect.asVoid(Effect.forkDetach(Fiber.interrupt(a), { startImmediately: true }))"
  ],
  [
    "fiber.await → Fiber.await(fiber)",
    "declare const a: Fiber.RuntimeFiber<1>\na.await",
    "declare const a: Fiber.Fiber<1>\nFiber.await(a)"
  ],
  [
    "queue.offer(a) → Queue.offer(queue, a)",
    "declare const a: Queue.Queue<1>\na.offer(1)",
    "declare const a: Queue.Queue<1>\nQueue.offer(a, 1)"
  ],
  [
    "Logger.minimumLogLevel(l) → Layer.succeed(References.MinimumLogLevel, l)",
    "Logger.minimumLogLevel(LogLevel.All)",
    'Layer.succeed(References.MinimumLogLevel, "All")'
  ],
  [
    "label of a level → the level in capitals",
    "declare const a: LogLevel.LogLevel\na.label",
    "declare const a: LogLevel.LogLevel\na.toUpperCase()"
  ],
  [
    "new HttpClientError.RequestError({ reason, … }) → of a reason",
    'declare const request: any\nnew HttpClientError.RequestError({ request, reason: "Transport" })',
    "declare const request: any\nnew HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request }) })"
  ],
  [
    "Effect.withUnhandledErrorLogLevel(none) → References.UnhandledLogLevel",
    "Effect.withUnhandledErrorLogLevel(Effect.void, Option.none())",
    "Effect.provideService(Effect.void, References.UnhandledLogLevel, undefined)"
  ],
  ...(["Clock", "ConfigProvider", "Console", "Scheduler"] as const).map(
    (name) =>
      [
        `Effect.with${name} → Effect.provideService`,
        `declare const a: any\nEffect.with${name}(Effect.void, a)`,
        `declare const a: any\nEffect.provideService(Effect.void, ${name}.${name}, a)`
      ] as const
  ),
  [
    "option captureStackTrace of Effect.useSpan: left out",
    'Effect.useSpan("a", { kind: "server", captureStackTrace: false }, () => Effect.void)',
    'Effect.useSpan("a", { kind: "server" }, () => Effect.void)'
  ],
  [
    "Layer.fail(e) → Layer.effectContext(Effect.fail(e))",
    "Layer.fail(1)",
    "Layer.effectContext(Effect.fail(1))"
  ],
  [
    "Layer.setConfigProvider → ConfigProvider.layer",
    "Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))",
    "ConfigProvider.layer(ConfigProvider.fromEnv({ env: Object.fromEntries(new Map()) }))"
  ],
  [
    "ConfigProvider.fromMap(m) → ConfigProvider.fromEnv({ env })",
    "ConfigProvider.fromMap(new Map())",
    "ConfigProvider.fromEnv({ env: Object.fromEntries(new Map()) })"
  ],
  [
    "reason or tag of a PlatformError → tag of its reason",
    'import type { PlatformError } from "@effect/platform/Error"\ndeclare const a: PlatformError\na._tag === "SystemError" ? a.reason : a._tag',
    'import type { PlatformError } from "effect/PlatformError"\ndeclare const a: PlatformError\na.reason._tag'
  ],
  [
    "Layer.setTracer → Layer.succeed(Tracer.Tracer)",
    "declare const a: any\nLayer.setTracer(a)",
    "declare const a: any\nLayer.succeed(Tracer.Tracer, a)"
  ],
  [
    "Logger.replace(default, l) → Logger.layer([l])",
    "Logger.replace(Logger.defaultLogger, Logger.stringLogger)",
    "Logger.layer([Logger.stringLogger])"
  ],
  ["Logger.remove(default) → Logger.layer([])", "Logger.remove(Logger.defaultLogger)", "Logger.layer([])"],
  [
    "Logger.withMinimumLogLevel(l) → References.MinimumLogLevel",
    "Logger.withMinimumLogLevel(LogLevel.None)",
    'Effect.provideService(References.MinimumLogLevel, "None")'
  ],
  ["LogLevel.Warning → its name", "LogLevel.Warning", '"Warn"'],
  [
    "LogLevel.lessThan → LogLevel.isLessThan",
    "LogLevel.lessThan(LogLevel.Info, LogLevel.Error)",
    'LogLevel.isLessThan("Info", "Error")'
  ],
  [
    "Metric.tagged(m, k, v) → Metric.withAttributes(m, { [k]: v })",
    'Metric.tagged(Metric.counter("a"), "b", "c")',
    'Metric.withAttributes(Metric.counter("a"), { ["b"]: "c" })'
  ],
  [
    "Metric.set(m, v) → Metric.update(m, v)",
    'Metric.set(Metric.gauge("a"), 1)',
    'Metric.update(Metric.gauge("a"), 1)'
  ],
  [
    "Metric.histogram(n, b, d) → Metric.histogram(n, { … })",
    'Metric.histogram("a", MetricBoundaries.exponential({ start: 1, factor: 2, count: 3 }), "b")',
    'Metric.histogram("a", { boundaries: Metric.exponentialBoundaries({ start: 1, factor: 2, count: 3 }), description: "b" })'
  ],
  [
    "Schedule.compose(a, b) → Schedule.max([a, b])",
    "Schedule.compose(Schedule.forever, Schedule.recurs(1))",
    "Schedule.max([Schedule.forever, Schedule.recurs(1)])"
  ],
  [
    "Schedule.fromDelays(a, b) → Schedule.concat of durations",
    'Schedule.fromDelays("1 second", "2 seconds", "3 seconds")',
    'Schedule.concat(Schedule.concat(Schedule.duration("1 second"), Schedule.duration("2 seconds")), Schedule.duration("3 seconds"))'
  ],
  [
    "Stream.mapConcat(f) → Stream.flattenIterable(Stream.map(f))",
    "Stream.mapConcat((a: 1) => [a])",
    "((self) => Stream.flattenIterable(Stream.map(self, (a: 1) => [a])))"
  ],
  [
    "HttpApiEndpoint.get(n, p).addSuccess(S) → HttpApiEndpoint.get(n, p, { … })",
    'HttpApiEndpoint.del("a", "/").setPath(Schema.Struct({})).addSuccess(Schema.Void)',
    'HttpApiEndpoint.delete("a", "/", { params: Schema.Struct({}), success: Schema.Void })'
  ],
  [
    "name of an error: its identifier → its tag",
    'class A extends Schema.TaggedError<A>("@a/A")("A", {}) {}',
    'class A extends Schema.TaggedError<A>("@a/A")("A", {}) {\noverride get name(): string {\nreturn "A"\n}\n}'
  ],
  [
    "Random.nextIntBetween(a, b) → without b",
    "Random.nextIntBetween(0, 2)",
    "Random.nextIntBetween(0, 2, { halfOpen: true })"
  ],
  [
    "Effect.withRandom(Random.make(seed)) → Random.withSeed(seed)",
    'Effect.withRandom(Effect.void, Random.make("a"))',
    'Random.withSeed(Effect.void, "a")'
  ],
  [
    "HttpClient.withTracerDisabledWhen → HttpClient.TracerDisabledWhen",
    "HttpClient.withTracerDisabledWhen(() => true)",
    "HttpClient.transformResponse(Effect.provideService(HttpClient.TracerDisabledWhen, () => true))"
  ],
  [
    "HttpMiddleware.withTracerDisabledWhenEffect → HttpMiddleware.TracerDisabledWhen",
    "HttpMiddleware.withTracerDisabledWhenEffect(Effect.void, () => true)",
    "Effect.provideService(Effect.void, HttpMiddleware.TracerDisabledWhen, () => true)"
  ],
  [
    "HttpRouter.empty.pipe(HttpRouter.post(p, h)) → HttpRouter.add(POST, p, h)",
    'HttpRouter.empty.pipe(HttpRouter.post("/a", HttpServerResponse.empty()), HttpRouter.get("/b", HttpServerResponse.empty()))',
    'Layer.mergeAll(HttpRouter.add("POST", "/a", HttpServerResponse.empty()), HttpRouter.add("GET", "/b", HttpServerResponse.empty()))'
  ],
  [
    "HttpRouter.empty.pipe(HttpRouter.post(p, h)) → HttpRouter.add(POST, p, h)",
    'HttpRouter.empty.pipe(HttpRouter.post("/a", HttpServerResponse.empty()), HttpServer.serve())',
    'HttpRouter.serve(HttpRouter.add("POST", "/a", HttpServerResponse.empty()), { disableListenLog: true, disableLogger: true })'
  ],
  [
    "router.pipe(HttpServer.serve()) → HttpRouter.serve(router)",
    "declare const a: HttpRouter.HttpRouter\na.pipe(HttpServer.serve(), Layer.orDie)",
    "declare const a: HttpRouter.HttpRouter\nHttpRouter.serve(a, { disableListenLog: true, disableLogger: true }).pipe(Layer.orDie)"
  ],
  [
    "HttpServer.serve(router) → HttpRouter.serve(router)",
    "declare const a: HttpRouter.HttpRouter\nHttpServer.serve(a)",
    "declare const a: HttpRouter.HttpRouter\nHttpRouter.serve(a, { disableListenLog: true, disableLogger: true })"
  ],
  [
    "HttpMiddleware.xForwardedHeaders → of any proxy",
    "HttpMiddleware.xForwardedHeaders",
    "HttpMiddleware.xForwardedHeaders({ trustedProxies: () => true })"
  ],
  [
    "HttpServer.serveEffect(router) → of its HttpRouter.toHttpEffect",
    "HttpServer.serveEffect(HttpRouter.empty)",
    "Effect.flatMap(HttpRouter.toHttpEffect(HttpRouter.empty), (app) => HttpServer.serveEffect(app))"
  ],
  [
    "Effect where a stream is wanted → Stream.fromEffect",
    "declare const a: Effect.Effect<1>\na.pipe(Stream.map((one) => one))",
    "declare const a: Effect.Effect<1>\nStream.fromEffect(a).pipe(Stream.map((one) => one))"
  ],
  [
    "Effect where a stream is wanted → Stream.fromEffect",
    "Stream.flatMap(Effect.succeed(1), Stream.make)",
    "Stream.flatMap(Stream.fromEffect(Effect.succeed(1)), Stream.make)"
  ],
  [
    "Config.redacted(config) → Config.map(config, Redacted.make)",
    'Config.redacted(Config.nonEmptyString("A"))',
    'Config.map(Config.NonEmptyString("A"), Redacted.make)'
  ],
  [
    "yield* fiber → yield* Fiber.join(fiber)",
    "declare const a: Fiber.RuntimeFiber<1>\nEffect.gen(function* () {\n  yield* a\n})",
    "declare const a: Fiber.Fiber<1>\nEffect.gen(function* () {\n  yield* Fiber.join(a)\n})"
  ],
  [
    "DateTime.add(t, { millis }) → DateTime.add(t, { milliseconds: millis })",
    "declare const a: DateTime.Utc\nconst millis = 1\nDateTime.add(a, { millis })",
    "declare const a: DateTime.Utc\nconst millis = 1\nDateTime.add(a, { milliseconds: millis })"
  ],
  [
    "call of a derived client: path, urlParams → params, query",
    "declare const a: (request: HttpApiEndpoint.HttpApiEndpoint.ClientRequest<1, 2, never, never, false>) => void\na({ path: 1, urlParams: 2 })",
    "declare const a: (request: HttpApiEndpoint.HttpApiEndpoint.ClientRequest<1, 2, never, never, false>) => void\na({ params: 1, query: 2 })"
  ],
  [
    "Effect.repeatN(n) → Effect.repeat({ times: n })",
    "Effect.void.pipe(Effect.repeatN(2))",
    "Effect.void.pipe(Effect.repeat({ times: 2 }))"
  ],
  [
    "Schedule.intersect(a, b) → Schedule.max([a, b])",
    "Schedule.intersect(Schedule.forever, Schedule.recurs(1))",
    "Schedule.max([Schedule.forever, Schedule.recurs(1)])"
  ],
  [
    "DateTime.add(t, { millis }) → DateTime.add(t, { milliseconds })",
    "declare const a: DateTime.Utc\nDateTime.add(a, { millis: 1 })",
    "declare const a: DateTime.Utc\nDateTime.add(a, { milliseconds: 1 })"
  ],
  [
    "PlatformConfigProvider.layerDotEnv(path) → ConfigProvider.fromDotEnv({ path })",
    'PlatformConfigProvider.layerDotEnv(".env")',
    'ConfigProvider.layer(ConfigProvider.fromDotEnv({ path: ".env" }))'
  ],
  [
    "Chunk.toReadonlyArray(collected) → collected",
    "Effect.gen(function* () {\n  const all = yield* Stream.runCollect(Stream.empty)\n  return Chunk.toReadonlyArray(all)\n})",
    "Effect.gen(function* () {\n  const all = yield* Stream.runCollect(Stream.empty)\n  return all\n})"
  ],
  [
    "Effect.map(collected, Chunk.toReadonlyArray) → collected",
    "Effect.map(Stream.runCollect(Stream.empty), Chunk.toReadonlyArray)",
    "Stream.runCollect(Stream.empty)"
  ],
  [
    "Chunk.toReadonlyArray(a) → [...a]",
    "declare const a: Chunk.Chunk<1>\nChunk.toReadonlyArray(a)",
    "declare const a: Chunk.Chunk<1>\n[...a]"
  ],
  [
    "Chunk.toReadonlyArray as a function → [...]",
    "Effect.map(Chunk.toReadonlyArray)",
    "Effect.map((chunk) => [...chunk])"
  ],
  [
    "Chunk.fromIterable(page) of Stream.paginateChunkEffect → page",
    "Stream.paginateChunkEffect(0, () => Effect.succeed([Chunk.fromIterable([1]), Option.none()]))",
    "Stream.paginate(0, () => Effect.succeed([[1], Option.none()]))"
  ],
  [
    "export of another module",
    "type A = ParseResult.ParseIssue\nEffect.makeSemaphore(1)",
    "type A = SchemaIssue.Issue\nSemaphore.make(1)"
  ],
  [
    "export → its new name",
    "Effect.catchAll((a: never) => Effect.succeed(a))",
    "Effect.catch((a: never) => Effect.succeed(a))"
  ],
  ["namespace → its new name", "Either.map((a: 1) => a)", "Result.map((a: 1) => a)"],
  [
    "member → its new name",
    "declare const a: Either.Either<1>\nif (Either.isRight(a)) a.right",
    "declare const a: Result.Result<1>\nif (Result.isSuccess(a)) a.success"
  ],
  [
    "tag of an error of Effect → its new name",
    'Effect.catchTag("TimeoutException", () => Effect.void)',
    'Effect.catchTag("TimeoutError", () => Effect.void)'
  ],
  [
    "tag of a value of Effect → its new name",
    'declare const a: Either.Either<1>\na._tag === "Right"\nString(a._tag, "Left")',
    'declare const a: Result.Result<1>\na._tag === "Success"\nString(a._tag, "Failure")'
  ],
  [
    "Either where an effect is wanted → Effect.fromResult",
    "Effect.flatMap(Effect.void, () => Either.right(1))",
    "Effect.flatMap(Effect.void, () => Effect.fromResult(Result.succeed(1)))"
  ]
]

const platform = [
  "HttpApiEndpoint",
  "HttpApiSchema",
  "HttpApp",
  "HttpClient",
  "HttpClientError",
  "HttpMiddleware",
  "HttpRouter",
  "HttpServer",
  "HttpServerResponse",
  "KeyValueStore",
  "PlatformConfigProvider"
]

const elsewhere = { SingleRunner: "@effect/cluster", Workflow: "@effect/workflow" }

/** Imports the modules that an example names. */
const importing = (text: string): string => {
  if (text.startsWith("import ")) return text
  const names = [...text.matchAll(/\b([A-Z]\w+)\.\w/g)].map(([, name]) => name as string)
  const modules = [...new Set(names)].map((name) => {
    if (platform.includes(name)) return `@effect/platform/${name}`
    return name === "Workflow" || name === "SingleRunner" ? `${elsewhere[name]}/${name}` : `effect/${name}`
  })
  return `${modules.map((path) => `import * as ${path.split("/").at(-1)} from "${path}"`).join("\n")}\n${text}`
}

const withoutImports = (text: string): string => text.replace(/^import .*\n/gm, "").trim()

const folder = join(root, "test/tooling/effect4")
const pathOf = (at: number): string => join(folder, `example${at}.ts`)

const programOf = (texts: ReadonlyMap<string, string>): ts.Program => {
  const options: ts.CompilerOptions = { ...compilerOptions(), lib: ["lib.es2022.d.ts"], types: [] }
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile, readFile } = host
  return ts.createProgram([...texts.keys()], options, {
    ...host,
    fileExists: (path) => texts.has(path) || fileExists(path),
    readFile: (path) => texts.get(path) ?? readFile(path),
    getSourceFile: (path, language, ...rest) => {
      const text = texts.get(path)
      return text === undefined
        ? getSourceFile(path, language, ...rest)
        : ts.createSourceFile(path, text, language, true)
    }
  })
}

describe("the Effect 4 edition", () => {
  it("each rule does what its example shows, and each name that a rule replaces exists in Effect 3", () => {
    const texts = new Map(examples.map(([, before], at) => [pathOf(at), importing(before)]))
    const modules = [...new Set([...Object.keys(exportsOf), ...Object.keys(movedExports)])]
    const all = join(folder, "all.ts")
    texts.set(all, modules.map((module, at) => `import * as M${at} from "${module}"\nM${at}`).join("\n"))
    const program = programOf(texts)
    const checker = program.getTypeChecker()

    const covered = new Set<string>()
    for (const [at, [rule, before, after]] of examples.entries()) {
      const file = program.getSourceFile(pathOf(at))
      assert.isDefined(file, rule)
      const { applied, text } = rewrite(file as ts.SourceFile, checker)
      assert.include(applied, rule)
      assert.strictEqual(before.startsWith("import ") ? text : withoutImports(text), after, rule)
      for (const [name, to] of text.matchAll(/\b([A-Z]\w+)\.\w/g)) {
        if (to !== undefined && /^[A-Z][A-Za-z]+$/.test(to))
          assert.include(text, ` ${to}`, `${rule}: ${name}`)
      }
      covered.add(rule)
    }
    assert.deepStrictEqual(
      rules.map(({ name }) => name).filter((name) => !covered.has(name)),
      []
    )

    const missing: Array<string> = []
    const statements = program.getSourceFile(all)?.statements.filter(ts.isExpressionStatement) ?? []
    for (const [at, module] of modules.entries()) {
      const statement = statements[at]
      assert.isDefined(statement, module)
      const type = checker.getTypeAtLocation((statement as ts.ExpressionStatement).expression)
      const symbol = type.symbol
      const names = new Set(
        symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name)
      )
      for (const name of [
        ...Object.keys(exportsOf[module] ?? {}),
        ...Object.keys(movedExports[module] ?? {})
      ]) {
        if (!names.has(name.split(".")[0] as string)) missing.push(`${module}.${name}`)
      }
    }
    assert.deepStrictEqual(missing, [])
  }, 60_000)

  it("docstrings name what the edition has", () => {
    assert.strictEqual(
      withDocstrings("/** `Effect.either(a)`. */\nEffect.either(a) // Effect.either"),
      "/** `Effect.result(a)`. */\nEffect.either(a) // Effect.either"
    )
    const texts = sources().map((path) => readFileSync(join(root, path), "utf8"))
    for (const [from] of phrases)
      assert.isTrue(
        texts.some((text) => text.includes(from)),
        from
      )
  })

  it("each twin was looked at after the last change of its source", () => {
    assert.deepStrictEqual(
      twins().flatMap(({ problem }) => problem ?? []),
      []
    )
  })

  it("a twin whose source has changed is found", () => {
    assert.match(header("a.ts", "1"), /^\/\/ Effect 4 edition of a\.ts as of [0-9a-f]{16}\.\n$/)
    assert.notStrictEqual(header("a.ts", "1"), header("a.ts", "2"))
  })

  it("docs/effect4.md lists every twin", () => {
    const page = readFileSync(join(root, "docs/effect4.md"), "utf8")
    const listed = [...page.matchAll(/^\| `(\S+\.effect4\.ts)` \|/gm)].map(([, path]) => path)
    assert.deepStrictEqual(listed, sources().filter(isTwin))
  })

  it("a package of the edition needs Effect 4 and nothing that ended with Effect 3", () => {
    const manifest = JSON.parse(manifestOf(readFileSync(join(root, "packages/sql/package.json"), "utf8")))
    assert.match(manifest.version, /^4\./)
    assert.deepStrictEqual(Object.keys(manifest.peerDependencies), ["@effect-wechatpay/core", "effect"])
    const undici = JSON.parse(manifestOf(readFileSync(join(root, "packages/undici/package.json"), "utf8")))
    assert.deepStrictEqual(undici.engines, { node: ">=22.19" })
  })

  it("a public name that one line has and the other one has not is an error", () => {
    const original =
      'export const a = 1, b = 2\nexport class C {}\nexport type D = 1\nexport * as E from "./E.js"'
    const of = (text: string, path = "packages/core/src/A.ts") =>
      differingNames(new Map([[path, { original, text }]]))
    assert.deepStrictEqual(of(original.replace("class C {}", "const C = 1")), [])
    assert.deepStrictEqual(of(original.replace(", b = 2", ", f = 2")), [
      "packages/core/src/A.ts(1,1): error: the edition does not export b",
      "packages/core/src/A.ts(1,1): error: only the edition exports f"
    ])
    assert.deepStrictEqual(of("", "packages/core/src/internal/a.ts"), [])
  })
})
