/** The programs of docs/simulator-languages.md, run where their language is installed. */
import { execFile, execFileSync } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { OrderState, ServiceOrder } from "@effect-wechatpay/payscore"
import { Admin, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { terms } from "../support/serviceOrder.js"

const page = await readFile(new URL("../../docs/simulator-languages.md", import.meta.url), "utf8")

interface Language {
  readonly title: string
  readonly file: string
  readonly command: string
  readonly args: (file: string) => ReadonlyArray<string>
}

const languages: ReadonlyArray<Language> = [
  { title: "Shell", file: "main.sh", command: "sh", args: (file) => [file] },
  { title: "Python", file: "main.py", command: "python3", args: (file) => [file] },
  { title: "PHP", file: "main.php", command: "php", args: (file) => [file] },
  { title: "Go", file: "main.go", command: "go", args: (file) => ["run", file] },
  { title: "Java", file: "Main.java", command: "java", args: (file) => [file] }
]

const programOf = (title: string): string =>
  new RegExp(`^## ${title}\\n\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``, "m").exec(page)?.[1] ?? ""

const isInstalled = (command: string): boolean => {
  try {
    execFileSync("sh", ["-c", `command -v ${command}`], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

const layer = Admin.layer().pipe(
  Layer.provideMerge(Simulator.layerClient()),
  Layer.provideMerge(Simulator.layerServer()),
  Layer.provide(FetchHttpClient.layer)
)

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "languages-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

describe("docs/simulator-languages.md", () => {
  for (const language of languages) {
    it(`the program in ${language.title} makes the requests of the table`, () => {
      const program = programOf(language.title)
      for (const part of [
        "/api/panels",
        "payscore.orders",
        "confirm",
        "/api/time/advance",
        "/api/faults",
        "BadGateway"
      ]) {
        assert.include(program, part)
      }
    })

    it.scopedLive.runIf(isInstalled(language.command))(
      `the program in ${language.title} confirms an order, advances the time and injects a fault`,
      () =>
        Effect.gen(function* () {
          const { faults } = yield* Simulator.Simulator
          const { url } = yield* Admin.Admin
          const cwd = yield* folder
          const path = join(cwd, language.file)
          yield* Effect.promise(() => writeFile(path, programOf(language.title)))
          const order = {
            appid: Samples.appid,
            service_id: Samples.serviceId,
            out_order_no: `LANG_${language.title}`
          }
          yield* ServiceOrder.create({
            ...order,
            ...terms,
            need_user_confirm: true
          })
          yield* Effect.promise(() =>
            promisify(execFile)(language.command, [...language.args(path)], {
              cwd,
              env: { ...process.env, ADMIN: url, ORDER: order.out_order_no, OPENID: Samples.openid },
              timeout: 60_000
            })
          )
          const injected = yield* Effect.promise(() =>
            fetch(`${url}/api/faults`).then((response) => response.text())
          )
          assert.include(injected, "BadGateway")
          yield* faults.clear
          assert.strictEqual(OrderState.of(yield* ServiceOrder.query(order))._tag, "InService")
          const { now } = yield* Effect.promise(() =>
            fetch(`${url}/api/overview`).then(
              (response) => response.json() as Promise<{ readonly now: number }>
            )
          )
          assert.isAtLeast(now - Date.now(), 55_000)
        }).pipe(Effect.provide(layer)),
      { timeout: 90_000 }
    )
  }

  it.scopedLive("the admin API serves its OpenAPI document, which describes each request of the table", () =>
    Effect.gen(function* () {
      const { url } = yield* Admin.Admin
      const document = yield* Effect.promise(() =>
        fetch(`${url}/api/openapi.json`).then(
          (response) => response.json() as Promise<{ readonly paths: Readonly<Record<string, object>> }>
        )
      )
      const requests = [...page.matchAll(/`(GET|POST|PUT|DELETE) (\/api\/[^`]*)`/g)].filter(
        ([, , path]) => path !== "/api/openapi.json"
      )
      assert.isAtLeast(requests.length, 8)
      for (const [, method = "", path = ""] of requests) {
        const template = path.replace(/\/panels\/[^/]+/, "/panels/{panel}")
        assert.property(document.paths[template] ?? {}, method.toLowerCase(), `${method} ${path}`)
      }
    }).pipe(Effect.provide(layer))
  )
})
