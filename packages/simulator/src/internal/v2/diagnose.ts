/** Determines which known mistake explains a wrong `sign` of the XML interface: the one that computes the same value. */
import type { SignType } from "@effect-wechatpay/core/V2Signature"
import * as Redacted from "effect/Redacted"
import type { Merchant } from "../../Merchant.js"
import type { Diagnosis } from "../diagnosis/diagnose.js"
import { type Mistake, mistake, type Text } from "../diagnosis/mistakes.js"
import { digest, joined, sign } from "./sign.js"
import type { Members } from "./xml.js"

/** The request whose `sign` is wrong. */
export interface Suspect {
  readonly members: Members
  readonly merchant: Merchant
  readonly merchants: ReadonlyArray<Merchant>
  /** The algorithms that the call accepts. */
  readonly signTypes: ReadonlyArray<SignType>
}

const signTypes: ReadonlyArray<SignType> = ["MD5", "HMAC-SHA256"]

/** How many characters of a text are kept. */
const shownLength = 4096

interface Candidate {
  readonly text: string
  readonly mistakes: ReadonlyArray<Mistake>
}

const pairsOf = (entries: ReadonlyArray<readonly [string, string]>, encode = (value: string) => value) =>
  entries.map(([name, value]) => `${name}=${encode(value)}`).join("&")

const byName = ([left]: readonly [string, string], [right]: readonly [string, string]) =>
  left < right ? -1 : left > right ? 1 : 0

/** The texts that the client may have signed, without the key. */
const candidates = (members: Members): ReadonlyArray<Candidate> => {
  const all = Object.entries(members).filter(([name]) => name !== "sign")
  const given = all.filter(([, value]) => value !== "")
  const sorted = [...given].sort(byName)
  const ignoringCase = [...given].sort((left, right) =>
    byName([left[0].toLowerCase(), ""], [right[0].toLowerCase(), ""])
  )
  return [
    { text: joined(members), mistakes: [] },
    {
      text: pairsOf(given),
      mistakes: [
        mistake("v2Unsorted", { en: "they are in the order of the request", zh: "仍是报文中的顺序" })
      ]
    },
    {
      text: pairsOf(ignoringCase),
      mistakes: [
        mistake("v2Unsorted", { en: "upper and lower case were not distinguished", zh: "未区分大小写" })
      ]
    },
    {
      text: pairsOf([...given].sort(byName).reverse()),
      mistakes: [mistake("v2Unsorted", { en: "they are in reverse order", zh: "为逆序" })]
    },
    { text: pairsOf([...all].sort(byName)), mistakes: [mistake("v2EmptyMembers")] },
    { text: pairsOf(sorted, encodeURIComponent), mistakes: [mistake("v2Encoded")] },
    {
      text: new URLSearchParams(sorted.map(([name, value]) => [name, value])).toString(),
      mistakes: [mistake("v2Encoded")]
    },
    ...sorted.map(([left]) => ({
      text: pairsOf(sorted.filter(([name]) => name !== left)),
      mistakes: [mistake("v2MemberLeftOut", left)]
    }))
  ]
}

interface Key {
  readonly value: string
  readonly mistakes: ReadonlyArray<Mistake>
}

const keysOf = ({ merchant, merchants }: Suspect): ReadonlyArray<Key> => {
  const other = (key: Redacted.Redacted, name: Text): Key => ({
    value: Redacted.value(key),
    mistakes: [mistake("v2OtherKey", name)]
  })
  return [
    { value: Redacted.value(merchant.apiV2Key), mistakes: [] },
    other(merchant.apiV3Key, { en: "the APIv3 key", zh: " APIv3 密钥" }),
    ...merchants
      .filter(({ mchid }) => mchid !== merchant.mchid)
      .map(({ apiV2Key, mchid }) =>
        other(apiV2Key, { en: `the APIv2 key of the merchant ${mchid}`, zh: `商户 ${mchid} 的 APIv2 密钥` })
      )
  ]
}

const find = (suspect: Suspect, given: string, named: SignType): ReadonlyArray<Mistake> => {
  const wanted = given.toUpperCase()
  const lowerCase = given === wanted ? [] : [mistake("v2LowerCase")]
  const likely = [...signTypes].sort((left, right) => Number(right === named) - Number(left === named))
  for (const { text, mistakes } of candidates(suspect.members)) {
    for (const key of keysOf(suspect)) {
      for (const type of likely) {
        const ofType = type === named ? [] : [mistake("v2OtherAlgorithm", type)]
        const found = [...key.mistakes, ...ofType, ...mistakes]
        if (digest(`${text}&key=${key.value}`, type, key.value) === wanted) return [...found, ...lowerCase]
        if (digest(text, type, key.value) === wanted) {
          return [...found, mistake("v2KeyNotJoined"), ...lowerCase]
        }
      }
    }
  }
  return [mistake("v2Unknown")]
}

/** The mistakes that together explain `sign`, with the text that had to be signed and its signature. */
export const diagnoseV2 = (suspect: Suspect): Diagnosis => {
  const { members, merchant } = suspect
  const name = members.sign_type || "MD5"
  const signType = signTypes.find((one) => one === name && suspect.signTypes.includes(one))
  const right = signType ?? (suspect.signTypes[0] as SignType)
  const received = members.sign ?? ""
  return {
    mistakes: !received
      ? [mistake("v2SignMissing")]
      : signType === undefined
        ? [mistake("v2SignType", name.slice(0, 64))]
        : find(suspect, received, signType),
    v2: {
      signType: right,
      text: joined(members).slice(0, shownLength),
      expected: sign(members, right, merchant),
      received: received.slice(0, 256)
    }
  }
}
