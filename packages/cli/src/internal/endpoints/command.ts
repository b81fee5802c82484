/** The commands of the endpoints, made from the endpoint values. */
import * as Option from "effect/Option"
import { type Flag, optional, optionalChoice, type Say } from "../flags.js"
import { list, modules } from "../lists/endpoints.js"
import { type Leaf, leaf } from "../options.js"
import { plain, type Text } from "../text.js"
import { type Field, fieldsFor, isUpload, sensitiveFor } from "./fields.js"
import { type Listed, type Loaded, load } from "./listed.js"

/** Options that every endpoint has; a field of the same name is given by `--input`. */
const reserved = new Set([
  "json",
  "lang",
  "env-file",
  "input",
  "file",
  "help",
  "version",
  "completions",
  "wizard",
  "log-level"
])

const optionOf = (say: Say, { choices, path, required, text, type }: Field): Flag<Option.Option<string>> => {
  const mark = required ? say({ en: "Required. ", zh: "必填。" }) : ""
  const description = plain(`${mark}${say(text)}`)
  return choices.length > 0
    ? optionalChoice(say, path, choices, description)
    : { ...optional(say, "text", path, description), label: type }
}

const descriptionOf = ([, method, path, , , summary]: Listed, loaded: Loaded | undefined): Text => {
  const base = `${summary.replace(/\.$/, "")} (${method} ${path}).`
  if (loaded === undefined) return plain(base)
  const sensitive = sensitiveFor(loaded)
  const repeatable = loaded.endpoint.idempotent
    ? { en: " May be repeated with the same input.", zh: " 可用相同参数重复调用。" }
    : { en: " Do not repeat it blindly: it may take effect twice.", zh: " 请勿盲目重复调用：可能重复生效。" }
  const hidden =
    sensitive.length === 0
      ? plain("")
      : {
          en: ` Sensitive fields, which only --input can have: ${sensitive.join(", ")}.`,
          zh: ` 敏感字段只能通过 --input 提供：${sensitive.join("、")}。`
        }
  return { en: `${base}${repeatable.en}${hidden.en}`, zh: `${base}${repeatable.zh}${hidden.zh}` }
}

/** One endpoint. Without its fields it is only listed. */
const endpointCommand = (say: Say, listed: Listed, loaded: Loaded | undefined) => {
  const fields = loaded === undefined ? [] : fieldsFor(loaded).filter(({ path }) => !reserved.has(path))
  const options = Object.fromEntries(fields.map((field) => [field.path, optionOf(say, field)]))
  return leaf(
    say,
    listed[0],
    descriptionOf(listed, loaded),
    {
      fields: options,
      input: optional(say, "file", "input", {
        en: "A file with the input as JSON, as on the wire; - is the standard input. Options complete and replace it.",
        zh: "JSON 格式的输入文件（与接口字段一致）；- 表示标准输入。选项会补充或覆盖其中的字段。"
      }),
      ...(loaded !== undefined && isUpload(loaded)
        ? {
            file: optional(say, "file", "file", {
              en: "Required. The file to upload.",
              zh: "必填。要上传的文件。"
            })
          }
        : {})
    },
    async (given) => {
      const { call } = await import("./call.js")
      const { file: upload = Option.none() } = given
      return call(loaded ?? (await load(modules, listed)), {
        input: Option.getOrUndefined(given.input),
        file: Option.getOrUndefined(upload),
        options: fields.flatMap((field) => {
          const value = given.fields[field.path]
          return value !== undefined && Option.isSome(value) ? [[field, value.value] as const] : []
        })
      })
    }
  )
}

/**
 * The commands of `wechatpay call`. Only the endpoints of `wanted` are loaded and have their fields; all others are
 * listed. Without `wanted` all are loaded, for the scripts of completion.
 */
export const endpointCommands = (say: Say, wanted?: ReadonlyArray<string>): Promise<ReadonlyArray<Leaf>> =>
  Promise.all(
    list.map(async (listed) =>
      endpointCommand(
        say,
        listed,
        wanted === undefined || wanted.includes(listed[0]) ? await load(modules, listed) : undefined
      )
    )
  )
