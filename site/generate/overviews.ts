/** Overviews of the reference: endpoints, notifications, codes. */

import * as PayscoreError from "@effect-wechatpay/payscore/PayscoreError"
import * as Option from "effect/Option"
import { chineseOf, chineseOfInternal, internalCodes } from "../../packages/cli/src/internal/chinese.js"
import { meaningOf } from "../../packages/cli/src/internal/codes.js"
import { nameOf, pageTitle, sayIn } from "./endpointPage.js"
import { notificationPageTitle } from "./notificationPage.js"
import { type EndpointPage, errors, type NotificationPage } from "./reference.js"
import { breakable, cell, type Language, prefixOf } from "./text.js"
import { products } from "./titles.js"

export const endpointOverview = (pages: ReadonlyArray<EndpointPage>, language: Language): string => {
  const say = sayIn(language)
  return [
    `# ${say({ zh: "全部接口", en: "All endpoints" })}`,
    "",
    say({
      zh: `共 ${pages.length} 个接口，每个一页。`,
      en: `${pages.length} endpoints, a page for each.`
    }),
    "",
    ...Object.entries(products).flatMap(([name, title]) => {
      const own = pages.filter((page) => page.package === name)
      if (own.length === 0) return []
      return [
        `## ${title[language]}`,
        "",
        `\`@effect-wechatpay/${name}\``,
        "",
        `| ${say({ zh: "名称", en: "call" })} | ${say({ zh: "接口", en: "endpoint" })} |`,
        "| --- | --- |",
        ...own.map(
          (page) =>
            `| [${language === "zh" ? `${pageTitle(page, language)}` : breakable(nameOf(page))}](/${prefixOf[language]}${page.route})${language === "zh" ? `<br>${breakable(nameOf(page))}` : `<br>${cell(page.summary)}`} | \`${page.method}\`<br>${breakable(page.path)} |`
        ),
        ""
      ]
    })
  ].join("\n")
}

export const notificationOverview = (pages: ReadonlyArray<NotificationPage>, language: Language): string => {
  const say = sayIn(language)
  return [
    `# ${say({ zh: "全部通知", en: "All notifications" })}`,
    "",
    `| ${say({ zh: "通知", en: "notification" })} | ${say({ zh: "事件类型", en: "event type" })} |`,
    "| --- | --- |",
    ...pages.map(
      (page) =>
        `| [${language === "zh" ? notificationPageTitle(page, language) : breakable(nameOf(page))}](/${prefixOf[language]}${page.route})${language === "zh" ? `<br>${breakable(nameOf(page))}` : `<br>${cell(page.summary)}`} | ${breakable(page.eventType)} |`
    ),
    ""
  ].join("\n")
}

/** Every code that a package knows. */
export const codeOverview = (language: Language): string => {
  const say = sayIn(language)
  return [
    `# ${say({ zh: "错误码", en: "Codes" })}`,
    "",
    say({
      zh: "业务错误码与对应的类。同一错误码在不同产品中含义可能不同。`wechatpay explain 错误码` 在命令行给出同样的说明。",
      en: "Business codes, and their classes. Products use some codes for different things. `wechatpay explain CODE` says the same on the command line."
    }),
    "",
    `| ${say({ zh: "错误码", en: "code" })} | ${say({ zh: "类", en: "class" })} | ${say({ zh: "含义与处理", en: "meaning, and what to do" })} |`,
    "| --- | --- | --- |",
    ...errors.map(({ advice, codes, name, package: product, summary }) => {
      const common = meaningOf(codes[0] ?? "")
      const chinese = codes.map((code) => chineseOf(code, product)).find((each) => each !== undefined)
      const text =
        language === "en"
          ? [summary, advice || (common?.todo.en ?? "")].filter((part) => part !== "").join(" ")
          : [chinese?.[0] ?? common?.meaning.zh ?? summary, chinese?.[1] ?? common?.todo.zh ?? advice]
              .filter((part) => part !== "")
              .join("。")
      return `| ${codes.map(breakable).join("<br>")} | ${breakable(name)}<br>${products[product]?.[language] ?? product} | ${cell(text)} |`
    }),
    "",
    `## ${say({ zh: "内部错误码", en: "Internal codes" })}`,
    "",
    say({
      zh: "应答头 `Request-ID` 的最后一段数字是内部错误码，`error.internalCode` 即为此数字。微信支付公布了支付分的部分内部错误码：",
      en: "The last number of the header `Request-ID` is the internal code, which is `error.internalCode`. WeChat Pay published some of WeChat Pay Score:"
    }),
    "",
    `| ${say({ zh: "内部错误码", en: "internal code" })} | ${say({ zh: "含义", en: "meaning" })} | ${say({ zh: "处理", en: "what to do" })} |`,
    "| --- | --- | --- |",
    ...internalCodes.map((internalCode) => {
      const english = Option.getOrElse(PayscoreError.explain({ internalCode }), () => ({
        meaning: "",
        advice: ""
      }))
      const chinese = chineseOfInternal(internalCode)
      const [meaning, todo] = language === "zh" ? (chinese ?? []) : [english.meaning, english.advice]
      return `| \`${internalCode}\` | ${cell(meaning ?? "")} | ${cell(todo ?? "")} |`
    }),
    ""
  ].join("\n")
}
