/** The errors of calls about orders. */
import { internalCode, invalidRequest, make, paramError, type SimulatedError } from "../../SimulatedError.js"
import type { Choices } from "./choices.js"
import type { Order } from "./orders.js"

export const orderNotExist = () => make(404, "ORDER_NOT_EXIST", "订单不存在", internalCode.orderNotExist)
export const orderDone = (internal: number = internalCode.stateIllegal) =>
  make(400, "ORDER_DONE", "订单已完成", internal)
export const orderCanceled = (internal: number = internalCode.stateIllegal) =>
  make(400, "ORDER_CANCELED", "订单已取消", internal)
export const inFlight = () => invalidRequest("单据正在扣款中，请稍后再试", internalCode.deductionInFlight)
/** A repeated number with other parameters. No internal code is documented for it. */
export const reentry = () => invalidRequest("订单重入参数校验失败")
/** A completed order is completed again with another time or other parameters. */
export const completionMismatch = () =>
  invalidRequest("订单重入参数校验失败", internalCode.completionMismatch)
export const invalidState = (message: string, internal: number = internalCode.stateIllegal) =>
  make(400, "INVALID_ORDER_STATE", message, internal)

export const finalState = (
  order: Order,
  internal: number = internalCode.stateIllegal
): SimulatedError | undefined =>
  order.state === "DONE"
    ? orderDone(internal)
    : order.state === "REVOKED"
      ? orderCanceled(internal)
      : undefined

/** The error for a completion in a state that does not allow it. */
export const cannotComplete = ({ stateErrors }: Choices) =>
  stateErrors === "asReported"
    ? invalidRequest("当前订单状态不合法", internalCode.stateIllegal)
    : invalidState("当前订单状态不合法")

export const cannotCancel = ({ stateErrors }: Choices) =>
  stateErrors === "asReported"
    ? paramError("当前订单状态不满足撤销条件", undefined, internalCode.cannotCancel)
    : invalidState("当前订单状态不满足撤销条件", internalCode.cannotCancel)

/**
 * The error for a call that needs a completed, unpaid order. No source says which of two codes it is; this is the one
 * whose meaning matches. `pay` and `sync` have their own internal codes.
 */
export const notPending = (order: Order, internal: number = internalCode.stateIllegal) =>
  finalState(order) ?? invalidState("仅服务订单支付状态为待支付时，才可使用此能力", internal)
