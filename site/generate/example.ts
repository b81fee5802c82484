/** An input that every endpoint accepts, and the program that sends it. */

import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Upload from "@effect-wechatpay/core/Upload"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { given } from "./examples.js"
import type { EndpointPage } from "./reference.js"

/** Values that a reader recognises, by the name of the field. */
const usual: Readonly<Record<string, unknown>> = {
  appid: "wxd678efh567hg6787",
  sp_appid: "wxd678efh567hg6787",
  sub_appid: "wxd678efh567hg6788",
  mchid: "1230000109",
  mch_id: "1230000109",
  sp_mchid: "1230000109",
  sub_mchid: "1900000109",
  brand_mchid: "1900000108",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  sub_openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  transaction_id: "4200000000202611201234567890",
  out_trade_no: "order-1024",
  out_order_no: "order-1024",
  combine_out_trade_no: "order-1024",
  out_refund_no: "refund-1024",
  out_return_no: "return-1024",
  out_bill_no: "bill1024",
  out_batch_no: "batch1024",
  out_detail_no: "detail1024",
  out_request_no: "request-1024",
  out_apply_no: "apply-1024",
  out_authorization_no: "authorization1024",
  refund_id: "50200207182018070300011301001",
  service_id: "500001",
  authorization_code: "1275342195190894594",
  plate_number: "粤B888888",
  notify_url: "https://shop.example.com/wechatpay",
  authorization_notify_url: "https://shop.example.com/wechatpay",
  description: "tea",
  reason: "user asked",
  bill_date: "2026-11-20",
  date: "2026-11-20",
  begin_date: "2026-11-01",
  end_date: "2026-11-20",
  payer_client_ip: "203.0.113.7",
  spbill_create_ip: "203.0.113.7",
  user_client_ip: "203.0.113.7",
  service_introduction: "power bank",
  total: 888,
  refund: 888,
  amount: 888,
  total_amount: 888,
  total_fee: 888,
  transfer_amount: 888,
  currency: "CNY",
  fee_type: "CNY",
  account_type: "BASIC",
  url: "https://shop.example.com/wechatpay",
  face_code: "fb5e12e7-8c4b-4a9e-9d0a-9a7b2f1c3d4e",
  auth_code: "130061098828009406",
  limit: 20,
  offset: 0,
  combine_appid: "wxd678efh567hg6787",
  combine_mchid: "1230000109",
  sp_openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  return_mchid: "1900000109",
  order_id: "3008450740201411110007820472",
  organization_id: "65535",
  organization_name: "深圳市第一中学",
  out_user_id: "student-1024",
  user_type: "STUDENT",
  id: "0001",
  transfer_remark: "reward of the activity",
  transfer_scene_id: "1000",
  channel_id: "10086",
  sign_plan_id: "1000000000000000001",
  plan_id: "1000000000000000001",
  card_template_id: "87789b2f25177433bcbf407e8e471f95",
  complaint_id: "200201820200101080076610000",
  response_content: "we have sent the goods again",
  attach: "shop 17",
  name: "rent",
  account: "1900000109"
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isValid = (schema: AnySchema, value: unknown): boolean =>
  ParseResult.validateEither(schema as Schema.Schema<unknown>, { onExcessProperty: "preserve" })(value)
    ._tag === "Right"

/** Texts that satisfy most formats. */
const texts: ReadonlyArray<unknown> = [
  "order-1024",
  "1024",
  "order1024",
  "2026-11-20",
  "20261120",
  "20261120120000",
  "2026-11-20T12:00:00+08:00",
  "https://shop.example.com/wechatpay",
  "203.0.113.7",
  "A1B2C3D4",
  "tea",
  1,
  100,
  888,
  true
]

/** The simplest value of a type: required members only, known values by name. */
const valueOf = (ast: AST.AST, name: string): unknown => {
  const accepts = (value: unknown) => isValid(Schema.make(ast), value)
  const byName = usual[name]
  if (byName !== undefined && accepts(byName)) return byName
  switch (ast._tag) {
    case "Literal":
      return ast.literal
    case "Refinement":
      return AST.isTypeLiteral(ast.from) || AST.isTupleType(ast.from) || AST.isRefinement(ast.from)
        ? (texts.find(accepts) ?? valueOf(ast.from, name))
        : texts.find(accepts)
    case "Transformation":
      return valueOf(ast.to, name)
    case "Suspend":
      return valueOf(ast.f(), name)
    case "Union": {
      const [first] = ast.types.filter((type) => !AST.isUndefinedKeyword(type))
      return first === undefined ? undefined : valueOf(first, name)
    }
    case "TupleType":
      return ast.rest[0] === undefined ? [] : [valueOf(ast.rest[0].type, name)]
    case "TypeLiteral":
      return Object.fromEntries(
        ast.propertySignatures
          .filter(({ isOptional }) => !isOptional)
          .map((property) => [property.name, valueOf(property.type, String(property.name))])
      )
    case "Declaration": {
      const redacted = Redacted.make(name === "name" || name === "user_name" ? "张三" : "text")
      if (accepts(redacted)) return redacted
      const bytes = new Uint8Array()
      return accepts(bytes) ? bytes : undefined
    }
    default:
      return texts.find(accepts)
  }
}

const sections = ({ loaded }: EndpointPage): ReadonlyArray<AnySchema> =>
  loaded.version === "v2"
    ? [loaded.endpoint.payload]
    : [loaded.endpoint.params, loaded.endpoint.query, loaded.endpoint.payload].filter(
        (section) => section !== undefined
      )

/** A copy with a value at a path. */
const withValue = (value: unknown, [head, ...rest]: ReadonlyArray<PropertyKey>, given: unknown): unknown => {
  if (head === undefined) return given
  if (Array.isArray(value)) {
    const items: ReadonlyArray<unknown> = value
    return items.map((item, index) => (index === head ? withValue(item, rest, given) : item))
  }
  return isRecord(value) ? { ...value, [head]: withValue(value[String(head)], rest, given) } : value
}

/** Rules across fields say what is missing. */
const complete = (schema: AnySchema, made: unknown): unknown => {
  let value = made
  for (let round = 0; round < 4; round++) {
    const result = ParseResult.validateEither(schema as Schema.Schema<unknown>)(value)
    if (result._tag === "Right") return value
    const [issue] = ParseResult.ArrayFormatter.formatIssueSync(result.left)
    const name = String(issue?.path.at(-1) ?? "")
    if (issue === undefined || usual[name] === undefined) return value
    value = withValue(value, issue.path, usual[name])
  }
  return value
}

const image = { filename: "licence.png", content: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]) }

