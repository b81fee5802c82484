/** The panel of face payment: face users and their contracts. */
import * as Effect from "effect/Effect"
import * as Panel from "../../Panel.js"
import * as State from "../../State.js"
import * as FaceUsers from "./faceUsers.js"
import { type FaceUser, faceUserKey, faceUsers } from "./tables.js"

const { action, fact, text } = Panel

const actionsOf = ({ contract_state, organization_id, user_id }: FaceUser): ReadonlyArray<Panel.Action> =>
  contract_state === "CONTRACTED"
    ? [
        action(
          "terminate",
          text("End the contract", "解约"),
          () => FaceUsers.terminateContract(organization_id, user_id),
          { tone: "danger" }
        )
      ]
    : [
        action(
          "sign",
          text("Sign the contract", "签约"),
          () => FaceUsers.signContract({ organization_id, user_id }),
          { tone: "main" }
        )
      ]

const record = (user: FaceUser): Panel.Record => ({
  id: faceUserKey(user),
  title: user.out_user_id,
  state: user.contract_state,
  tone:
    user.contract_state === "CONTRACTED" ? "good" : user.contract_state === "TERMINATED" ? "over" : "open",
  facts: [
    ...fact(text("Organization", "机构"), user.organization_id),
    ...fact(text("User of WeChat Pay", "微信用户 ID"), user.user_id),
    ...fact(text("Contract", "签约 ID"), user.contract_id)
  ],
  actions: actionsOf(user)
})

const users: Panel.Panel = {
  id: "facepay.users",
  title: text("Face users", "刷脸用户"),
  records: Effect.map(State.rows(faceUsers), (rows) => [...rows.filter(() => true)].reverse().map(record)),
  actions: []
}

export const panels: ReadonlyArray<Panel.Panel> = [users]
