/** Rules across the fields of a transfer. Each issue contains the name of the field, never its value. */
import type * as Rule from "@effect-wechatpay/core/Rule"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { nameAllowedFrom, nameNeededFrom, redPacketMax, sceneOf } from "./sceneTable.js"

type Issues = ReadonlyArray<Schema.FilterIssue>

const issue = (name: string, message: string): Schema.FilterIssue => ({ path: [name], message })

interface Named {
  readonly transfer_amount: number
  readonly user_name?: Redacted.Redacted | undefined
}

/** Describes the problem with the name of a transfer. */
export const nameProblem = ({ transfer_amount, user_name }: Named): string | undefined => {
  if (user_name === undefined) {
    return transfer_amount >= nameNeededFrom
      ? `is missing: transfers of ${nameNeededFrom} fen and more need it`
      : undefined
  }
  return transfer_amount < nameAllowedFrom
    ? `must not be given for a transfer below ${nameAllowedFrom} fen`
    : undefined
}

/** The valid name for an amount, for generated inputs. */
export const nameFor = ({ transfer_amount, user_name }: Named): Redacted.Redacted | undefined => {
  if (transfer_amount < nameAllowedFrom) return undefined
  return transfer_amount < nameNeededFrom ? user_name : (user_name ?? Redacted.make("张三"))
}

/** A name is required for large amounts and rejected for small amounts. */
export const name: Rule.FieldRule<Named> = {
  check: (input) => {
    const problem = nameProblem(input)
    return problem === undefined ? [] : [issue("user_name", problem)]
  },
  repair: (input) => ({ user_name: nameFor(input) })
}

interface Perceived {
  readonly transfer_scene_id: string
  readonly user_recv_perception?: string | undefined
}

const isPerceptionOf = ({ transfer_scene_id, user_recv_perception }: Perceived): boolean =>
  user_recv_perception === undefined ||
  (sceneOf(transfer_scene_id)?.perceptions.includes(user_recv_perception) ?? true)

/** The displayed purpose must belong to the scene. */
export const perception: Rule.FieldRule<Perceived> = {
  check: (input) =>
    isPerceptionOf(input)
      ? []
      : [
          issue(
            "user_recv_perception",
            `must be ${sceneOf(input.transfer_scene_id)?.perceptions.join(" or ")} in this scene`
          )
        ],
  repair: (input) => ({
    user_recv_perception: isPerceptionOf(input)
      ? input.user_recv_perception
      : sceneOf(input.transfer_scene_id)?.perceptions[0]
  })
}

interface ReportInfo {
  readonly info_type: string
  readonly info_content: string
}

interface Reported {
  readonly transfer_scene_report_infos: ReadonlyArray<ReportInfo>
}

const reports = (
  infoTypes: ReadonlyArray<string>,
  { transfer_scene_report_infos: infos }: Reported
): Issues =>
  infos.length === infoTypes.length &&
  infoTypes.every((type) => infos.some(({ info_type }) => info_type === type))
    ? []
    : [issue("transfer_scene_report_infos", `must be ${infoTypes.join(", ")} in this scene, each once`)]

const reported = (infoTypes: ReadonlyArray<string>, { transfer_scene_report_infos: [first] }: Reported) => ({
  transfer_scene_report_infos: infoTypes.map((info_type) => ({
    info_type,
    info_content: first?.info_content ?? "content"
  }))
})

/** The report infos must have these types, each exactly once. */
export const reportOf = (infoTypes: ReadonlyArray<string>): Rule.FieldRule<Reported> => ({
  check: (input) => reports(infoTypes, input),
  repair: (input) => reported(infoTypes, input)
})

/** The report infos must have the types of the scene, each exactly once. */
export const report: Rule.FieldRule<Reported & { readonly transfer_scene_id: string }> = {
  check: (input) => reports(sceneOf(input.transfer_scene_id)?.infoTypes ?? [], input),
  repair: (input) => reported(sceneOf(input.transfer_scene_id)?.infoTypes ?? [], input)
}

interface Styled {
  readonly transfer_scene_id: string
  readonly transfer_amount: number
  readonly user_recv_style?: { readonly type: string } | undefined
}

const redPacketIssues = ({ transfer_amount, transfer_scene_id, user_recv_style }: Styled): Issues => {
  if (user_recv_style?.type !== "RED_PACKET") return []
  return [
    ...(sceneOf(transfer_scene_id)?.redPacket === false
      ? [issue("user_recv_style", "must not be RED_PACKET in this scene")]
      : []),
    ...(transfer_amount > redPacketMax
      ? [issue("transfer_amount", `must be at most ${redPacketMax} fen in a red packet`)]
      : [])
  ]
}

/** A red packet has a maximum amount and is not allowed in every scene. */
export const redPacket: Rule.FieldRule<Styled> = {
  check: redPacketIssues,
  repair: (input) =>
    redPacketIssues(input).length === 0 ? {} : { user_recv_style: { type: "CONFIRM_PAGE" } }
}
