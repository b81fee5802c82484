/** AGENTS.md of each package: what a coding assistant has to know to use it. */
import { type Docstring, moduleDocstring } from "./comments.js"
import { programOf } from "./example.js"
import { exists, list, read, repository } from "./files.js"
import { groups } from "./guides.js"
import { endpoints } from "./reference.js"

interface About {
  /** The endpoint of the example. */
  readonly endpoint?: string
  /** A program of its own, of a package without endpoints. */
  readonly program?: string
  readonly guides: ReadonlyArray<string>
}

const about: Readonly<Record<string, About>> = {
  bill: { endpoint: "bill.tradeBill.getDownloadLink", guides: ["bills"] },
  cli: { guides: ["cli"] },
  core: {
    program: `import { CommonError, Endpoint, Wire } from "@effect-wechatpay/core"
import { Schema } from "effect"

/** The state of a coupon. */
export const query = Endpoint.make("acme.coupon.query", {
  method: "GET",
  path: "/v3/marketing/favor/users/{openid}/coupons/{coupon_id}",
  params: { openid: Wire.OpenId, coupon_id: Wire.text(20) },
  query: { appid: Wire.AppId },
  success: { coupon_id: Schema.String, status: Wire.openEnum("SENDED", "USED", "EXPIRED") },
  errors: CommonError.all
})`,
    guides: ["errors", "notifications", "keys", "own-package"]
  },
  facepay: { endpoint: "facepay.organizationUser.terminateContract", guides: ["facepay", "v2"] },
  media: { endpoint: "media.merchantMedia.uploadImage", guides: ["uploads"] },
  "merchant-complaint": { endpoint: "merchantComplaint.complaint.respond", guides: ["merchant-complaint"] },
  pay: { endpoint: "pay.native.create", guides: ["pay", "front-end", "notifications"] },
  payscore: { endpoint: "payscore.serviceOrder.create", guides: ["payscore", "notifications"] },
  "profit-sharing": {
    endpoint: "profitSharing.profitSharing.queryUnsplitAmount",
    guides: ["profit-sharing"]
  },
  refund: { endpoint: "refund.refund.create", guides: ["refunds"] },
  shangmi: { guides: ["schemes"] },
  simulator: {
    program: `import { Native } from "@effect-wechatpay/pay"
import { Pay, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"

const order = { appid: "wxd678efh567hg6787", out_trade_no: "order-1024", description: "tea" }
const terms = { notify_url: "https://shop.example.com/wechatpay", amount: { total: 888 } }

export const test = Effect.gen(function* () {
  const { act, merchant } = yield* Simulator.Simulator
  yield* Native.create({ ...order, ...terms })
  yield* act(Pay.pay({ mchid: merchant.mchid, out_trade_no: order.out_trade_no }))
}).pipe(Effect.provide(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))))`,
    guides: ["simulator", "simulator-languages"]
  },
  sql: {
    program: `import { SqlMigrations, SqlNotificationStore, SqlOperationRecords } from "@effect-wechatpay/sql"
import { Layer } from "effect"

/** Provide a SqlClient of @effect/sql to it. */
export const shared = Layer.mergeAll(SqlNotificationStore.layer(), SqlOperationRecords.layer()).pipe(
  Layer.provide(SqlMigrations.layer)
)`,
    guides: ["sql"]
  },
  transfer: { endpoint: "transfer.transfer.create", guides: ["transfer"] },
  undici: {
    program: `import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { WechatPayClient } from "@effect-wechatpay/core"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Layer } from "effect"

export const layer = WechatPayClient.layerConfig().pipe(
  Layer.provide([UndiciHttpClient.layer(), NodeFileSystem.layer])
)`,
    guides: ["performance"]
  }
}

/** The rules that cost money if they are broken. */
const rules = [
  "Every call is a function that returns an `Effect` (Effect 3). Nothing is sent until it is run.",
  "`error.outcome` is `NotSent`, `Refused` or `Unknown`. `Unknown` is not a failure: query, or repeat the identical call with the same number.",
  "Store the number of an order, refund or transfer before the call. Never take another number after an `Unknown` outcome.",
  "Do not wrap calls in a retry: the client retries what may be retried. Use the flows (`…Flow`) where there is one.",
  "Amounts are integers in fen. Deliver only after a query, with the total of your own records.",
  "Verification of signatures cannot be disabled. Tests use `@effect-wechatpay/simulator`, not mocks.",
  "Errors' `message` is safe to log; inputs, responses and notifications are not."
]

const sentence = ({ text }: Docstring): string =>
  (/^[\s\S]*?[.](?=\s|$)/.exec(text)?.[0] ?? text).replace(/\s+/g, " ")

const modulesOf = (folder: string): ReadonlyArray<string> =>
  list(`packages/${folder}/src`)
    .filter((file) => /^[A-Z]\w*\.ts$/.test(file))
    .map((file) => file.slice(0, -3))

/** The packages that are published. */
export const folders: ReadonlyArray<string> = list("packages").filter((folder) =>
  exists(`packages/${folder}/package.json`)
)

/** The program of a package's AGENTS.md. */
export const agentsProgram = async (folder: string): Promise<string | undefined> => {
  const { endpoint, program } = about[folder] ?? { guides: [] }
  const page = (await endpoints).find(({ id }) => id === endpoint)
  return page === undefined ? program : programOf(page)
}

/** The text of a package's AGENTS.md. */
export const agents = async (folder: string): Promise<string> => {
  const { guides } = about[folder] ?? { guides: exists(`docs/${folder}.md`) ? [folder] : [] }
  const { description, name } = JSON.parse(read(`packages/${folder}/package.json`)) as {
    readonly name: string
    readonly description: string
  }
  const program = await agentsProgram(folder)
  const modules = modulesOf(folder)
  const [first = "Module"] = modules
  const titles = new Map(
    groups.flatMap((group) => group.guides.map(({ source, title }) => [source, title.en] as const))
  )
  return [
    `# ${name}`,
    "",
    `${description.replace(/\.$/, "")}.`,
    "",
    ...(folder === "cli"
      ? ["It is the command `wechatpay`: `npx wechatpay --help`.", ""]
      : [
          `Import modules: \`import { ${first} } from "${name}"\`, or \`import * as ${first} from "${name}/${first}"\` for the smallest bundle.`,
          "Never import from `/internal/` or `/dist/`.",
          ""
        ]),
    ...(program === undefined ? [] : ["```ts", program, "```", ""]),
    "## Rules",
    "",
    ...rules.map((rule) => `- ${rule}`),
    "",
    "## Modules",
    "",
    ...modules.map((module) => `- \`${module}\`: ${sentence(moduleDocstring(`${name}/${module}`))}`),
    "",
    "## Documentation",
    "",
    ...guides.map(
      (guide) => `- [${titles.get(`docs/${guide}.md`) ?? guide}](${repository}/blob/main/docs/${guide}.md)`
    ),
    `- [All guides](${repository}/blob/main/docs/README.md)`,
    "",
    "Docstrings have the limits, units, errors and official page of every call; the limits of fields show on hover.",
    ""
  ].join("\n")
}
