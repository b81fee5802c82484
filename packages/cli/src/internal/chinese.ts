/**
 * What codes mean and what to do, in Chinese. A code that products use differently has an entry for each, `code@product`. A
 * code without an entry is explained in English.
 */

type Entry = readonly [meaning: string, advice: string]

const codes: Readonly<Record<string, Entry>> = {
  "ACCOUNTERROR@transfer": ["商户账户受限", "请在商户平台检查商户账户"],
  ACCOUNT_ERROR: ["用户账户无法支付", "请用户更换支付方式"],
  "ALREADY_EXISTS@payscore": ["该单号已用于参数不同的扣费", "请查询该单号；同一单号只能以相同参数重试"],
  "ALREADY_EXISTS@transfer": ["单号已被使用", "请查询该单号；仅当是另一笔转账时才换用新单号"],
  APPID_MCHID_NOT_MATCH: ["appid 与商户号未绑定", "请在商户平台绑定 appid 与商户号"],
  APPID_NOT_EXIST: ["appid 不存在", "请检查 appid"],
  AUTH_CODE_INVALID: [
    "付款码或人脸凭证已过期、已使用或无效",
    "若已发送过请先查询订单，否则请用户重新出示，并使用新单号"
  ],
  BANK_ERROR: ["银行未返回明确结果，扣款结果未知", "请等待 5 秒后查询订单，仍未完成则撤销"],
  BUYER_MISMATCH: ["已有其他用户开始支付该订单", "请查询订单；另一笔交易需使用新单号"],
  ERROR: [
    "设备数据被拒绝：来自其他设备、非 SDK 生成或已过期",
    "请设备重新生成 rawdata（getWxpayfaceRawdata）后再试"
  ],
  FAIL: [
    "return_code 为 FAIL：微信支付未处理该请求（签名、格式或权限有误）",
    "请查看提示文字，并检查 APIv2密钥、商户号与 appid"
  ],
  FREQUENCY_LIMIT: ["请求过于频繁", "请以相同单号降低频率重试"],
  INVALID_ORDER_STATE: ["订单或授权的状态不允许该操作", "请查询状态后处理"],
  INVALID_TRANSACTIONID: ["合单单号格式错误", "请检查单号"],
  LACK_PARAMS: ["缺少必填参数", "请补充提示中的参数"],
  MCHID_NOT_EXIST: ["商户号不存在", "请检查商户号"],
  MCH_NOT_EXISTS: ["商户号不存在", "请检查 mchid、sp_mchid 与 sub_mchid"],
  NOTSUPORTCARD: ["不支持该类银行卡", "请用户更换银行卡"],
  "NOT_ENOUGH@facepay": ["用户余额或额度不足", "请用户更换支付方式"],
  "NOT_ENOUGH@pay": ["用户余额不足", "请用户更换支付方式后重新出示付款码"],
  "NOT_ENOUGH@transfer": ["运营账户余额不足", "请充值运营账户后，以相同单号和参数重试"],
  "NOT_ENOUGH@payscore": ["用户欠费过多，微信支付未扣款", "请用户以其他方式支付并结清欠款"],
  "NOT_ENOUGH@profit-sharing": ["金额超过剩余可分金额", "请查询订单剩余待分金额，不要超出"],
  "NOT_ENOUGH@refund": ["商户余额不足以退款", "请充值后，以相同退款单号和参数重试"],
  "NOT_FOUND@payscore": ["该单号没有扣费记录", "请检查单号与商户；若刚发起扣费，请 2 至 3 秒后再查"],
  "NOT_FOUND@transfer": [
    "单号不存在，或记录已超过 30 天",
    "请检查单号及创建它的商户；超过 30 天的记录只能查资金账单"
  ],
  NO_STATEMENT_EXIST: ["当日无交易，没有账单", "无需处理：当日没有账单"],
  OPENID_MISMATCH: ["openid 不属于该 appid", "请使用下单 appid 对应的 openid"],
  ORDER_CLOSED: ["订单已关闭", "请使用新单号重新下单"],
  ORDERNOTEXIST: ["订单不存在", "请检查单号及支付所用商户"],
  ORDER_PAID: ["订单已支付", "请查询订单，然后发货或退款"],
  ORDERREVERSED: ["订单已撤销", "请使用新单号并重新识别用户"],
  ORDER_CANCELED: ["订单已取消", "订单已是终态，如需要请新建订单"],
  ORDER_DONE: ["订单已完成", "订单已是终态；如需退还请发起退款"],
  OUT_TRADE_NO_USED: ["单号已被参数不同的订单使用", "请查询或关闭该单号的订单，另一笔交易请使用新单号"],
  QUOTA_EXCEED: ["商户当日额度已用完", "请次日再试，或申请提高额度"],
  REFUND_FEE_MISMATCH: ["金额与同一退款单号此前的请求不一致", "请以原金额重试；另一笔退款请使用新的退款单号"],
  REVERSE_EXPIRE: ["订单超过可撤销期限", "7 天内的订单可撤销，更早的请退款"],
  "RULE_LIMIT@payscore": ["用户当日扣费次数过多", "请用户以其他方式支付"],
  "RULE_LIMIT@profit-sharing": ["该订单累计分账将超过最高比例", "请降低分账金额，或请出资方在平台提高比例"],
  "RULE_LIMIT@pay": ["违反产品规则，如金额或调用频率限制", "请在商户平台查看该产品的限制"],
  SIGNERROR: ["签名未通过校验", "请确认 WECHATPAY_API_V2_KEY 是该商户的 APIv2密钥"],
  STATEMENT_CREATING: ["账单尚未生成", "请在次日 10:00（北京时间）后再取，之后每半小时重试"],
  "TRADE_ERROR@facepay": ["微信支付拒绝了该笔支付，原因见提示文字", "请向用户展示提示文字"],
  "TRADE_ERROR@pay": ["订单状态不允许该操作，或付款码、账户不可用", "请查询订单后按其状态处理"],
  "TRADE_ERROR@payscore": ["未能向用户扣款", "微信支付会继续自动扣款"],
  TRADE_OVERDUE: ["支付成功已超过一年（365 天）", "一年以上的订单不能退款，请以其他方式退还用户"],
  USER_PAYING: ["等待用户输入密码，结果未知", "请每 5 秒查询一次订单，约 30 秒后仍未完成则撤销"],
  USER_ACCOUNT_ABNORMAL: ["用户账户已注销或冻结", "请以其他方式退还用户"],
  USER_ERROR: ["商户状态异常", "请在商户平台检查商户状态"],
  XML_FORMAT_ERROR: ["微信支付无法读取请求（XML、编码或请求方法有误）", "请检查是否有代理修改请求"]
}

