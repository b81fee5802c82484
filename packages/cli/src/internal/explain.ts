/** `wechatpay explain`. */
import * as PayscoreError from "@effect-wechatpay/payscore/PayscoreError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { chineseOf, chineseOfInternal } from "./chinese.js"
import { meaningOf } from "./codes.js"
import { type ListedError, list } from "./lists/errors.js"
import { exitCode, Problem } from "./problem.js"
import { type Result, Session } from "./session.js"
import type { Text } from "./text.js"

interface Explanation {
  readonly title: string
  readonly meaning: Text
  readonly todo: Text
  /** Products whose documentation lists the code. */
  readonly products: ReadonlyArray<string>
}

const productOf = (module: string): string => module.split("/").slice(1).join("/")

/** The XML interface has its own meanings of common codes; they come last. */
const byInterface = (a: ListedError, b: ListedError): number =>
  Number(a[1].includes("V2")) - Number(b[1].includes("V2"))

/** Other spellings of the code have the same entry. */
const inChinese = ([codes, module]: ListedError): readonly [meaning: string, advice: string] | undefined => {
  const product = module.split("/")[1] ?? ""
  for (const code of codes) {
    const found = chineseOf(code, product)
    if (found !== undefined) return found
  }
  return undefined
}

/** Explanations of a code: products may use the same code for different things. */
const byCode = (code: string): ReadonlyArray<Explanation> => {
  const common = meaningOf(code)
  const found = new Map<string, Explanation>()
  for (const listed of list.filter(([codes]) => codes.includes(code)).sort(byInterface)) {
    const [, module, , summary, advice] = listed
    const [meaning, todo] = inChinese(listed) ?? [common?.meaning.zh ?? summary, common?.todo.zh ?? advice]
    found.set(summary, {
      title: code,
      meaning: { en: summary, zh: meaning },
      todo: { en: advice === "" ? (common?.todo.en ?? "") : advice, zh: todo },
      products: [...(found.get(summary)?.products ?? []), productOf(module)]
    })
  }
  if (found.size > 0) return [...found.values()]
  return common === undefined
    ? []
    : [{ title: code, meaning: common.meaning, todo: common.todo, products: [] }]
}

const byInternalCode = (internalCode: number): ReadonlyArray<Explanation> =>
  Option.match(PayscoreError.explain({ internalCode }), {
    onNone: () => [],
    onSome: ({ advice, meaning }) => {
      const [meaningZh, adviceZh] = chineseOfInternal(internalCode) ?? [meaning, advice]
      return [
        {
          title: String(internalCode),
          meaning: { en: meaning, zh: meaningZh },
          todo: { en: advice, zh: adviceZh },
          products: ["payscore"]
        }
      ]
    }
  })

const support: Text = {
  en: "WeChat Pay's support can look up the request: give it the Request-ID",
  zh: "可将 Request-ID 提供给微信支付技术支持查询"
}

const unknown = (text: string): Problem =>
  new Problem({
    what: { en: `${text} is not a documented code`, zh: `${text} 不是文档中的错误码` },
    todo: support,
    code: exitCode.failed
  })

/** The number after the last `-` of a Request-ID is the internal code. */
const internalCodeOf = (text: string): number | undefined => {
  const [, digits] = /(?:^(?=\d{4})|-)(\d{1,12})$/.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits)
}

export const explain = (given: string): Effect.Effect<Result, Problem, Session> =>
  Effect.gen(function* () {
    const { say, style } = yield* Session
    const text = given.trim()
    const internalCode = internalCodeOf(text)
    const isRequestId = internalCode !== undefined && text.includes("-")
    if (isRequestId && internalCode === 0) {
      return {
        text: say({ en: "internal code 0: the request succeeded", zh: "内部码 0：请求成功" }),
        json: { internalCode, explanations: [] }
      }
    }
    const found = internalCode === undefined ? byCode(text.toUpperCase()) : byInternalCode(internalCode)
    if (found.length === 0) return yield* unknown(isRequestId ? String(internalCode) : text)
    return {
      text: found
        .map(({ meaning, products, title, todo }) =>
          [
            `${style.bold(title)}${products.length === 0 ? "" : style.dim(`  (${products.join(", ")})`)}`,
            `  ${say(meaning)}`,
            ...(say(todo) === "" ? [] : [`  → ${say(todo)}`])
          ].join("\n")
        )
        .join("\n\n"),
      json: {
        ...(internalCode === undefined ? { code: text.toUpperCase() } : { internalCode }),
        explanations: found.map(({ meaning, products, todo }) => ({
          meaning: say(meaning),
          advice: say(todo),
          products
        }))
      }
    }
  })
