/** The page of an endpoint. */
import type * as ApiError from "@effect-wechatpay/core/ApiError"
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Upload from "@effect-wechatpay/core/Upload"
import * as Duration from "effect/Duration"
import { chineseOf } from "../../packages/cli/src/internal/chinese.js"
import { meaningOf } from "../../packages/cli/src/internal/codes.js"
import type { Docstring } from "./comments.js"
import { commandOf, programOf } from "./example.js"
import { type Field, fieldsOf } from "./fields.js"
import { type EndpointPage, errors } from "./reference.js"
import { breakable, cell, type Language, prefixOf, prose, type Text } from "./text.js"
import { products, titleOf } from "./titles.js"

type Say = (text: Text) => string

export const sayIn =
  (language: Language): Say =>
  (text) =>
    text[language]

/** Prose and code of a docstring. */
export const docstringOf = ({ text }: Docstring): string =>
  text
    .split(/^(```[\s\S]*?^```)$/m)
    .map((part, index) => (index % 2 === 1 ? part : prose(part)))
    .join("")

export const seeOf = (docstring: Docstring, say: Say): string =>
  docstring.see.length === 0
    ? say({ zh: "没有公开的官方页面。", en: "There is no public official page." })
    : docstring.see
        .map(
          ({ note, url }) =>
            `- [${url.replace("https://", "")}](${url})${note === "" ? "" : ` (${prose(note)})`}`
        )
        .join("\n")

const valuesOf = (values: ReadonlyArray<string>): string =>
  values.length === 0 ? "" : values.map((value) => `\`${value}\``).join(" ")

interface Row {
  readonly field: Field
  readonly place?: string
}

const rowOf = ({ field, place }: Row, received: boolean, say: Say): string => {
  const presence = received
    ? field.required
      ? ""
      : say({ zh: "可能没有", en: "may be absent" })
    : field.required
      ? `**${say({ zh: "必填", en: "required" })}**`
      : ""
  const marks = [
    presence,
    field.sensitive
      ? received
        ? say({ zh: "敏感：已解密的 `Redacted`", en: "sensitive: a `Redacted`, decrypted" })
        : say({
            zh: "敏感：自动加密，类型为 `Redacted`",
            en: "sensitive: a `Redacted`, encrypted by the client"
          })
      : "",
    place ?? ""
  ].filter((mark) => mark !== "")
  const limits = say(field.limits)
  const about = [
    cell(field.text),
    limits === "" ? "" : `${say({ zh: "限制：", en: "Limit: " })}${limits}${say({ zh: "。", en: "." })}`,
    valuesOf(field.values)
  ].filter((part) => part !== "")
  return `| \`${field.path}\` | ${[field.type, ...marks].join("<br>")} | ${about.join("<br>")} |`
}

/** A table of fields, of what is sent or of what is received. */
export const fieldTable = (rows: ReadonlyArray<Row>, received: boolean, say: Say): string =>
  [
    `<div class="fields">`,
    "",
    `| ${say({ zh: "字段", en: "field" })} | ${say({ zh: "类型", en: "type" })} | ${say({ zh: "说明", en: "description" })} |`,
    "| --- | --- | --- |",
    ...rows.map((row) => rowOf(row, received, say)),
    "",
    "</div>"
  ].join("\n")

/** Docstrings of fields are in English. */
const inEnglish: Text = {
  zh: "字段说明取自源码，为英文；含义以官方页面为准。金额单位为分，时间为北京时间。",
  en: ""
}

const inputOf = (page: EndpointPage, say: Say): string => {
  const { loaded } = page
  const sections: ReadonlyArray<readonly [name: string, schema: AnySchema | undefined, place: Text]> =
    loaded.version === "v2"
      ? [["payload", loaded.endpoint.payload, { zh: "", en: "" }]]
      : [
          ["params", loaded.endpoint.params, { zh: "路径", en: "in the path" }],
          ["query", loaded.endpoint.query, { zh: "查询参数", en: "in the query" }],
          ["payload", loaded.endpoint.payload, { zh: "", en: "" }]
        ]
  const rows = sections.flatMap(([name, schema, place]) =>
    schema === undefined
      ? []
      : fieldsOf(schema, page.section(name)).map((field) => ({
          field:
            field.path === loaded.endpoint.merchantMember
              ? {
                  ...field,
                  required: false,
                  text: `${field.text} ${say({ zh: "可省略，由客户端填写。", en: "May be omitted: the client adds it." })}`.trim()
                }
              : field,
          place: say(place)
        }))
  )
  if (rows.length === 0) return say({ zh: "没有字段：传 `{}`。", en: "There are no fields: pass `{}`." })
  const upload =
    loaded.version === "v3" && loaded.endpoint.payload !== undefined
      ? Upload.limits(loaded.endpoint.payload)
      : undefined
  return [
    fieldTable(rows, false, say),
    ...(upload === undefined
      ? []
      : [
          say({
            zh: `\`filename\` 与 \`content\` 是要上传的文件。`,
            en: "`filename` and `content` are the file to upload."
          })
        ])
  ].join("\n\n")
}

