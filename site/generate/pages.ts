/** All pages of the site, and its side bars. */
import { endpointPage, nameOf, pageTitle } from "./endpointPage.js"
import { list, read } from "./files.js"
import { type Group, type Guide, groups } from "./guides.js"
import { homePage } from "./home.js"
import { edition, type Heading, headingsOf, type Site, slug, textOf, toPage } from "./markdown.js"
import { notificationPage, notificationPageTitle } from "./notificationPage.js"
import { codeOverview, endpointOverview, notificationOverview } from "./overviews.js"
import { type EndpointPage, endpoints, type NotificationPage, notifications } from "./reference.js"
import { type Language, languages, prefixOf, type Text } from "./text.js"
import { products } from "./titles.js"

export interface Page {
  /** Of the file: `en/guide/pay.md`. */
  readonly file: string
  readonly language: Language
  readonly route: string
  readonly title: string
  readonly summary: string
  readonly text: string
}

export interface SideBarItem {
  readonly text: string
  readonly link?: string
  readonly collapsed?: boolean
  readonly items?: ReadonlyArray<SideBarItem>
}

const decisions: ReadonlyArray<Guide> = list("docs/decisions").map((file) => {
  const [first = ""] = read(`docs/decisions/${file}`).split("\n")
  const title = first.replace(/^# /, "")
  return {
    route: `decisions/${file.replace(/\.md$/, "")}`,
    title: { zh: title, en: title },
    source: `docs/decisions/${file}`
  }
})

const decisionGroup: Group = { title: { zh: "设计决策", en: "Design decisions" }, guides: decisions }

const allGuides: ReadonlyArray<Guide> = [...groups, decisionGroup].flatMap(({ guides }) => guides)

const bySource = new Map<string, ReadonlyArray<Guide>>()
for (const guide of allGuides) bySource.set(guide.source, [...(bySource.get(guide.source) ?? []), guide])

const headings = new Map<string, ReadonlyArray<Heading>>()

const headingsIn = (file: string): ReadonlyArray<Heading> => {
  const known = headings.get(file)
  if (known !== undefined) return known
  const found = headingsOf(read(file))
  headings.set(file, found)
  return found
}

/** The anchor in the edition of a language, of an anchor of any edition: the heading at the same place. */
const anchorIn = (source: string, anchor: string, language: Language): string => {
  const own = headingsIn(edition(source, language))
  if (anchor === "" || own.some((heading) => heading.anchor === anchor)) return anchor
  for (const other of languages) {
    const theirs = headingsIn(edition(source, other))
    const index = theirs.findIndex((heading) => heading.anchor === anchor)
    if (index >= 0) return theirs.length === own.length ? (own[index]?.anchor ?? "") : ""
  }
  throw new Error(`${source} has no heading #${anchor}`)
}

/** README is several pages. */
const holds = (guide: Guide, anchor: string, language: Language): boolean =>
  guide.sections === undefined ||
  headingsOf(textOf(guide, language)).some((heading) => heading.anchor === anchor)

const site: Site = {
  routeOf: (source, anchor, language) => {
    if (source === "docs" || source === "docs/README.md") return { route: "guide/quick-start", anchor: "" }
    if (source === "docs/decisions") return { route: decisions[0]?.route ?? "", anchor: "" }
    const guides = bySource.get(source)
    if (guides === undefined) return undefined
    const own = anchorIn(source, anchor, language)
    const guide = guides.find((each) => anchor !== "" && holds(each, own, language)) ?? guides[0]
    return guide && { route: guide.route, anchor: own }
  }
}

const untranslated = "::: info 提示\n本页暂无中文版，以下为英文原文。代码与命令相同。\n:::\n"

const guidePage = (guide: Guide, language: Language): string => {
  const file = edition(guide.source, language)
  // A section that is named as its page needs no heading of its own.
  const page = toPage(textOf(guide, language), file, language, site).replace(/^# (.*)\n\n## \1\n/, "# $1\n")
  const isTranslated = language === "en" || file.endsWith(".zh-CN.md")
  return isTranslated ? page : page.replace(/^(# .*\n)/, `$1\n${untranslated}`)
}

/** The first sentence below the title. */
const summaryOf = (text: string): string => {
  const [, body = ""] = text.split(/^# .*\n/m)
  const [paragraph = ""] = body
    .replace(/^:::[\s\S]*?^:::$/m, "")
    .trim()
    .split(/\n\s*\n/)
  const plain = paragraph.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ")
  return /^.*?[.。](?=\s|$|\P{ASCII})/u.exec(plain)?.[0] ?? plain.slice(0, 160)
}

const page = (
  language: Language,
  route: string,
  title: string,
  text: string,
  summary = summaryOf(text)
): Page => ({
  file: `${prefixOf[language]}${route}.md`,
  language,
  route,
  title,
  summary,
  text
})

const overviews = {
  endpoints: { zh: "全部接口", en: "All endpoints" },
  notifications: { zh: "全部通知", en: "All notifications" },
  codes: { zh: "错误码", en: "Codes" }
} as const satisfies Record<string, Text>

const ofLanguage = (
  language: Language,
  all: ReadonlyArray<EndpointPage>,
  events: ReadonlyArray<NotificationPage>
): ReadonlyArray<Page> => [
  page(language, "index", "effect-wechatpay", homePage(language), ""),
  ...allGuides.map((guide) => page(language, guide.route, guide.title[language], guidePage(guide, language))),
  page(language, "reference/index", overviews.endpoints[language], endpointOverview(all, language)),
  page(
    language,
    "reference/notifications",
    overviews.notifications[language],
    notificationOverview(events, language)
  ),
  page(language, "reference/codes", overviews.codes[language], codeOverview(language)),
  ...all.map((each) =>
    page(
      language,
      each.route,
      language === "zh" ? `${pageTitle(each, language)} ${nameOf(each)}` : nameOf(each),
      endpointPage(each, language),
      each.summary
    )
  ),
  ...events.map((each) =>
    page(
      language,
      each.route,
      `${notificationPageTitle(each, language)} ${each.eventType}`,
      notificationPage(each, language),
      each.summary
    )
  )
]

/** Every page in both languages. */
export const pages: Promise<ReadonlyArray<Page>> = Promise.all([endpoints, notifications]).then(
  ([all, events]) => languages.flatMap((language) => ofLanguage(language, all, events))
)

const link = (language: Language, route: string): string =>
  `/${prefixOf[language]}${route.replace(/(^|\/)index$/, "$1")}`

/** A group that can be closed has a link: without one it is a button, with the button that closes it inside. */
const closable = (
  text: string,
  items: ReadonlyArray<SideBarItem>,
  collapsed: boolean,
  link = items[0]?.link
): SideBarItem => ({ text, collapsed, items, ...(link === undefined ? {} : { link }) })

const guideBar = (language: Language): ReadonlyArray<SideBarItem> => {
  const items = ({ guides }: Group) =>
    guides.map((guide) => ({ text: guide.title[language], link: link(language, guide.route) }))
  return [
    ...groups.map((group) => ({ text: group.title[language], items: items(group) })),
    closable(decisionGroup.title[language], items(decisionGroup), true)
  ]
}

const productItems = (
  language: Language,
  all: ReadonlyArray<EndpointPage>,
  events: ReadonlyArray<NotificationPage>
): ReadonlyArray<SideBarItem> => {
  const namespaces = [...new Set(all.map(({ namespace }) => namespace))]
  const items = (of: ReadonlyArray<EndpointPage>): ReadonlyArray<SideBarItem> =>
    of.map((each) => ({
      text: language === "zh" ? pageTitle(each, language) : nameOf(each),
      link: link(language, each.route)
    }))
  return [
    ...(namespaces.length > 8
      ? namespaces.flatMap((namespace) => {
          const own = all.filter((each) => each.namespace === namespace)
          return own.length === 1 ? items(own) : [closable(namespace, items(own), true)]
        })
      : items(all)),
    ...events.map((each) => ({
      text: notificationPageTitle(each, language),
      link: link(language, each.route)
    }))
  ]
}

/** Of the whole reference, with the calls of one product. */
const referenceBar = (
  language: Language,
  all: ReadonlyArray<EndpointPage>,
  events: ReadonlyArray<NotificationPage>,
  shown?: string
): ReadonlyArray<SideBarItem> => [
  {
    text: language === "zh" ? "接口参考" : "Reference",
    items: [
      { text: overviews.endpoints[language], link: link(language, "reference/index") },
      { text: overviews.notifications[language], link: link(language, "reference/notifications") },
      { text: overviews.codes[language], link: link(language, "reference/codes") }
    ]
  },
  ...Object.entries(products).map(([name, title]): SideBarItem => {
    const of = <P extends { readonly package: string }>(pages: ReadonlyArray<P>) =>
      pages.filter((each) => each.package === name)
    const overview = `${link(language, "reference/index")}#${slug(title[language])}`
    return name === shown
      ? closable(title[language], productItems(language, of(all), of(events)), false, overview)
      : { text: title[language], link: overview }
  })
]

/** The side bars of a language, by the beginning of the path. */
export const sideBars = async (
  language: Language
): Promise<Readonly<Record<string, ReadonlyArray<SideBarItem>>>> => {
  const [all, events] = await Promise.all([endpoints, notifications])
  const guides = guideBar(language)
  return {
    [`/${prefixOf[language]}guide/`]: guides,
    [`/${prefixOf[language]}decisions/`]: guides,
    [`/${prefixOf[language]}reference/`]: referenceBar(language, all, events),
    ...Object.fromEntries(
      Object.keys(products).map((name) => [
        `/${prefixOf[language]}reference/${name}/`,
        referenceBar(language, all, events, name)
      ])
    )
  }
}
