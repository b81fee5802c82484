/** Lists of receivers, of payers, platforms and brands. */
import * as Effect from "effect/Effect"
import { invalidRequest, paramError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { type Product, type Receiver, receiverKey, receivers, settingsOf } from "./tables.js"

const most = 20_000

/** The owner of the list that a call is about. */
export const ownerOf = (
  product: Product,
  mchid: string,
  parties: { readonly sub_mchid?: string | undefined; readonly brand_mchid?: string | undefined }
): string =>
  product === "standard"
    ? State.key("standard", mchid, parties.sub_mchid)
    : State.key(product, mchid, parties.brand_mchid)

/** Adds a receiver. A repetition keeps the first values. */
export const add = Effect.fnUntraced(function* (receiver: Receiver) {
  const rows = yield* State.rows(receivers)
  const before = rows.get(receiverKey(receiver))
  if (before !== undefined) return before
  const { name } = yield* settingsOf(receiver.account)
  if (name !== undefined && receiver.name !== undefined && receiver.name !== name) {
    return yield* paramError("分账接收方姓名与实名不一致")
  }
  if (rows.filter(({ owner }) => owner === receiver.owner).length >= most) {
    return yield* invalidRequest("分账接收方数量超过上限")
  }
  rows.set(receiverKey(receiver), receiver)
  return receiver
})

export const remove = (receiver: Pick<Receiver, "owner" | "type" | "account">) =>
  Effect.map(State.rows(receivers), (rows) => rows.remove(receiverKey(receiver)))

/** Whether the receiver may get shares of the payer. The payer itself and the owner of a brand always may. */
export const isListed = (
  parties: {
    readonly product: Product
    readonly sub_mchid?: string | undefined
    readonly brand_mchid?: string | undefined
  },
  mchid: string,
  payer: string,
  { account, type }: { readonly account: string; readonly type: string }
): Effect.Effect<boolean, never, State.State> =>
  type === "MERCHANT_ID" && (account === payer || account === parties.brand_mchid)
    ? Effect.succeed(true)
    : Effect.map(
        State.rows(receivers),
        (rows) =>
          rows.get(receiverKey({ owner: ownerOf(parties.product, mchid, parties), type, account })) !==
          undefined
      )