const responseOf = (page: EndpointPage, say: Say): string => {
  const { success } = page.loaded.endpoint
  if (success === undefined)
    return say({ zh: "成功时没有应答内容（`void`）。", en: "A success has no content (`void`)." })
  const fields = fieldsOf(success, page.section("success"))
  return fields.length === 0
    ? say({ zh: "应答没有确定的字段。", en: "The response has no certain fields." })
    : fieldTable(
        fields.map((field) => ({ field })),
        true,
        say
      )
}

interface Described {
  readonly name: string
  readonly codes: ReadonlyArray<string>
  readonly meaning: string
  readonly advice: string
}

const describe = (error: ApiError.AnyClass, page: EndpointPage, language: Language): Described => {
  const name = (error as unknown as { readonly name: string }).name
  const { codes } = error as unknown as { readonly codes: ReadonlyArray<string> }
  const known =
    errors.find(
      (each) => each.name === name && each.package === page.package && each.codes.join() === codes.join()
    ) ??
    errors.find((each) => each.name === name && each.package === page.package) ??
    errors.find((each) => each.name === name)
  const [code = ""] = codes
  const common = meaningOf(code)
  const chinese = codes.map((each) => chineseOf(each, page.package)).find((each) => each !== undefined)
  const meaning = known?.summary ?? common?.meaning.en ?? ""
  const advice = known?.advice || (common?.todo.en ?? "")
  return {
    name,
    codes,
    meaning: language === "en" ? meaning : (chinese?.[0] ?? common?.meaning.zh ?? meaning),
    advice: language === "en" ? advice : (chinese?.[1] ?? common?.todo.zh ?? advice)
  }
}

const errorsOf = (page: EndpointPage, language: Language): string => {
  const say = sayIn(language)
  const rows = page.loaded.endpoint.errors.map((error) => describe(error, page, language))
  const others = say({
    zh: `其他错误码是 \`ApiError\`；没有得到应答、验签失败等是 \`WechatPayError\`。每个错误都有 \`outcome\`，说明操作是否已生效，见[错误](/guide/errors)。`,
    en: `Other codes are an \`ApiError\`; everything else (no response, an invalid signature) is a \`WechatPayError\`. Each has an \`outcome\` that says whether the operation happened: see [errors](/en/guide/errors).`
  })
  if (rows.length === 0) return others
  return [
    `| ${say({ zh: "类（`catchTag`）", en: "class (`catchTag`)" })} | ${say({ zh: "错误码", en: "code" })} | ${say({ zh: "含义与处理", en: "meaning, and what to do" })} |`,
    "| --- | --- | --- |",
    ...rows.map(
      ({ advice, codes, meaning, name }) =>
        `| \`${name}\` | ${codes.map(breakable).join("<br>")} | ${cell([meaning, advice].filter((part) => part !== "").join(language === "zh" ? "。" : " "))} |`
    ),
    "",
    others
  ].join("\n")
}

const hostOf = ({ loaded }: EndpointPage): string =>
  loaded.endpoint.host === undefined
    ? ""
    : typeof loaded.endpoint.host === "string"
      ? loaded.endpoint.host
      : JSON.stringify(loaded.endpoint.host)

const repetitionOf = ({ loaded }: EndpointPage, say: Say): string => {
  const { endpoint } = loaded
  const interval = loaded.version === "v3" ? Duration.toMillis(loaded.endpoint.retryInterval) : 0
  const least =
    interval === 0
      ? ""
      : say({
          zh: `；两次请求至少间隔 ${interval / 1000} 秒`,
          en: `; at least ${interval / 1000} s between two requests`
        })
  return endpoint.idempotent
    ? `${say({ zh: "可以：以完全相同的参数重复，不会生效两次；客户端会自动重试", en: "yes: the identical request has its effect once, and the client retries it" })}${least}`
    : say({
        zh: "不可盲目重复：可能生效两次。客户端只在确定没有发出时重试；结果未知时先查询",
        en: "not blindly: it may have its effect twice. The client retries it only if nothing was sent; after an unknown outcome, query first"
      })
}

