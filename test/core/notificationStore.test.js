import { KeyValueStore } from "@effect/platform";
import { SystemError } from "@effect/platform/Error";
import { assert, describe, it } from "@effect/vitest";
import { NotificationError, NotificationStore } from "@effect-wechatpay/core";
import { Data, Deferred, Effect, Exit, Fiber, Layer, Option, Ref, TestClock } from "effect";
const store = NotificationStore.NotificationStore;
const once = (keys, handle) => Effect.flatMap(store, (service) => service.once(keys, handle));
/** What became of a handling that does nothing. */
const seen = (...keys) => Effect.map(once(keys, Effect.void), ({ _tag }) => _tag);
const layers = [
    ["memory", (options) => NotificationStore.layerMemory(options)],
    [
        "KeyValueStore",
        (options) => NotificationStore.layerKeyValueStore(options).pipe(Layer.provide(KeyValueStore.layerMemory))
    ]
];
describe.each(layers)("the store in %s", (_name, layer) => {
    const inStore = (name, test) => it.effect(name, () => Effect.provide(test, layer()));
    inStore("handles once", Effect.gen(function* () {
        const count = yield* Ref.make(0);
        const handle = Ref.updateAndGet(count, (n) => n + 1);
        assert.deepStrictEqual(yield* once(["a"], handle), { _tag: "Handled", value: 1 });
        assert.deepStrictEqual(yield* once(["a"], handle), { _tag: "Duplicate" });
        assert.deepStrictEqual(yield* once(["b"], handle), { _tag: "Handled", value: 2 });
    }));
    inStore("knows an occurrence by any of its keys", Effect.gen(function* () {
        assert.strictEqual(yield* seen("id-1", "order"), "Handled");
        assert.strictEqual(yield* seen("id-2", "order"), "Duplicate");
        assert.strictEqual(yield* seen("id-1"), "Duplicate");
        // The other id of a known occurrence is remembered as well.
        assert.strictEqual(yield* seen("id-2"), "Duplicate");
        assert.strictEqual(yield* seen("id-3", "other"), "Handled");
    }));
    inStore("handles again what failed, died or was interrupted", Effect.gen(function* () {
        const started = yield* Deferred.make();
        assert.isTrue(Exit.isFailure(yield* Effect.exit(once(["a", "b"], Effect.fail("no")))));
        assert.isTrue(Exit.isFailure(yield* Effect.exit(once(["a", "b"], Effect.die("no")))));
        const fiber = yield* Effect.fork(once(["a", "b"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never)));
        yield* Deferred.await(started);
        yield* Fiber.interrupt(fiber);
        assert.strictEqual(yield* seen("b"), "Handled");
        assert.strictEqual(yield* seen("a"), "Handled");
    }));
    inStore("does not handle what is being handled, under any of its keys", Effect.gen(function* () {
        const started = yield* Deferred.make();
        const go = yield* Deferred.make();
        const fiber = yield* Effect.fork(once(["id-1", "order"], Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(go))));
        yield* Deferred.await(started);
        assert.strictEqual(yield* seen("id-1", "order"), "InProgress");
        assert.strictEqual(yield* seen("id-2", "order"), "InProgress");
        // What the refused one had claimed is free again.
        assert.strictEqual(yield* seen("id-2"), "Handled");
        yield* Deferred.succeed(go, undefined);
        yield* Fiber.join(fiber);
        assert.strictEqual(yield* seen("id-1", "order"), "Duplicate");
    }));
    inStore("lets one of many at the same time handle", Effect.gen(function* () {
        const count = yield* Ref.make(0);
        const results = yield* Effect.forEach(Array.from({ length: 50 }, (_, index) => index), (index) => once([`id-${index}`, "order"], Effect.andThen(Effect.yieldNow(), Ref.update(count, (n) => n + 1))), { concurrency: "unbounded" });
        assert.strictEqual(yield* Ref.get(count), 1);
        assert.strictEqual(results.filter(({ _tag }) => _tag === "Handled").length, 1);
    }));
    inStore("keeps what cannot be interrupted claimed until it ends; it counts as interrupted", Effect.gen(function* () {
        const started = yield* Deferred.make();
        const go = yield* Deferred.make();
        const fiber = yield* Effect.fork(once(["a"], Effect.uninterruptible(Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(go)))));
        yield* Deferred.await(started);
        yield* Fiber.interruptFork(fiber);
        yield* Effect.yieldNow();
        assert.strictEqual(yield* seen("a"), "InProgress");
        yield* Deferred.succeed(go, undefined);
        yield* Fiber.await(fiber);
        assert.strictEqual(yield* seen("a"), "Handled");
    }));
    it.effect("forgets after the time it shall remember", () => Effect.gen(function* () {
        assert.strictEqual(yield* seen("a"), "Handled");
        yield* TestClock.adjust("59 minutes");
        assert.strictEqual(yield* seen("a"), "Duplicate");
        yield* TestClock.adjust("2 minutes");
        assert.strictEqual(yield* seen("a"), "Handled");
        assert.strictEqual(yield* seen("a"), "Duplicate");
    }).pipe(Effect.provide(layer({ retain: "1 hour" }))));
    it.effect("remembers for 3 days unless told otherwise", () => Effect.gen(function* () {
        assert.strictEqual(yield* seen("a"), "Handled");
        yield* TestClock.adjust("71 hours");
        assert.strictEqual(yield* seen("a"), "Duplicate");
        yield* TestClock.adjust("61 minutes");
        assert.strictEqual(yield* seen("a"), "Handled");
    }).pipe(Effect.provide(layer())));
});
describe("the store in memory", () => {
    it.effect("forgets the oldest when it is full", () => Effect.gen(function* () {
        for (const key of ["a", "b", "c", "d"])
            assert.strictEqual(yield* seen(key), "Handled");
        assert.strictEqual(yield* seen("d"), "Duplicate");
        assert.strictEqual(yield* seen("c"), "Duplicate");
        assert.strictEqual(yield* seen("b"), "Duplicate");
        assert.strictEqual(yield* seen("a"), "Handled");
    }).pipe(Effect.provide(NotificationStore.layerMemory({ capacity: 3 }))));
    it.effect("never forgets what is being handled", () => Effect.gen(function* () {
        const started = yield* Deferred.make();
        const fiber = yield* Effect.fork(once(["busy"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never)));
        yield* Deferred.await(started);
        for (let index = 0; index < 100; index++)
            yield* seen(`${index}`);
        assert.strictEqual(yield* seen("busy"), "InProgress");
        yield* Fiber.interrupt(fiber);
    }).pipe(Effect.provide(NotificationStore.layerMemory({ capacity: 3 }))));
});
describe("the store in KeyValueStore", () => {
    const layer = NotificationStore.layerKeyValueStore().pipe(Layer.provideMerge(KeyValueStore.layerMemory));
    const killed = Effect.gen(function* () {
        const started = yield* Deferred.make();
        const other = yield* Effect.provide(Layer.build(NotificationStore.layerKeyValueStore()), Layer.empty);
        const fiber = yield* Effect.fork(Effect.provide(once(["a"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never)), other));
        yield* Deferred.await(started);
        return fiber;
    });
    it.scoped("frees the claim of a process that was killed when its lease is over", () => Effect.gen(function* () {
        yield* killed;
        assert.strictEqual(yield* seen("a"), "InProgress");
        yield* TestClock.adjust("9 seconds");
        assert.strictEqual(yield* seen("a"), "InProgress");
        yield* TestClock.adjust("2 seconds");
        assert.strictEqual(yield* seen("a"), "Handled");
    }).pipe(Effect.provide(layer)));
    it.scoped("leaves the claim alone that another took over", () => Effect.gen(function* () {
        const slow = yield* killed;
        yield* TestClock.adjust("11 seconds");
        const started = yield* Deferred.make();
        const second = yield* Effect.fork(once(["a"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never)));
        yield* Deferred.await(started);
        yield* Fiber.interrupt(slow);
        assert.strictEqual(yield* seen("a"), "InProgress");
        yield* Fiber.interrupt(second);
        assert.strictEqual(yield* seen("a"), "Handled");
    }).pipe(Effect.provide(layer)));
    it.effect.each(["", "16", "not a claim", "x".repeat(1000), "{}"])("takes an entry that was written in half, %j, for no claim, but for done", (torn) => Effect.gen(function* () {
        const kv = yield* KeyValueStore.KeyValueStore;
        yield* kv.set("wechatpay-notification-claim-a", torn);
        assert.strictEqual(yield* seen("a"), "Handled");
        yield* kv.set("wechatpay-notification-done-b", torn);
        assert.strictEqual(yield* seen("b"), "Duplicate");
    }).pipe(Effect.provide(layer)));
    it.effect("leaves one entry behind for each key", () => Effect.gen(function* () {
        const kv = yield* KeyValueStore.KeyValueStore;
        yield* seen("a", "b");
        yield* Effect.exit(once(["c"], Effect.fail("no")));
        assert.strictEqual(yield* kv.size, 2);
    }).pipe(Effect.provide(layer)));
    it.effect("keeps different prefixes apart", () => Effect.gen(function* () {
        const kv = yield* KeyValueStore.KeyValueStore;
        const under = (prefix) => Effect.provide(seen("a"), NotificationStore.layerKeyValueStore({ prefix }).pipe(Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, kv))));
        assert.strictEqual(yield* under("one-"), "Handled");
        assert.strictEqual(yield* under("two-"), "Handled");
        assert.strictEqual(yield* under("one-"), "Duplicate");
    }).pipe(Effect.provide(KeyValueStore.layerMemory)));
});
describe("a store that fails", () => {
    const broken = new SystemError({
        reason: "PermissionDenied",
        module: "FileSystem",
        method: "open",
        pathOrDescriptor: "/secret"
    });
    /** Fails at the operations named. */
    const failing = (fails) => {
        const entries = new Map();
        const check = (operation, key) => fails[operation]?.(key) === true ? Effect.fail(broken) : Effect.void;
        const kv = KeyValueStore.makeStringOnly({
            get: (key) => Effect.andThen(check("get", key), Effect.sync(() => Option.fromNullable(entries.get(key)))),
            set: (key, value) => Effect.andThen(check("set", key), Effect.sync(() => void entries.set(key, value))),
            remove: (key) => Effect.andThen(check("remove", key), Effect.sync(() => void entries.delete(key))),
            clear: Effect.sync(() => entries.clear()),
            size: Effect.sync(() => entries.size)
        });
        return NotificationStore.layerKeyValueStore().pipe(Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, kv)));
    };
    it.effect("before the handler: nothing is handled", () => Effect.gen(function* () {
        for (const operation of ["get", "set"]) {
            const count = yield* Ref.make(0);
            const error = yield* Effect.flip(Effect.provide(once(["a"], Ref.update(count, (n) => n + 1)), failing({ [operation]: () => true })));
            assert.deepStrictEqual(error, new NotificationError.StoreFailure({ problem: "KeyValueStore: SystemError PermissionDenied" }));
            assert.strictEqual(yield* Ref.get(count), 0);
        }
    }));
    it.effect("at the second key: the first is free again", () => Effect.gen(function* () {
        assert.isTrue(yield* Effect.isFailure(seen("a", "b")));
        assert.strictEqual(yield* seen("a"), "Handled");
    }).pipe(Effect.provide(failing({ set: (key) => key.endsWith("claim-b") }))));
    it.effect("after the handler: it was handled all the same", () => Effect.gen(function* () {
        assert.strictEqual(yield* seen("a"), "Handled");
    }).pipe(Effect.provide(failing({ set: (key) => key.includes("done-") }))));
    it.effect("while releasing: the handler's error is told", () => Effect.gen(function* () {
        assert.strictEqual(yield* Effect.flip(once(["a"], Effect.fail("the handler's"))), "the handler's");
    }).pipe(Effect.provide(failing({ remove: () => true }))));
});
describe("the store in transactions", () => {
    class Deadlock extends Data.TaggedError("Deadlock") {
    }
    /** A database of one table, whose transactions run one after the other. */
    const database = Effect.map(Effect.makeSemaphore(1), (one) => {
        let committed = [];
        let open = [];
        let fails;
        return {
            rows: () => committed,
            fail: (at) => {
                fails = at;
            },
            write: (row) => Effect.sync(() => {
                open = [...open, row];
            }),
            store: NotificationStore.fromTransaction({
                transaction: (effect) => one.withPermits(1)(Effect.suspend(() => {
                    open = committed;
                    return Effect.tap(effect, () => {
                        if (fails === "commit")
                            return new Deadlock({ statement: "COMMIT" });
                        committed = open;
                        return Effect.void;
                    });
                })),
                insert: (keys) => Effect.suspend(() => {
                    if (fails === "insert")
                        return new Deadlock({ statement: "INSERT" });
                    const added = keys.filter((key) => !open.includes(key));
                    open = [...open, ...added];
                    return Effect.succeed(added.length === keys.length);
                })
            })
        };
    });
    it.effect("commits marks and writes together, once", () => Effect.gen(function* () {
        const { rows, store, write } = yield* database;
        const run = (...keys) => Effect.map(store.once(keys, write("written")), ({ _tag }) => _tag);
        assert.strictEqual(yield* run("id-1", "order"), "Handled");
        assert.strictEqual(yield* run("id-2", "order"), "Duplicate");
        assert.strictEqual(yield* run("id-2"), "Duplicate");
        assert.deepStrictEqual(rows(), ["id-1", "order", "written", "id-2"]);
        const many = yield* Effect.all(Array.from({ length: 20 }, () => run("id-3")), { concurrency: "unbounded" });
        assert.strictEqual(many.filter((tag) => tag === "Handled").length, 1);
    }));
    it.effect("commits nothing when the handler fails, dies or is interrupted", () => Effect.gen(function* () {
        const { rows, store, write } = yield* database;
        for (const end of [Effect.fail("no"), Effect.die("no"), Effect.interrupt]) {
            const exit = yield* Effect.exit(store.once(["a"], Effect.andThen(write("written"), end)));
            assert.isTrue(Exit.isFailure(exit));
        }
        const own = yield* Effect.flip(store.once(["a"], new Deadlock({ statement: "the handler's own" })));
        assert.deepStrictEqual(own, new Deadlock({ statement: "the handler's own" }));
        assert.deepStrictEqual(rows(), []);
        assert.strictEqual((yield* store.once(["a"], Effect.void))._tag, "Handled");
    }));
    it.effect("tells when the database failed", () => Effect.gen(function* () {
        const { fail, rows, store, write } = yield* database;
        for (const at of ["insert", "commit"]) {
            fail(at);
            const error = yield* Effect.flip(store.once(["a"], write("written")));
            assert.deepStrictEqual(error, new NotificationError.StoreFailure({ problem: "the transaction failed with Deadlock" }));
        }
        fail(undefined);
        assert.deepStrictEqual(rows(), []);
        assert.strictEqual((yield* store.once(["a"], Effect.void))._tag, "Handled");
    }));
});
