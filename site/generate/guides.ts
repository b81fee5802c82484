/** The guides: which files of the repository become which pages, in the order of the side bar. */
import { list, read } from "./files.js"
import type { Text } from "./text.js"

/** A page made of a Markdown file, or of some of its sections. */
export interface Guide {
  /** Without language and ending. */
  readonly route: string
  readonly title: Text
  /** The file; its Chinese edition has `.zh-CN` in its name, if there is one. */
  readonly source: string
  /** Numbers of the second-level headings that the page has; all by default. The editions have the same ones. */
  readonly sections?: ReadonlyArray<number>
}

export interface Group {
  readonly title: Text
  readonly guides: ReadonlyArray<Guide>
}

const guide = (name: string, zh: string, en: string): Guide => ({
  route: `guide/${name}`,
  title: { zh, en },
  source: `docs/${name}.md`
})

/** Of README: which sections are where. */
export const readme = { quickStart: [1, 3, 0, 2], concepts: [4, 5, 6, 7, 8], project: [9, 10] } as const

const listed: ReadonlyArray<Group> = [
  {
    title: { zh: "开始", en: "Start" },
    guides: [
      {
        route: "guide/quick-start",
        title: { zh: "快速开始", en: "Quick start" },
        source: "README.md",
        sections: readme.quickStart
      },
      guide("first-call", "从空目录到第一次调用", "The first call, from an empty folder"),
      {
        route: "guide/concepts",
        title: { zh: "核心概念", en: "Concepts" },
        source: "README.md",
        sections: readme.concepts
      },
      {
        route: "guide/shop",
        title: { zh: "示例商店", en: "The example shop" },
        source: "examples/shop/README.md"
      },
      {
        route: "guide/examples",
        title: { zh: "更多示例", en: "More examples" },
        source: "examples/README.md"
      },
      guide("cli", "命令行 wechatpay", "The command wechatpay"),
      guide("production", "从示例到上线", "From example to production")
    ]
  },
  {
    title: { zh: "产品", en: "Products" },
    guides: [
      guide("pay", "基础支付", "Payments"),
      guide("refunds", "退款", "Refunds"),
      guide("bills", "账单与对账", "Bills"),
      guide("profit-sharing", "分账", "Profit sharing"),
      guide("transfer", "商家转账", "Transfers to users"),
      guide("payscore", "微信支付分", "WeChat Pay Score"),
      guide("facepay", "刷脸支付", "Face payment"),
      guide("merchant-complaint", "消费者投诉", "Consumer complaints"),
      guide("uploads", "图片、视频上传", "Images and videos"),
      guide("v2", "XML 接口（APIv2）", "The XML interface (APIv2)"),
      guide("workflow", "持久化工作流", "Durable workflows"),
      guide("own-package", "自己的接口包", "A package of your own")
    ]
  },
  {
    title: { zh: "通知", en: "Notifications" },
    guides: [
      guide("notifications", "接收通知", "Notifications"),
      guide("frameworks", "Express、Hono、Next.js、NestJS", "Express, Hono, Next.js, NestJS"),
      guide("front-end", "前端调起支付", "The front end")
    ]
  },
  {
    title: { zh: "密钥与部署", en: "Keys and operation" },
    guides: [
      guide("keys", "证书、公钥迁移、KMS", "Certificates, public key, KMS"),
      guide("schemes", "国密与签名方案", "Signature schemes"),
      guide("sensitive-fields", "敏感字段", "Sensitive fields"),
      guide("hosts", "多商户、地域、限流", "Many merchants, regions, limits"),
      guide("sql", "多实例与数据库", "Several instances, a database"),
      guide("tracing", "OpenTelemetry 链路追踪", "OpenTelemetry"),
      guide("self-test", "自测", "Self-test")
    ]
  },
  {
    title: { zh: "排查与迁移", en: "When something fails, and moving" },
    guides: [
      guide("errors", "错误与内部错误码", "Errors and internal codes"),
      guide("signatures", "签名常见问题", "FAQ of signatures"),
      guide("from-axios-plugin", "从 wechatpay-axios-plugin 迁移", "From wechatpay-axios-plugin"),
      guide("from-php", "从 wechatpay-php 迁移", "From wechatpay-php")
    ]
  },
  {
    title: { zh: "模拟器", en: "The simulator" },
    guides: [
      guide("simulator", "模拟器", "The simulator"),
      guide("simulator-languages", "用任何语言测试", "Tests in any language"),
      {
        route: "guide/simulator-package",
        title: { zh: "模拟器参考", en: "Reference of the simulator" },
        source: "packages/simulator/README.md"
      }
    ]
  },
  {
    title: { zh: "质量", en: "Quality" },
    guides: [
      guide("reliability", "可靠性", "Reliability"),
      guide("performance", "性能", "Performance"),
      guide("quality", "官方质量检查", "Quality checks of WeChat Pay"),
      guide("quality-protocol", "协议检查", "Checks of the protocol"),
      guide("quality-complaints", "其他客户端的问题", "Issues of other clients"),
      guide("runtimes", "运行环境", "Runtimes"),
      guide("official", "与官方文档的差异", "Compared with the official pages"),
      guide("official-facts", "官方文档的事实", "Facts of the official pages"),
      guide("mutation", "变异测试", "Mutation testing")
    ]
  },
  {
    title: { zh: "项目", en: "The project" },
    guides: [
      {
        route: "guide/project",
        title: { zh: "运行环境与更多", en: "Supported runtimes and more" },
        source: "README.md",
        sections: readme.project
      },
      guide("architecture", "架构", "Architecture"),
      guide("domain-packages", "新增产品包", "Domain packages"),
      guide("effect4", "Effect 4", "Effect 4"),
      {
        route: "guide/contributing",
        title: { zh: "参与贡献", en: "Contributing" },
        source: "CONTRIBUTING.md"
      },
      { route: "guide/security", title: { zh: "安全", en: "Security" }, source: "SECURITY.md" }
    ]
  }
]

const sources = new Set(listed.flatMap(({ guides }) => guides.map(({ source }) => source)))

/** Guides that have no place above yet, under their own titles. */
const others = list("docs")
  .filter((file) => /^[\w-]+\.md$/.test(file) && file !== "README.md" && !sources.has(`docs/${file}`))
  .map((file) => {
    const title = /^# (.*)$/m.exec(read(`docs/${file}`))?.[1] ?? file
    return guide(file.replace(/\.md$/, ""), title, title)
  })

export const groups: ReadonlyArray<Group> =
  others.length === 0 ? listed : [...listed, { title: { zh: "其他", en: "More" }, guides: others }]