export const nameOf = ({ name, namespace }: Pick<EndpointPage, "namespace" | "name">): string =>
  `${namespace}.${name}`

/** The title of a page: the Chinese name of the call, or its name in code. */
export const pageTitle = (page: EndpointPage, language: Language): string =>
  language === "zh" ? titleOf(page.id) : nameOf(page)

/** The guide of a package. */
export const guideOf: Readonly<Record<string, string>> = {
  pay: "guide/pay",
  refund: "guide/refunds",
  bill: "guide/bills",
  "profit-sharing": "guide/profit-sharing",
  transfer: "guide/transfer",
  payscore: "guide/payscore",
  facepay: "guide/facepay",
  "merchant-complaint": "guide/merchant-complaint",
  media: "guide/uploads",
  core: "guide/self-test"
}

export const endpointPage = (page: EndpointPage, language: Language): string => {
  const say = sayIn(language)
  const at = `/${prefixOf[language]}`
  const product = products[page.package]
  const host = hostOf(page)
  const facts: ReadonlyArray<readonly [Text, string]> = [
    [{ zh: "接口", en: "endpoint" }, `\`${page.method} ${page.path}\``],
    [
      { zh: "代码", en: "in code" },
      `\`${nameOf(page)}\`，\`${page.module}\``.replace("，", language === "zh" ? "，" : ", ")
    ],
    [{ zh: "编号", en: "id" }, `\`${page.id}\``],
    [{ zh: "可否重复", en: "may it be repeated" }, repetitionOf(page, say)],
    ...(host === "" ? [] : [[{ zh: "域名", en: "host" }, `\`${host}\``] as const]),
    ...(page.loaded.version === "v2"
      ? [
          [
            { zh: "协议", en: "interface" },
            say({ zh: "XML（APIv2），见[指南](/guide/v2)", en: "XML (APIv2), see [the guide](/en/guide/v2)" })
          ] as const,
          ...(page.loaded.endpoint.clientCertificate
            ? [
                [
                  { zh: "证书", en: "certificate" },
                  say({ zh: "需要商户证书（双向 TLS）", en: "needs the merchant's certificate (mutual TLS)" })
                ] as const
              ]
            : [])
        ]
      : []),
    [
      { zh: "指南", en: "guide" },
      `[${product?.[language] ?? page.package}](${at}${guideOf[page.package] ?? "guide/quick-start"})`
    ]
  ]
  return [
    "---",
    `title: ${JSON.stringify(language === "zh" ? `${pageTitle(page, language)} ${nameOf(page)}` : nameOf(page))}`,
    `description: ${JSON.stringify(`${page.method} ${page.path}: ${page.summary}`)}`,
    "---",
    "",
    `# ${pageTitle(page, language)}`,
    "",
    ...(language === "zh" ? [`\`${nameOf(page)}\` · ${product?.zh ?? ""}`, ""] : []),
    `<div class="facts">`,
    "",
    "| | |",
    "| --- | --- |",
    ...facts.map(([name, value]) => `| ${say(name)} | ${value} |`),
    "",
    "</div>",
    "",
    docstringOf(page.docstring),
    "",
    `## ${say({ zh: "请求", en: "Request" })}`,
    "",
    ...(inEnglish[language] === "" ? [] : [inEnglish[language], ""]),
    inputOf(page, say),
    "",
    `## ${say({ zh: "示例", en: "Example" })}`,
    "",
    say({
      zh: "完整的程序。环境变量见[配置](/guide/quick-start#配置)；先用[模拟器](/guide/simulator)运行。",
      en: "A complete program. For the variables see [configuration](/en/guide/quick-start#configuration); run it against the [simulator](/en/guide/simulator) first."
    }),
    "",
    "```ts",
    programOf(page),
    "```",
    "",
    say({ zh: "命令行：", en: "The same call by the command:" }),
    "",
    "```sh",
    commandOf(page),
    "```",
    "",
    `## ${say({ zh: "应答", en: "Response" })}`,
    "",
    responseOf(page, say),
    "",
    `## ${say({ zh: "错误", en: "Errors" })}`,
    "",
    errorsOf(page, language),
    "",
    `## ${say({ zh: "官方文档", en: "Official pages" })}`,
    "",
    seeOf(page.docstring, say),
    ""
  ].join("\n")
}
