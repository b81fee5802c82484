/**
 * Chinese names of endpoints and notifications, as the official pages and their readers call them. Who looks for a call looks for
 * these words.
 */
const modules: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "bill.fundFlowBill": { getDownloadLink: "申请资金账单" },
  "bill.subMerchantFundFlowBill": { getDownloadLinks: "申请单个子商户资金账单" },
  "bill.tradeBill": { getDownloadLink: "申请交易账单" },
  "facepay.contract": { presign: "刷脸签约：预签约", query: "刷脸签约：查询签约" },
  "facepay.faceCollection": { list: "查询需重采的人脸照片列表", query: "查询需重采的人脸照片" },
  "facepay.faceDeposit": { pay: "刷脸押金支付" },
  "facepay.facePayment": {
    pay: "刷脸支付：扣款",
    query: "刷脸支付：查询订单",
    reverse: "刷脸支付：撤销订单"
  },
  "facepay.faceUser": { query: "查询刷脸用户信息" },
  "facepay.offlineDevice": { authorize: "离线刷脸：获取设备调用凭证 authinfo" },
  "facepay.offlineTransaction": { deduct: "离线刷脸：申请扣款", query: "离线刷脸：查询扣款" },
  "facepay.onlineDevice": { authinfo: "在线刷脸：获取设备调用凭证 authinfo" },
  "facepay.organization": { query: "查询机构信息" },
  "facepay.organizationUser": {
    query: "查询刷脸用户",
    terminateContract: "解除刷脸用户签约关系（解约）",
    update: "修改刷脸用户信息"
  },
  "facepay.repayment": { getUrl: "获取还款链接" },
  "facepay.signToken": { create: "申请刷脸录入与签约的 token" },
  "media.complaintImage": { upload: "商户投诉反馈图片上传" },
  "media.merchantMedia": { uploadImage: "图片上传", uploadVideo: "视频上传" },
  "merchantComplaint.complaint": {
    complete: "反馈投诉处理完成",
    list: "查询投诉单列表",
    listHistory: "查询投诉协商历史",
    query: "查询投诉单详情",
    respond: "回复用户",
    respondToImmediateService: "回复需即时服务的用户",
    updateRefundProgress: "更新退款审批结果"
  },
  "merchantComplaint.complaintNotificationUrl": {
    create: "创建投诉通知回调地址",
    query: "查询投诉通知回调地址",
    remove: "删除投诉通知回调地址",
    update: "更新投诉通知回调地址"
  },
  "pay.app": { create: "App 下单" },
  "pay.codePayment": { charge: "付款码支付", reverse: "付款码支付：撤销订单" },
  "pay.combinedApp": { create: "App 合单下单" },
  "pay.combinedH5": { create: "H5 合单下单" },
  "pay.combinedJsapi": { create: "JSAPI / 小程序合单下单" },
  "pay.combinedNative": { create: "Native 合单下单" },
  "pay.combinedPayment": { close: "关闭合单订单", query: "查询合单订单" },
  "pay.h5": { create: "H5 下单" },
  "pay.jsapi": { create: "JSAPI / 小程序下单" },
  "pay.native": { create: "Native 下单" },
  "pay.partnerApp": { create: "服务商 App 下单" },
  "pay.partnerCodePayment": { charge: "服务商付款码支付", reverse: "服务商付款码支付：撤销订单" },
  "pay.partnerH5": { create: "服务商 H5 下单" },
  "pay.partnerJsapi": { create: "服务商 JSAPI / 小程序下单" },
  "pay.partnerMiniProgram": { create: "服务商小程序下单（单独接口）" },
  "pay.partnerNative": { create: "服务商 Native 下单" },
  "pay.partnerPayment": {
    close: "服务商关闭订单",
    query: "服务商按商户订单号查询订单",
    queryById: "服务商按微信支付订单号查询订单"
  },
  "pay.partnerScannedPos": { create: "服务商点金计划：被扫 POS 下单" },
  "pay.payment": { close: "关闭订单", query: "按商户订单号查询订单", queryById: "按微信支付订单号查询订单" },
  "payscore.acquiringBankPayOnDeliveryOrder": { create: "从业机构：创建先享后付订单" },
  "payscore.acquiringBankPermission": {
    apply: "从业机构：商户预授权",
    queryByAuthorizationCode: "从业机构：查询用户授权关系（授权协议号）",
    terminateByAuthorizationCode: "从业机构：解除用户授权关系（解约，授权协议号）"
  },
  "payscore.acquiringBankServiceOrder": {
    cancel: "从业机构：取消支付分订单",
    complete: "从业机构：完结支付分订单",
    create: "从业机构：创建支付分订单",
    modify: "从业机构：修改订单金额",
    query: "从业机构：查询支付分订单",
    queryDeduction: "从业机构：查询扣款信息",
    registerDeductInfo: "从业机构：登记扣款信息",
    sync: "从业机构：同步订单信息"
  },
  "payscore.legacyPermission": {
    queryServiceState: "查询用户是否可使用服务",
    terminate: "解除用户授权关系（解约，旧接口）"
  },
  "payscore.merchantBill": { getDownloadLinks: "申请支付分商户账单" },
  "payscore.overseasServiceOrder": {
    cancel: "境外：取消支付分订单",
    complete: "境外：完结支付分订单",
    create: "境外：创建支付分订单",
    query: "境外：查询支付分订单",
    sync: "境外：同步订单信息"
  },
  "payscore.parking": { enter: "停车服务：创建停车入场", findService: "停车服务：查询车牌服务开通信息" },
  "payscore.parkingTransaction": { create: "停车服务：扣费受理", query: "停车服务：查询扣费订单" },
  "payscore.partnerPayOnDeliveryOrder": { create: "服务商：创建先享后付订单" },
  "payscore.partnerPermission": {
    apply: "服务商：商户预授权",
    applyForScene: "服务商：场景内商户预授权",
    assessUserRiskLevel: "服务商：评估用户风险等级",
    queryByAuthorizationCode: "服务商：查询用户授权关系（授权协议号）",
    queryByOpenid: "服务商：查询用户授权关系（openid）",
    terminateByAuthorizationCode: "服务商：解除用户授权关系（解约，授权协议号）",
    terminateByOpenid: "服务商：解除用户授权关系（解约，openid）"
  },
  "payscore.partnerPlan": {
    create: "服务商：创建先享卡计划",
    query: "服务商：查询支付分计划",
    stop: "服务商：停止支付分计划"
  },
  "payscore.partnerServiceAccount": { apply: "服务商：申请绑定服务", query: "服务商：查询绑定申请" },
  "payscore.partnerServiceOrder": {
    cancel: "服务商：取消支付分订单",
    complete: "服务商：完结支付分订单",
    create: "服务商：创建支付分订单",
    directComplete: "服务商：创单结单合并",
    modify: "服务商：修改订单金额",
    pay: "服务商：商户发起催收扣款",
    query: "服务商：查询支付分订单",
    sendPendingMessage: "服务商：发送待扣费消息",
    sendPrepaidMessage: "服务商：发送预扣费消息",
    sync: "服务商：同步服务订单信息"
  },
  "payscore.partnerServiceQuota": { query: "服务商：查询服务建议额度" },
  "payscore.partnerSignPlan": {
    create: "服务商：创建用户的签约计划",
    createServiceOrder: "服务商：创建签约计划的支付分订单",
    query: "服务商：查询用户的签约计划",
    stop: "服务商：停止用户的签约计划（解约）"
  },
  "payscore.payAfterOrder": {
    cancel: "先享后付（一代）：撤销订单",
    complete: "先享后付（一代）：完结订单",
    create: "先享后付（一代）：创建订单",
    query: "先享后付（一代）：查询订单",
    sync: "先享后付（一代）：同步订单信息"
  },
  "payscore.payOnDeliveryOrder": { create: "创建先享后付订单" },
  "payscore.permission": {
    apply: "商户预授权",
    assessUserRiskLevel: "评估用户风险等级",
    queryByAuthorizationCode: "查询用户授权关系（授权协议号）",
    queryByOpenid: "查询用户授权关系（openid）",
    terminateByAuthorizationCode: "解除用户授权关系（解约，授权协议号）",
    terminateByOpenid: "解除用户授权关系（解约，openid）"
  },
  "payscore.plan": { create: "创建支付分计划", query: "查询支付分计划", stop: "停止支付分计划" },
  "payscore.serviceOrder": {
    cancel: "取消支付分订单",
    complete: "完结支付分订单",
    create: "创建支付分订单",
    directComplete: "创单结单合并",
    modify: "修改订单金额",
    pay: "商户发起催收扣款",
    query: "查询支付分订单",
    sendPendingMessage: "发送待扣费消息",
    sendPrepaidMessage: "发送预扣费消息",
    sync: "同步服务订单信息"
  },
  "payscore.signPlan": {
    create: "创建用户的签约计划",
    createServiceOrder: "创建签约计划的支付分订单",
    query: "查询用户的签约计划",
    stop: "停止用户的签约计划（解约）"
  },
  "payscore.smartRetailOrder": {
    cancel: "智慧零售（一代）：撤销订单",
    complete: "智慧零售（一代）：完结订单",
    create: "智慧零售（一代）：创建订单",
    query: "智慧零售（一代）：查询订单"
  },
  "profitSharing.brandConfig": { query: "连锁品牌：查询最大分账比例" },
  "profitSharing.brandProfitSharing": {
    create: "连锁品牌：请求分账",
    finish: "连锁品牌：完结分账",
    query: "连锁品牌：查询分账结果",
    queryUnsplitAmount: "连锁品牌：查询订单剩余待分金额"
  },
  "profitSharing.brandProfitSharingReceiver": {
    add: "连锁品牌：添加分账接收方",
    remove: "连锁品牌：删除分账接收方"
  },
  "profitSharing.brandProfitSharingReturn": {
    create: "连锁品牌：请求分账回退",
    query: "连锁品牌：查询分账回退结果"
  },
  "profitSharing.ecommerceAfterSales": {
    create: "电商收付通：申请退款后分账（技术服务费）",
    query: "电商收付通：查询退款后分账"
  },
  "profitSharing.ecommerceProfitSharing": {
    create: "电商收付通：请求分账",
    finish: "电商收付通：完结分账",
    query: "电商收付通：查询分账结果",
    queryUnsplitAmount: "电商收付通：查询订单剩余待分金额"
  },
  "profitSharing.ecommerceProfitSharingReceiver": {
    add: "电商收付通：添加分账接收方",
    remove: "电商收付通：删除分账接收方"
  },
  "profitSharing.ecommerceProfitSharingReturn": {
    create: "电商收付通：请求分账回退",
    query: "电商收付通：查询分账回退结果"
  },
  "profitSharing.partnerConfig": { query: "服务商：查询最大分账比例" },
  "profitSharing.profitSharing": {
    create: "请求分账",
    query: "查询分账结果",
    queryUnsplitAmount: "查询剩余待分金额",
    unfreeze: "解冻剩余资金"
  },
  "profitSharing.profitSharingBill": { getDownloadLink: "申请分账账单" },
  "profitSharing.profitSharingReceiver": { add: "添加分账接收方", remove: "删除分账接收方" },
  "profitSharing.profitSharingReturn": { create: "请求分账回退", query: "查询分账回退结果" },
  "refund.refund": { applyAbnormal: "发起异常退款", create: "申请退款", query: "查询单笔退款" },
  selfTest: { echo: "接口联通性自测（echo）" },
  "transfer.charityBudget": { apply: "公益：申请预算", query: "公益：查询预算", unlock: "公益：解锁预算" },
  "transfer.charityDonation": { create: "公益：发起转账捐赠", query: "公益：查询转账捐赠" },
  "transfer.charityReceipt": { apply: "公益：申请电子回单", query: "公益：查询电子回单" },
  "transfer.ecommerceTransfer": {
    cancel: "平台收付通：撤销转账",
    create: "平台收付通：发起转账",
    query: "平台收付通：按商户单号查询转账",
    queryByTransferBillNo: "平台收付通：按微信转账单号查询转账"
  },
  "transfer.ecommerceTransferPermission": {
    query: "平台收付通：查询转账权限",
    request: "平台收付通：申请转账权限"
  },
  "transfer.merchantBalance": { query: "查询账户实时余额", queryDayEnd: "查询账户日终余额" },
  "transfer.partnerTransfer": {
    cancel: "服务商：撤销转账",
    create: "服务商：发起转账",
    createAuthorized: "服务商：免确认收款转账",
    createWithAuthorization: "服务商：发起转账并申请免确认授权",
    query: "服务商：查询转账"
  },
  "transfer.partnerTransferAuthorization": {
    close: "服务商：解除免确认收款授权（解约）",
    query: "服务商：查询免确认收款授权",
    request: "服务商：申请免确认收款授权"
  },
  "transfer.partnerTransferBatch": {
    create: "服务商：发起批量转账",
    queryByBatchId: "服务商：按微信批次单号查询批次",
    queryByOutBatchNo: "服务商：按商家批次单号查询批次",
    queryDetail: "服务商：按商家明细单号查询明细",
    queryDetailById: "服务商：按微信明细单号查询明细"
  },
  "transfer.partnerTransferPermission": { query: "服务商：查询转账权限", request: "服务商：申请转账权限" },
  "transfer.partnerTransferReceipt": { apply: "服务商：申请转账电子回单", query: "服务商：查询转账电子回单" },
  "transfer.qqWalletTransfer": {
    cancel: "撤销转账到 QQ 钱包",
    create: "发起转账到 QQ 钱包",
    query: "查询转账到 QQ 钱包"
  },
  "transfer.transfer": {
    cancel: "撤销转账",
    create: "发起转账",
    createAuthorized: "免确认收款转账",
    createWithAuthorization: "发起转账并申请免确认收款授权",
    query: "按商户单号查询转账",
    queryByTransferBillNo: "按微信转账单号查询转账"
  },
  "transfer.transferAuthorization": {
    close: "解除免确认收款授权（解约）",
    query: "查询免确认收款授权",
    request: "申请免确认收款授权"
  },
  "transfer.transferBatch": {
    create: "发起批量转账（旧版商家转账到零钱）",
    queryByBatchId: "按微信批次单号查询批次",
    queryByOutBatchNo: "按商家批次单号查询批次",
    queryDetail: "按商家明细单号查询明细",
    queryDetailById: "按微信明细单号查询明细"
  },
  "transfer.transferBatchReceipt": {
    apply: "申请批次电子回单",
    applyForDetail: "申请明细电子回单",
    query: "查询批次电子回单",
    queryForDetail: "查询明细电子回单"
  },
  "transfer.transferReceipt": {
    apply: "按商户单号申请电子回单",
    applyByTransferBillNo: "按微信转账单号申请电子回单",
    query: "按商户单号查询电子回单",
    queryByTransferBillNo: "按微信转账单号查询电子回单"
  }
}