/** The internal codes of WeChat Pay Score. */
const byInternalCode: Readonly<Record<number, Entry>> = {
  271317510: ["订单不存在", "请检查单号与服务，并确认由同一商户创建"],
  271316574: ["扣款失败", "微信支付会继续自动扣款，用户也可在订单页支付"],
  271302262: ["订单状态不允许该操作", "请查询订单后按其状态处理"],
  271302333: ["订单状态不允许催收", "只有已完结且未支付的订单可以催收；已取消的请用新单号重新创建"],
  271302332: ["用户尚未确认订单", "请等待用户确认，或取消订单"],
  268435464: ["字段取值超出范围", "请对照字段限制检查金额、数量与长度"],
  271316657: ["订单完结前不能同步为已支付", "请先查询订单，再完结或取消"],
  271316598: ["订单已以其他参数完结", "订单已完结；重试完结须使用完全相同的参数（含时间）"],
  271302144: ["service_id 无效，或不属于该商户", "请检查 service_id，并确认该服务已为此商户开通"],
  271302149: ["商户号与 appid 未绑定", "请在商户平台绑定 appid"],
  268435472: ["请求过于频繁", "请依次等待 1、3、10 秒，并串行处理同一单号的请求"],
  271300099: ["用户未通过综合评估", "请提供其他支付方式；微信支付不说明原因，重试无效"],
  271299627: ["用户有未处理的负面记录", "请用户先在微信支付分中处理"],
  268497610: ["用户有过多未支付订单", "请用户先支付这些订单"],
  50027158: ["超过用户的反洗钱限额", "请用户在微信支付中完善身份信息，或更换支付方式"],
  268503786: ["商户被风控限制，不能完结订单", "请在商户平台申诉"],
  271316592: ["订单状态不允许取消", "请查询订单；若已支付请退款"],
  270924332: ["微信支付不接受 Authorization 头", "请检查商户号、证书序列号与私钥"],
  271316754: ["订单正在支付：用户支付尚未过期，或微信支付正在扣款", "请 3 分钟后再试"],
  271316656: ["总金额超过服务的限额", "请降低金额，或申请提高服务限额"],
  271316637: ["服务结束时间早于开始时间", "请提供不早于开始时间的结束时间（北京时间）"],
  268560785: ["用户已开启青少年模式", "请用户关闭，或更换支付方式"]
}

/** `product`: the package, such as `refund`. */
export const chineseOf = (code: string, product: string): Entry | undefined =>
  codes[`${code}@${product}`] ?? codes[code]

export const chineseOfInternal = (internalCode: number): Entry | undefined => byInternalCode[internalCode]

/** The internal codes that have an explanation. */
export const internalCodes: ReadonlyArray<number> = Object.keys(byInternalCode).map(Number)