const video = { filename: "shop.mp4", content: new Uint8Array([0, 0, 0, 24, 102, 116, 121, 112]) }

/** The input of the example. */
export const inputOf = (page: EndpointPage): Readonly<Record<string, unknown>> => {
  const made: Record<string, unknown> = {}
  for (const section of sections(page)) {
    const limits = Upload.limits(section)
    if (limits !== undefined) {
      const isImage = Upload.mediaType(limits, "licence.png") !== undefined
      Object.assign(made, isImage ? image : video)
    } else {
      const schema = Schema.typeSchema(section) as AnySchema
      Object.assign(made, complete(schema, { ...(valueOf(schema.ast, "") as object), ...given[page.id] }))
    }
  }
  return { ...made, ...given[page.id] }
}

/** What an endpoint would reject of its example. */
export const rejected = (page: EndpointPage): string | undefined => {
  const input = inputOf(page)
  for (const section of sections(page)) {
    if (Upload.limits(section) !== undefined) continue
    const result = ParseResult.validateEither(Schema.typeSchema(section) as Schema.Schema<unknown>, {
      onExcessProperty: "ignore"
    })(input)
    if (result._tag === "Left") return ParseResult.TreeFormatter.formatIssueSync(result.left)
  }
  return undefined
}

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

/** TypeScript, as the formatter would break it. */
const printed = (value: unknown, indent: string): string => {
  if (Redacted.isRedacted(value)) return `Redacted.make(${JSON.stringify(Redacted.value(value))})`
  if (value instanceof Uint8Array) return "bytes"
  if (Array.isArray(value)) {
    const items: ReadonlyArray<unknown> = value
    return items.length === 0 ? "[]" : `[${items.map((item) => printed(item, indent)).join(", ")}]`
  }
  if (!isRecord(value)) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  if (entries.length === 0) return "{}"
  const one = `{ ${entries.map(([name, member]) => `${key(name)}: ${printed(member, indent)}`).join(", ")} }`
  if (indent !== "" && one.length + indent.length < 70 && !one.includes("\n")) return one
  const inner = `${indent}  `
  return `{\n${entries.map(([name, member]) => `${inner}${key(name)}: ${printed(member, inner)}`).join(",\n")}\n${indent}}`
}