/** By module and name, because two packages have a notification of one event type. */
const notifications: Readonly<Record<string, string>> = {
  "ComplaintNotification.created": "产生新投诉通知",
  "ComplaintNotification.changed": "投诉状态变化通知",
  "FacepayNotification.userStateChanged": "刷脸用户状态变更通知（签约、解约）",
  "TransferNotification.authorizationClosed": "免确认收款授权解除通知（解约）",
  "TransferNotification.authorized": "免确认收款授权成功通知",
  "TransferNotification.batchClosed": "批次关闭通知",
  "TransferNotification.batchFinished": "批次完成通知",
  "TransferNotification.finished": "转账单据终态通知",
  "TransferNotification.qqWalletFinished": "转账到 QQ 钱包终态通知",
  "PayscoreNotification.serviceAccountBound": "子商户绑定服务结果通知",
  "PayscoreNotification.merchantPrepay": "从业机构：用户主动支付通知",
  "PayscoreNotification.userAccepted": "一代订单确认通知",
  "PayscoreNotification.userCancelledSignPlan": "用户取消签约计划通知（解约）",
  "PayscoreNotification.userClosedService": "用户解除授权通知（解约）",
  "PayscoreNotification.userConfirmed": "用户确认订单通知",
  "PayscoreNotification.userOpenedService": "用户开启授权通知（签约）",
  "PayscoreNotification.userPaid": "支付成功通知",
  "PayscoreNotification.userSignedPlan": "用户签约计划通知",
  "ProfitSharingNotification.returned": "分账回退动账通知",
  "ProfitSharingNotification.succeeded": "分账动账通知",
  "ProfitSharingNotification.transactionSucceeded": "分账动账通知（事件类型 TRANSACTION.SUCCESS）",
  "RefundNotification.abnormal": "退款异常通知",
  "RefundNotification.closed": "退款关闭通知",
  "RefundNotification.succeeded": "退款成功通知",
  "SelfTest.notification": "接口联通性自测通知",
  "PayNotification.succeeded": "支付成功通知"
}

