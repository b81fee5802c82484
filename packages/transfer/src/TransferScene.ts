/**
 * The scenes of transfers (转账场景): the required report infos of each scene, and the purposes that the user can see.
 *
 * A merchant applies for each scene on the merchant platform. Each function returns the three fields of its scene:
 *
 * ```ts
 * Transfer.create({
 *   ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "注册会员抽奖一等奖" }),
 *   appid, out_bill_no, openid, transfer_amount: 500, transfer_remark: "新会员有礼"
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774588 page of 2026-07
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @since 1.0.0
 */
import { type Scenes, scenes } from "./internal/sceneTable.js"

/**
 * ID of a scene.
 *
 * @since 1.0.0
 * @category models
 */
export type SceneId = keyof Scenes

/**
 * Type of a report info of a scene.
 *
 * @since 1.0.0
 * @category models
 */
export type InfoType<Id extends SceneId = SceneId> = Scenes[Id]["infoTypes"][number]

/**
 * Purpose that can be displayed to the user in a scene.
 *
 * @since 1.0.0
 * @category models
 */
export type Perception<Id extends SceneId = SceneId> = Scenes[Id]["perceptions"][number]

/**
 * The fields of a transfer that define its scene.
 *
 * @since 1.0.0
 * @category models
 */
export interface Scene<Id extends SceneId> {
  readonly transfer_scene_id: Id
  readonly user_recv_perception: Perception<Id> | undefined
  readonly transfer_scene_report_infos: ReadonlyArray<{
    readonly info_type: InfoType<Id>
    /** 1 to 32 characters. */
    readonly info_content: string
  }>
}

const make = <const Id extends SceneId>(
  id: Id,
  perception: Perception<Id> | undefined,
  infos: { readonly [Type in InfoType<Id>]: string }
): Scene<Id> => ({
  transfer_scene_id: id,
  user_recv_perception: perception,
  transfer_scene_report_infos: scenes[id].infoTypes.map((info_type: InfoType<Id>) => ({
    info_type,
    info_content: infos[info_type]
  }))
})

/**
 * Scene 1000, cash marketing (现金营销). Texts have 1 to 32 characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774588 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const cashMarketing = (input: {
  /** 活动名称: the name of the activity. */
  readonly activity: string
  /** 奖励说明: description of the reward. */
  readonly reward: string
  /** Purpose that is displayed to the user. Default: `活动奖励`. */
  readonly perception?: Perception<"1000"> | undefined
}): Scene<"1000"> => make("1000", input.perception, { 活动名称: input.activity, 奖励说明: input.reward })

/**
 * Scene 1002, administrative subsidy (行政补贴). Texts have 1 to 32 characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774594 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const administrativeSubsidy = (input: {
  /** 补贴类型: type of subsidy. */
  readonly kind: string
  /** Purpose that is displayed to the user. Default: `行政补贴`. */
  readonly perception?: Perception<"1002"> | undefined
}): Scene<"1002"> => make("1002", input.perception, { 补贴类型: input.kind })

/**
 * Scene 1004, insurance claim (保险理赔). Texts have 1 to 32 characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774595 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const insuranceClaim = (input: {
  /** 保险产品备案编号: registration number of the insurance product. */
  readonly productFilingNo: string
  /** 保险名称: the name of the insurance. */
  readonly insurance: string
  /** 保险操作单号: the number of the claim. */
  readonly operationNo: string
  /** Purpose that is displayed to the user. Default: `保险理赔款`. */
  readonly perception?: Perception<"1004"> | undefined
}): Scene<"1004"> =>
  make("1004", input.perception, {
    保险产品备案编号: input.productFilingNo,
    保险名称: input.insurance,
    保险操作单号: input.operationNo
  })

/**
 * Scene 1005, commission or labour pay (佣金报酬). Texts have 1 to 32 characters. The merchant's permission determines
 * which perceptions it may use.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716434 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const labourPay = (input: {
  /** 岗位类型: type of work. */
  readonly position: string
  /** 报酬说明: description of the payment. */
  readonly pay: string
  /** Purpose that is displayed to the user. Default: `劳务报酬`. */
  readonly perception?: Perception<"1005"> | undefined
}): Scene<"1005"> => make("1005", input.perception, { 岗位类型: input.position, 报酬说明: input.pay })

/**
 * Scene 1009, purchase payment (采购货款). Texts have 1 to 32 characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716434 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const purchase = (input: {
  /** 采购商品名称: name of the purchased goods. */
  readonly goods: string
  /** Purpose that is displayed to the user. Default: `货款`. */
  readonly perception?: Perception<"1009"> | undefined
}): Scene<"1009"> => make("1009", input.perception, { 采购商品名称: input.goods })

/**
 * Scene 1010, second-hand recycling (二手回收). Texts have 1 to 32 characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774592 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const recycling = (input: {
  /** 回收商品名称: name of the recycled goods. */
  readonly goods: string
  /** Purpose that is displayed to the user. Default: `二手回收货款`. */
  readonly perception?: Perception<"1010"> | undefined
}): Scene<"1010"> => make("1010", input.perception, { 回收商品名称: input.goods })

/**
 * Scene 1011, compensation by a company (企业赔付). Texts have 1 to 32 characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774589 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const compensation = (input: {
  /** 赔付原因: reason for the compensation. */
  readonly reason: string
  /** Purpose that is displayed to the user. Default: `退款`. */
  readonly perception?: Perception<"1011"> | undefined
}): Scene<"1011"> => make("1011", input.perception, { 赔付原因: input.reason })

/**
 * Scene 1013, charity aid (公益补助). Texts have 1 to 32 characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716434 page of 2026-07
 * @since 1.0.0
 * @category constructors
 */
export const charityAid = (input: {
  /** 公益活动名称: the name of the charity activity. */
  readonly activity: string
  /** 公益活动备案编号: registration number of the activity. */
  readonly filingNo: string
  /** Purpose that is displayed to the user. Default: `公益补助金`. */
  readonly perception?: Perception<"1013"> | undefined
}): Scene<"1013"> =>
  make("1013", input.perception, { 公益活动名称: input.activity, 公益活动备案编号: input.filingNo })