/** What the client adds does not have to be given. */
const shown = (page: EndpointPage): Readonly<Record<string, unknown>> => {
  const input = inputOf(page)
  const { merchantMember } = page.loaded.endpoint
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== merchantMember))
}

/** A complete program that calls the endpoint. */
export const programOf = (page: EndpointPage): string => {
  const input = shown(page)
  const code = printed(input, "")
  const v2 = page.loaded.version === "v2"
  const withCertificate = page.loaded.version === "v2" && page.loaded.endpoint.clientCertificate
  const isUpload = code.includes(": bytes")
  const effect = ["Effect", "Layer", ...(code.includes("Redacted.make") ? ["Redacted"] : [])].join(", ")
  const client = v2 ? "V2Client" : "WechatPayClient"
  const imports = [
    ...(isUpload || withCertificate ? [`import { readFileSync } from "node:fs"`] : []),
    `import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"`,
    `import * as NodeRuntime from "@effect/platform-node/NodeRuntime"`,
    `import { ${withCertificate ? "ClientCertificate, " : ""}${
      page.package === "core" ? [client, page.namespace].sort().join(", ") : client
    } } from "@effect-wechatpay/core"`,
    ...(page.package === "core"
      ? []
      : [`import { ${page.namespace} } from "@effect-wechatpay/${page.package}"`]),
    `import { UndiciHttpClient } from "@effect-wechatpay/undici"`,
    `import { ${effect} } from "effect"`
  ]
  const certificate = withCertificate
    ? [
        `const clientCertificate = {`,
        `  cert: readFileSync("apiclient_cert.pem", "utf8"),`,
        `  key: readFileSync("apiclient_key.pem", "utf8")`,
        `}`
      ]
    : []
  const provided = withCertificate
    ? `[\n  UndiciHttpClient.layer(),\n  ClientCertificate.layer(UndiciHttpClient.layer({ clientCertificate })),\n  NodeFileSystem.layer\n]`
    : "[UndiciHttpClient.layer(), NodeFileSystem.layer]"
  return [
    ...imports,
    "",
    ...(isUpload ? [`const bytes = readFileSync(${JSON.stringify(String(input.filename))})`, ""] : []),
    `const program = ${page.namespace}.${page.name}(${code})`,
    "",
    ...certificate,
    `const layer = ${client}.layerConfig().pipe(Layer.provide(${provided}))`,
    `NodeRuntime.runMain(Effect.provide(program, layer))`
  ].join("\n")
}

/** The same call by the command, where its options can say it. */
export const commandOf = (page: EndpointPage): string => {
  const input = shown(page)
  const isSimple = Object.values(input).every((value) =>
    ["string", "number", "boolean"].includes(typeof value)
  )
  const options = isSimple
    ? Object.entries(input).map(
        ([name, value]) => `--${name} ${/^[\w.:/-]+$/.test(String(value)) ? value : JSON.stringify(value)}`
      )
    : ["--input input.json"]
  return [`wechatpay call ${page.id}`, ...options].join(" ")
}
