/** The first page: what README says first. */
import { read } from "./files.js"
import { edition } from "./markdown.js"
import { type Language, prefixOf } from "./text.js"

interface Feature {
  readonly title: string
  readonly details: string
}

/** The points at the beginning of README. */
const featuresOf = (text: string): ReadonlyArray<Feature> =>
  [...(text.split(/^\| /m)[0] ?? "").matchAll(/^- \*\*(.+?)\*\*[：:]?\s*([\s\S]*?)(?=^- |\n\n)/gm)].map(
    ([, title = "", details = ""]) => ({
      title: title.replace(/\.$/, ""),
      details: details
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .replace(/`([^`]*)`/g, "<code>$1</code>")
        .replace(/(\P{ASCII})\n\s*/gu, "$1")
        .replace(/\s+/g, " ")
        .trim()
    })
  )

const texts = {
  zh: {
    tagline: "面向 Effect 的微信支付 APIv3 客户端，自带模拟器",
    start: "快速开始",
    reference: "全部接口",
    concepts: "核心概念"
  },
  en: {
    tagline: "WeChat Pay APIv3 for Effect, with a simulator",
    start: "Quick start",
    reference: "All endpoints",
    concepts: "Concepts"
  }
} as const

/** Front matter is YAML, of which JSON is a part. */
export const homePage = (language: Language): string => {
  const { concepts, reference, start, tagline } = texts[language]
  const at = `/${prefixOf[language]}`
  const hero = {
    name: "effect-wechatpay",
    tagline,
    actions: [
      { theme: "brand", text: start, link: `${at}guide/quick-start` },
      { theme: "alt", text: reference, link: `${at}reference/` },
      { theme: "alt", text: concepts, link: `${at}guide/concepts` }
    ]
  }
  return [
    "---",
    "layout: home",
    `hero: ${JSON.stringify(hero)}`,
    `features: ${JSON.stringify(featuresOf(read(edition("README.md", language))))}`,
    "---",
    ""
  ].join("\n")
}
