/** The page of a notification. */

import { moduleDocstring } from "./comments.js"
import { docstringOf, fieldTable, guideOf, nameOf, sayIn, seeOf } from "./endpointPage.js"
import { fieldsOf } from "./fields.js"
import type { NotificationPage } from "./reference.js"
import { type Language, prefixOf } from "./text.js"
import { notificationTitleOf, products } from "./titles.js"

/** A handler of the notification. */
export const handlerOf = (page: NotificationPage): string =>
  [
    page.package === "core"
      ? `import { NotificationHandler, ${page.namespace} } from "@effect-wechatpay/core"`
      : `import { NotificationHandler } from "@effect-wechatpay/core"\nimport { ${page.namespace} } from "@effect-wechatpay/${page.package}"`,
    `import { Effect } from "effect"`,
    "",
    `export const handler = NotificationHandler.make([${page.namespace}.${page.name}], {`,
    `  ${JSON.stringify(page.eventType)}: (event) => Effect.log(\`handled \${event.id}\`),`,
    `  unknown: () => Effect.void`,
    `})`
  ].join("\n")

export const notificationPageTitle = (page: NotificationPage, language: Language): string =>
  language === "zh" ? notificationTitleOf(nameOf(page)) : nameOf(page)

export const notificationPage = (page: NotificationPage, language: Language): string => {
  const say = sayIn(language)
  const at = `/${prefixOf[language]}`
  const product = products[page.package]
  const shapes = page.shapes.flatMap(({ lookup, name, schema }) => [
    ...(page.shapes.length === 1 ? [] : [`### \`event.shape\` = \`${name}\``, ""]),
    fieldTable(
      fieldsOf(schema, lookup).map((field) => ({ field })),
      true,
      say
    ),
    ""
  ])
  // Some link the official page where their module begins.
  const see = page.docstring.see.length > 0 ? page.docstring : moduleDocstring(page.module)
  return [
    "---",
    `title: ${JSON.stringify(language === "zh" ? `${notificationPageTitle(page, language)} ${page.eventType}` : nameOf(page))}`,
    `description: ${JSON.stringify(`${page.eventType}: ${page.summary}`)}`,
    "---",
    "",
    `# ${notificationPageTitle(page, language)}`,
    "",
    `\`${page.eventType}\` · \`${nameOf(page)}\` · [${product?.[language] ?? page.package}](${at}${guideOf[page.package] ?? ""})`,
    "",
    docstringOf(page.docstring),
    "",
    `## ${say({ zh: "处理", en: "Handle it" })}`,
    "",
    say({
      zh: "同一通知可能送达多次，处理程序只对每次业务发生运行一次；服务器的写法见[接收通知](/guide/notifications)与[各框架](/guide/frameworks)。",
      en: "WeChat Pay may deliver a notification several times; the handler runs once for each occurrence. For servers see [notifications](/en/guide/notifications) and [frameworks](/en/guide/frameworks)."
    }),
    "",
    "```ts",
    handlerOf(page),
    "```",
    "",
    `## ${say({ zh: "内容", en: "Content" })}`,
    "",
    say({ zh: "解密后的 `event.resource`。", en: "`event.resource`, decrypted." }),
    "",
    ...shapes,
    `## ${say({ zh: "官方文档", en: "Official pages" })}`,
    "",
    seeOf(see, say),
    ""
  ].join("\n")
}
