/** Face users and their contracts. */
import * as Effect from "effect/Effect"
import * as FaceUsers from "../../domains/facepay/faceUsers.js"
import { type FaceUser, faceUserKey, faceUsers } from "../../domains/facepay/index.js"
import type * as Panel from "../../Panel.js"
import * as State from "../../State.js"
import { button, fact, text } from "./shared.js"

const actionsOf = ({ contract_state, organization_id, user_id }: FaceUser): ReadonlyArray<Panel.Action> =>
  contract_state === "CONTRACTED"
    ? [
        button(
          "terminate",
          text("End the contract", "解约"),
          () => FaceUsers.terminateContract(organization_id, user_id),
          { tone: "danger" }
        )
      ]
    : [
        button(
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

export const users: Panel.Panel = {
  id: "facepay.users",
  title: text("Face users", "刷脸用户"),
  records: Effect.map(State.rows(faceUsers), (rows) => [...rows.filter(() => true)].reverse().map(record)),
  actions: []
}
