/**
 * Fields of requests for transfers.
 *
 * @since 1.0.0
 */
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * Number of a transfer, batch, budget or donation, assigned by the merchant, unique per merchant: 1 to 32 digits and
 * letters.
 *
 * @since 1.0.0
 * @category schemas
 */
export const MerchantNo: Schema.filter<typeof Schema.String> = Wire.pattern(
  /^[0-9A-Za-z]{1,32}$/,
  "a number: 1 to 32 digits and letters"
)

/**
 * ID of a user under an appid, at most 64 characters. Personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OpenId: Schema.filter<typeof Schema.String> = Wire.text(64)

/**
 * The scenes of transfers.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SceneId = Wire.oneOf("1000", "1002", "1004", "1005", "1009", "1010", "1011", "1013")

/**
 * Purposes of a transfer that can be displayed to the user.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Perception = Wire.oneOf(
  "活动奖励",
  "现金奖励",
  "行政补贴",
  "行政奖励",
  "保险理赔款",
  "劳务报酬",
  "报销款",
  "企业补贴",
  "开工利是",
  "货款",
  "二手回收货款",
  "退款",
  "商家赔付",
  "公益补助金"
)

/**
 * Information about a transfer that WeChat Pay requires for its scene.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ReportInfo = Schema.Struct({
  /** One of the types of the scene, see `TransferScene`. */
  info_type: Wire.oneOf(
    "活动名称",
    "奖励说明",
    "补贴类型",
    "保险产品备案编号",
    "保险名称",
    "保险操作单号",
    "岗位类型",
    "报酬说明",
    "采购商品名称",
    "回收商品名称",
    "赔付原因",
    "公益活动名称",
    "公益活动备案编号"
  ),
  /** 1 to 32 characters. */
  info_content: Wire.text(32)
})

/**
 * Information about a transfer that WeChat Pay requires for its scene.
 *
 * @since 1.0.0
 * @category models
 */
export interface ReportInfo extends Schema.Schema.Type<typeof ReportInfo> {}

/**
 * Path parameters that identify a transfer.
 *
 * @since 1.0.0
 * @category schemas
 */
export const byNumber = {
  /** Transfer number assigned by the merchant. */
  out_bill_no: MerchantNo
}

/**
 * Path parameters that identify a transfer by WeChat Pay's number.
 *
 * @since 1.0.0
 * @category schemas
 */
export const byTransferBillNo = {
  /** Transfer number assigned by WeChat Pay, at most 64 characters. */
  transfer_bill_no: Wire.text(64)
}

/**
 * The sub-merchant of a request.
 *
 * @since 1.0.0
 * @category schemas
 */
export const subMerchant = {
  /** The sub-merchant that pays, at most 32 characters. */
  sub_mchid: Wire.Mchid
}

/**
 * Fields of every new transfer.
 *
 * @since 1.0.0
 * @category schemas
 */
export const transfer = {
  /** Appid of the application that shows the confirmation page, bound to the merchant; at most 32 characters. */
  appid: Wire.AppId,
  /** Transfer number, unique per merchant: 1 to 32 digits and letters. Store it before the call. */
  out_bill_no: MerchantNo,
  /**
   * The user's real name. The client encrypts it. Required from 200,000 fen, rejected below 30 fen. WeChat Pay
   * compares it with the user's identity. A transfer without a name has no receipt.
   */
  user_name: Schema.optional(Sensitive.text),
  /** Amount that the user receives, in fen; at least 10. The limits of one transfer depend on the merchant. */
  transfer_amount: Wire.amount(10),
  /** Shown to the user, at most 32 characters. */
  transfer_remark: Wire.text(32),
  /** Address that WeChat Pay notifies of the end of the transfer: `https`, without query, at most 256 characters. */
  notify_url: Schema.optional(Wire.notifyUrl(256))
}

/**
 * The user who receives the money.
 *
 * @since 1.0.0
 * @category schemas
 */
export const receiver = {
  /** ID of the user under `appid`, at most 64 characters. Personal data. */
  openid: OpenId
}

/**
 * The purpose of a transfer.
 *
 * @since 1.0.0
 * @category schemas
 */
export const scene = {
  /** Purpose that is displayed to the user, one of the purposes of the scene. Default: the first one. */
  user_recv_perception: Schema.optional(Perception),
  /**
   * The scene, for which the merchant must have applied: `1000` cash marketing, `1002` administrative subsidy, `1004`
   * insurance claim, `1005` commission or labour pay, `1009` purchase payment, `1010` second-hand recycling, `1011`
   * compensation, `1013` charity aid.
   */
  transfer_scene_id: SceneId,
  /** The report infos of the scene, each type exactly once. `TransferScene` creates the three fields together. */
  transfer_scene_report_infos: Wire.list(ReportInfo, 3, 1)
}

/**
 * The authorisation number of the merchant.
 *
 * @since 1.0.0
 * @category schemas
 */
export const outAuthorizationNo = {
  /** Authorisation number assigned by the merchant, unique per merchant: 1 to 32 characters. */
  out_authorization_no: Wire.text(32)
}

/**
 * An authorisation that is requested together with a transfer.
 *
 * @since 1.0.0
 * @category schemas
 */
export const AuthorizationInfo = Schema.Struct({
  /** Name of the user at the merchant, displayed to the user, at most 32 characters. */
  user_display_name: Wire.text(32),
  ...outAuthorizationNo,
  /** Address that WeChat Pay notifies of the user's decision: `https`, without query, at most 256 characters. */
  authorization_notify_url: Wire.notifyUrl(256)
})

/**
 * A request for a user's authorisation.
 *
 * @since 1.0.0
 * @category schemas
 */
export const authorization = {
  ...outAuthorizationNo,
  /** Appid of the application that shows the page, bound to the merchant; at most 32 characters. */
  appid: Wire.AppId,
  ...receiver,
  /** The scene of the transfers, see `TransferScene`. */
  transfer_scene_id: SceneId,
  /** Name of the user at the merchant, displayed to the user, at most 32 characters without emoji. */
  user_display_name: Wire.text(32),
  /** Purpose that is displayed to the user, one of the purposes of the scene. Default: the first one. */
  user_recv_perception: Schema.optional(Perception)
}