/** Products, by the folder of their package. */
export const products: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  pay: { zh: "基础支付", en: "Payments" },
  refund: { zh: "退款", en: "Refunds" },
  bill: { zh: "账单", en: "Bills" },
  "profit-sharing": { zh: "分账", en: "Profit sharing" },
  transfer: { zh: "商家转账", en: "Transfers" },
  payscore: { zh: "微信支付分", en: "WeChat Pay Score" },
  facepay: { zh: "刷脸支付", en: "Face payment" },
  "merchant-complaint": { zh: "消费者投诉", en: "Complaints" },
  media: { zh: "图片、视频上传", en: "Uploads" },
  core: { zh: "联通性自测", en: "Self-test" }
}

/** The Chinese name of `payscore.permission.terminateByOpenid`. */
export const titleOf = (id: string): string => {
  const at = id.lastIndexOf(".")
  const title = modules[id.slice(0, at)]?.[id.slice(at + 1)]
  if (title === undefined) throw new Error(`site/generate/titles.ts has no Chinese name of ${id}`)
  return title
}

/** The Chinese name of the notification `PayscoreNotification.userPaid`. */
export const notificationTitleOf = (name: string): string => {
  const title = notifications[name]
  if (title === undefined) throw new Error(`site/generate/titles.ts has no Chinese name of ${name}`)
  return title
}
