/** The documentation site: Chinese at the root, English at /en/. */
import { cpSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type DefaultTheme, defineConfig } from "vitepress"
import { repository } from "../generate/files.js"
import { slug } from "../generate/markdown.js"
import { tokenize, words } from "./tokenize.js"

const pages = fileURLToPath(new URL("../pages", import.meta.url))

const sideBars = JSON.parse(readFileSync(`${pages}/sidebars.json`, "utf8")) as Readonly<
  Record<"zh" | "en", DefaultTheme.SidebarMulti>
>

const nav = (
  prefix: string,
  [guide, reference, notifications, codes]: readonly [string, string, string, string]
) => [
  { text: guide, link: `${prefix}guide/quick-start`, activeMatch: `^${prefix}(guide|decisions)/` },
  {
    text: reference,
    link: `${prefix}reference/`,
    activeMatch: `^${prefix}reference/(?!notifications|codes)`
  },
  { text: notifications, link: `${prefix}reference/notifications` },
  { text: codes, link: `${prefix}reference/codes` }
]

/** Where the site is, if it is not at the root of its host. */
const base = process.env.SITE_BASE ?? "/"

export default defineConfig({
  title: "effect-wechatpay",
  base,
  srcDir: "pages",
  // Its host needs no rules for paths without an ending.
  cleanUrls: false,
  // All pages share one file with the side bars.
  metaChunk: true,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}favicon.svg` }]],
  // Pages are written with the anchors of GitHub.
  markdown: {
    anchor: { slugify: slug },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" }
  },
  locales: {
    root: {
      label: "简体中文",
      lang: "zh-CN",
      description: "面向 Effect 的微信支付 APIv3 客户端",
      themeConfig: {
        nav: nav("/", ["指南", "接口", "通知", "错误码"]),
        sidebar: sideBars.zh,
        outline: { level: [2, 3], label: "本页目录" },
        docFooter: { prev: "上一页", next: "下一页" },
        darkModeSwitchLabel: "外观",
        lightModeSwitchTitle: "切换到浅色模式",
        darkModeSwitchTitle: "切换到深色模式",
        sidebarMenuLabel: "菜单",
        returnToTopLabel: "返回顶部",
        langMenuLabel: "切换语言",
        skipToContentLabel: "跳到内容",
        notFound: {
          title: "没有这个页面",
          quote: "地址可能已改变。",
          linkText: "回到首页",
          linkLabel: "回到首页"
        }
      }
    },
    en: {
      label: "English",
      lang: "en",
      description: "WeChat Pay APIv3 for Effect",
      themeConfig: {
        nav: nav("/en/", ["Guide", "Endpoints", "Notifications", "Codes"]),
        sidebar: sideBars.en,
        outline: { level: [2, 3] },
        notFound: { quote: "The address may have changed." }
      }
    }
  },
  themeConfig: {
    socialLinks: [{ icon: "github", link: repository }],
    search: {
      provider: "local",
      options: {
        miniSearch: {
          options: { tokenize },
          searchOptions: {
            tokenize: words,
            boost: { title: 4, titles: 2, text: 1 },
            combineWith: "AND",
            prefix: true,
            fuzzy: 0
          }
        },
        locales: {
          root: {
            translations: {
              button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
              modal: {
                displayDetails: "显示详情",
                resetButtonTitle: "清除",
                backButtonTitle: "关闭",
                noResultsText: "没有结果：",
                footer: {
                  selectText: "打开",
                  navigateText: "移动",
                  closeText: "关闭"
                }
              }
            }
          }
        }
      }
    }
  },
  // For llms.txt: each page as Markdown, beside its HTML.
  buildEnd: ({ outDir }) => {
    cpSync(pages, outDir, { recursive: true, filter: (source) => !/\/(public|sidebars\.json)$/.test(source) })
  }
})
