/** Parses and writes the flat XML of APIv2, without code of the client. */
import * as Either from "effect/Either"
import { SaxesParser } from "saxes"

export type Members = Readonly<Record<string, string>>

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The members, or WeChat Pay's text for what is wrong. Document types are rejected. */
export const parseXml = (bytes: Uint8Array): Either.Either<Members, string> => {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return Either.left("编码格式错误，请使用UTF-8编码")
  }
  const members = new Map<string, string>()
  const path: Array<string> = []
  const faults: Array<string> = []
  const parser = new SaxesParser()
  parser.on("error", (error) => faults.push(error.message))
  parser.on("doctype", () => faults.push("document type"))
  parser.on("opentag", ({ name }) => {
    path.push(name)
    if (path.length === 1 && name !== "xml") faults.push("root")
    if (path.length > 2 || (path.length === 2 && members.has(name))) faults.push("member")
    if (path.length === 2) members.set(name, "")
  })
  const take = (chunk: string) => {
    const name = path[1]
    if (path.length === 2 && name !== undefined) members.set(name, `${members.get(name)}${chunk}`)
  }
  parser.on("text", take)
  parser.on("cdata", take)
  parser.on("closetag", () => path.pop())
  parser.write(text).close()
  return faults.length === 0 ? Either.right(Object.fromEntries(members)) : Either.left("XML格式错误")
}

/** As WeChat Pay writes it. */
export const formatXml = (members: Members): string =>
  `<xml>${Object.entries(members)
    .map(([name, value]) => `<${name}><![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]></${name}>`)
    .join("\n")}</xml>`
