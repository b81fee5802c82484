/**
 * One word for each thing: the words that code, docstrings, texts and documentation avoid, because the field has another
 * word for it. CONTRIBUTING.md has the list of the words to use.
 */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))

interface Word {
  readonly pattern: RegExp
  readonly instead: string
  /** Texts that contain the word rightly, each with the reason. */
  readonly except?: ReadonlyArray<readonly [text: RegExp, reason: string]>
  /** Only in files whose path matches. */
  readonly within?: RegExp
}

const words: Readonly<Record<string, Word>> = {
  answer: { pattern: /\banswer(s|ed|ing)?\b/i, instead: "response, respond, return" },
  question: {
    pattern: /\bquestions?\b/i,
    instead: "webhook that needs a response",
    except: [[/\bquestion mark\b/, "the character"]]
  },
  refuse: {
    pattern: /\brefus(e|es|ed|al|als|ing)\b/i,
    instead: "reject",
    except: [
      [
        /["'`]Refused["'`]|\bRefused:|"Not Sent", "Refused"|\(Success, Not Sent, Refused, Unknown\)|\boutcome Refused\b|\bas Refused\b/,
        "a literal of Outcome"
      ],
      [/\bconnections? refused\b/i, "the name of ECONNREFUSED"]
    ]
  },
  "say no": { pattern: /\bsa(y|ys|id) no\b/i, instead: "reject, fail" },
  passing: { pattern: /\bpassing\b/i, instead: "transient" },
  pause: {
    pattern: /\bpauses?\b/i,
    instead: "schedule, delay, interval",
    except: [
      [/["`]PAUSE["`]/, "a value of WeChat Pay"],
      [/\bmigration pauses\b/, "WeChat Pay's console has a button that pauses the migration"],
      [/\bpause (a|the) migration\b|\bpause Migration\b|\bmigration\b.*\bpaus/i, "the same button"],
      [/\bPAUSE\b/, "a state of WeChat Pay"],
      [/\bsource\.pause\(\)/, "a method of Node's streams"]
    ]
  },
  cadence: { pattern: /\bcadence\b|\bpatience\b/i, instead: "schedule" },
  settle: {
    pattern: /\bsettl(e|es|ed|ing)\b/i,
    instead: "reconcile, resume",
    except: [
      [/\bsettle Info\b|\ball Settled\b/i, "names of WeChat Pay and of the language"],
      [
        /\b(payment|money|amount|funds?|order|orders|it|nothing) (is|are) settled\b|WeChat Pay settles it/i,
        "money that moves to the merchant's account"
      ]
    ]
  },
  "carry through": { pattern: /\bcarr(y|ies|ied) (\w+ )?(through|out)\b/i, instead: "reconcile, execute" },
  standing: { pattern: /\bstandings?\b/i, instead: "snapshot, state" },
  announce: {
    pattern: /\bannounc(e|es|ed|ing|ement|ements)\b/i,
    instead: "publish",
    except: [
      [/\bannounced hash\b/i, "the hash that an earlier response gives for a file"],
      [/\b(\w+ )?(bytes|length|MiB) (un)?announced\b|\bannounced length\b/i, "Content-Length"]
    ]
  },
  listen: { pattern: /\blisten(s|ed|ing)? (for|to)\b/i, instead: "subscribe" },
  mishap: { pattern: /\bmishaps?\b/i, instead: "fault, fault injection" },
  desk: { pattern: /\b(desk|deck)s?\b/i, instead: "admin API, panel" },
  card: {
    pattern: /\bcards?\b/i,
    instead: "record",
    within: /^packages\/simulator\/(page|src\/(admin\/|Panel\.ts|Admin\.ts))/,
    except: [[/\bbank cards?\b/i, "a card of a bank"]]
  },
  suite: {
    pattern: /(?<!cipher )\bsuites?\b/i,
    instead: "cipher suite",
    except: [[/\btest suites?\b|\bvitest's suite\b/i, "a suite of tests"]]
  },
  "time limit": { pattern: /\btime[ -]limits?\b|\btime-outs?\b/i, instead: "timeout, deadline" },
  outlive: { pattern: /\boutliv/i, instead: "in flight, held across an await" },
  "person with the phone": { pattern: /\bpersons? with (a|the|their) phones?\b/i, instead: "user action" },
  "former names": {
    pattern:
      /\b(InvalidAnswer|maxAnswerBytes|unsignedAnswer|AnswerSignature|AnswerDescription|KeyError|isPassing|OrderPauses|ContractPauses|FacePaymentPauses|leftOpen|NotThisPayment|awaitConfirmed|confirmedOrCancelled|NodeAlgorithms|TimeLimit|sealedPaths|NotPossible|Surroundings|byStrangers)\b/,
    instead: "the name of the vocabulary"
  }
}

/** Paths of WeChat Pay's endpoints are its own words. */
const paths = /\/v[23]\/[\w/{}.-]+/g

/** `outOrderNo` is read as `out Order No`, so that the words inside of names are found. */
const spread = (line: string): string => line.replace(/([a-z])([A-Z])/g, "$1 $2")

const findInLine = (path: string, index: number, line: string): ReadonlyArray<string> =>
  Object.entries(words).flatMap(([name, { except = [], instead, pattern, within }]) => {
    if (within !== undefined && !within.test(path)) return []
    const text = except.reduce(
      (rest, [allowed]) => {
        const every = new RegExp(allowed, `${allowed.flags}g`)
        return rest.replace(every, "")
      },
      name === "former names" ? line : spread(line.replace(paths, ""))
    )
    return pattern.test(text) ? [`${path}:${index + 1}: ${name} (say ${instead}): ${line.trim()}`] : []
  })

const findIn = (path: string): ReadonlyArray<string> =>
  readFileSync(`${root}${path}`, "utf8")
    .split("\n")
    .flatMap((line, index) => findInLine(path, index, line))

const under = (folder: string, ending: RegExp): ReadonlyArray<string> =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && !/(^|\/)(node_modules|dist)\//.test(name))
    .map((name) => `${folder}/${name}`)

const source = /\.(ts|tsx|css|html)$/

const files: ReadonlyArray<string> = [
  ...readdirSync(`${root}packages`).flatMap((name) => [
    ...under(`packages/${name}/src`, source),
    `packages/${name}/README.md`
  ]),
  ...under("packages/simulator/page", source),
  ...under("docs", /\.md$/),
  "README.md",
  "CONTRIBUTING.md"
]

/** A title: the text before a callback, in a call such as `it.effect("…", () =>` or `])("…", ([value]) =>`. */
const title =
  /\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1,\s*(?:\{[^{}]*\},\s*)?(?:async )?(?:\([^()]*\) =>|\(\[|\(\{|\w+ =>)/g

const titlesOf = (path: string): ReadonlyArray<string> => {
  const source = readFileSync(`${root}${path}`, "utf8").replace(/\bdescribe(\.\w+)*\(.*/g, "")
  return [...source.matchAll(title)].map(([, , text = ""]) => text)
}

const tests = under("test", /\.(test|tst)\.ts$/)

/** A title that begins like this has its subject in the `describe` around it. */
const fragment =
  /^(is|are|was|has|have|had|may|can|cannot|must|does|do|says?|keeps?|takes?|gives?|makes?|comes?|goes|names?|tells?|holds?|sends?|reads?|lets?|rejects?|accepts?|uses?|shows?|that|which|of|also) /

describe("the vocabulary", () => {
  it("sources and documentation use the words of the vocabulary only", () => {
    assert.isAbove(files.length, 300)
    assert.deepStrictEqual(files.flatMap(findIn), [])
  })

  it("titles of tests use the words of the vocabulary only, and can be read without their describe", () => {
    const found = tests.flatMap((path) => titlesOf(path).map((text) => [path, text] as const))
    assert.isAbove(found.length, 1200)
    const wrong = found.filter(([path, text]) => fragment.test(text) || findInLine(path, 0, text).length > 0)
    assert.deepStrictEqual(wrong, [])
    assert.match("is retried", fragment)
    assert.isNotEmpty(findInLine("a.test.ts", 0, "an endpoint answers"))
  })

  it("no test compares an Option as a whole, because assert.deepStrictEqual takes None for any Some", () => {
    const compared = /assert\.deepStrictEqual\([^;]{0,200}?, Option\.(some|none)\(/
    const sources = tests.map((path) => [path, readFileSync(`${root}${path}`, "utf8")] as const)
    assert.deepStrictEqual(
      sources.filter(([path, source]) => !path.includes("vocabulary") && compared.test(source)),
      []
    )
    assert.match("assert.deepStrictEqual(yield* found, Option.some(1))", compared)
  })

  it.each(Object.entries(words))("the vocabulary check finds the word %s", (name, { pattern }) => {
    const example: Readonly<Record<string, string>> = {
      announce: "announced",
      cadence: "cadence",
      listen: "listens for",
      "carry through": "carried through",
      "former names": "isPassing",
      "person with the phone": "the person with the phone",
      "say no": "says no",
      "time limit": "time limit"
    }
    assert.match(example[name] ?? name, pattern)
  })
})
