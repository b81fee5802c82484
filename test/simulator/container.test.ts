/** The container files of the simulator: what they start is started here, without a container. */
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { readArguments } from "../../packages/simulator/src/internal/arguments.js"
import { command } from "../../packages/simulator/src/internal/command.js"
import { withVariables } from "../support/variables.js"

const root = fileURLToPath(new URL("../../", import.meta.url))
const read = (path: string) => readFileSync(`${root}docker/simulator/${path}`, "utf8")

const dockerfile = read("Dockerfile")
const compose = read("compose.yaml")

/** The arguments of an instruction in its JSON form. */
const listOf = (instruction: string): ReadonlyArray<string> =>
  JSON.parse(
    new RegExp(`^${instruction} (\\[.*\\])$`, "m").exec(dockerfile)?.[1] ?? "[]"
  ) as ReadonlyArray<string>

const entrypoint = listOf("ENTRYPOINT").slice(1)

/** The list `command` of the service `wechat`. */
const composed = (/^ {4}command:\n((?: {6}- .*\n)+)/m.exec(compose)?.[1] ?? "")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => line.replace(/^ {6}- /, ""))

describe("the container of the simulator", () => {
  it.effect("the image starts the simulator for the host, with its page inside of the container only", () =>
    Effect.gen(function* () {
      const given = yield* readArguments([...entrypoint, ...listOf("CMD")])
      assert.deepInclude(given, {
        host: "0.0.0.0",
        port: 4010,
        adminHost: "127.0.0.1",
        adminPort: 4011,
        publicUrl: "http://127.0.0.1:4010",
        deliverAnywhere: false
      })
      assert.match(dockerfile, /^EXPOSE 4010 4011$/m)
      assert.match(dockerfile, /^USER node$/m)
    })
  )

  it.scoped("the example opens the page to other containers, with a token, and delivers to the shop", () =>
    Effect.gen(function* () {
      yield* withVariables({ WECHATPAY_SIMULATOR_ADMIN_TOKEN: "0123456789abcdef" })
      const given = yield* readArguments([...entrypoint, ...composed])
      assert.isTrue(Option.isSome(Option.fromNullable(given.adminToken)))
      assert.deepInclude(given, {
        publicUrl: "http://wechat:4010",
        adminHost: "0.0.0.0",
        allowedHosts: ["wechat"],
        deliverTo: { "": "http://shop:8080" },
        envFile: "/data/.env.wechatpay"
      })
      assert.match(compose, /WECHATPAY_SIMULATOR_ADMIN_TOKEN: \$\{WECHATPAY_SIMULATOR_ADMIN_TOKEN:\?/)
      // Published on this machine only.
      for (const [, port] of compose.matchAll(/^ {6}- (.*:\d+:\d+)$/gm))
        assert.match(port ?? "", /^127\.0\.0\.1:/)
    })
  )

  it.effect("the example does not start without a token", () =>
    Effect.gen(function* () {
      const opened = composed.slice(0, composed.indexOf("--deliver-to"))
      const exit = yield* Effect.exit(
        Effect.provide(
          command([...entrypoint, ...opened, "--port", "0", "--admin-port", "0"]),
          NodeContext.layer
        )
      )
      assert.include(String(exit), "--admin-token")
    })
  )

  it("each file that the container files name exists", () => {
    for (const path of ["docker/simulator/Dockerfile", "docker/simulator/shop/main.js", "pnpm-lock.yaml"]) {
      assert.isTrue(existsSync(`${root}${path}`), path)
    }
    assert.include(compose, "dockerfile: docker/simulator/Dockerfile")
    assert.include(read("Dockerfile.dockerignore"), "**/node_modules")
  })
})
