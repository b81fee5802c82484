/** The scenes of transfers: their report infos, and the purposes that the user can see. */

interface Scene {
  /** Types of report infos. A transfer has each of them exactly once. */
  readonly infoTypes: readonly [string, ...Array<string>]
  /** Purposes that can be displayed to the user; the first one is the default. */
  readonly perceptions: readonly [string, ...Array<string>]
  /** Whether a red packet can be displayed; `undefined` if it is not documented. */
  readonly redPacket: boolean | undefined
}

export const scenes = {
  "1000": {
    infoTypes: ["活动名称", "奖励说明"],
    perceptions: ["活动奖励", "现金奖励"],
    redPacket: true
  },
  "1002": {
    infoTypes: ["补贴类型"],
    perceptions: ["行政补贴", "行政奖励"],
    redPacket: undefined
  },
  "1004": {
    infoTypes: ["保险产品备案编号", "保险名称", "保险操作单号"],
    perceptions: ["保险理赔款"],
    redPacket: false
  },
  "1005": {
    infoTypes: ["岗位类型", "报酬说明"],
    perceptions: ["劳务报酬", "报销款", "企业补贴", "开工利是"],
    redPacket: undefined
  },
  "1009": {
    infoTypes: ["采购商品名称"],
    perceptions: ["货款"],
    redPacket: false
  },
  "1010": {
    infoTypes: ["回收商品名称"],
    perceptions: ["二手回收货款"],
    redPacket: false
  },
  "1011": {
    infoTypes: ["赔付原因"],
    perceptions: ["退款", "商家赔付"],
    redPacket: undefined
  },
  "1013": {
    infoTypes: ["公益活动名称", "公益活动备案编号"],
    perceptions: ["公益补助金"],
    redPacket: false
  }
} as const satisfies Readonly<Record<string, Scene>>

export type Scenes = typeof scenes

export const sceneOf = (id: string): Scene | undefined =>
  Object.hasOwn(scenes, id) ? scenes[id as keyof Scenes] : undefined

/** Maximum amount of a red packet, in fen. */
export const redPacketMax = 20_000

/** Amount from which the name is required, in fen. */
export const nameNeededFrom = 200_000

/** Amount below which a name is rejected, in fen. */
export const nameAllowedFrom = 30
