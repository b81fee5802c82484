// What is mutated, and the tests that must notice. A unit is one run of Stryker: it loads its tests once. Small units
// first, so that a short run has results.
const core = (...files) => files.map((file) => `packages/core/src/${file}.ts`)
const tests = (...files) => files.map((file) => `test/${file}.test.ts`)

/** @type {ReadonlyArray<{ group: string, files: ReadonlyArray<string>, tests: ReadonlyArray<string> }>} */
export const units = [
  {
    group: "notification claims",
    files: core(
      "internal/notification/memoryClaims",
      "internal/notification/keyValueClaims",
      "internal/notification/onceByClaims"
    ),
    tests: tests("core/notificationStore", "core/notificationHandler")
  },
  {
    group: "flows",
    files: ["packages/refund/src/RefundFlow.ts"],
    tests: tests("refund/RefundFlow", "docs/refunds")
  },
  {
    group: "flows",
    files: [
      "packages/pay/src/internal/paymentFlow.ts",
      "packages/pay/src/PaymentFlow.ts",
      "packages/pay/src/PartnerPaymentFlow.ts",
      "packages/pay/src/CombinedPaymentFlow.ts",
      "packages/pay/src/PaymentState.ts"
    ],
    tests: tests("pay/PaymentFlow")
  },
  {
    group: "signing",
    files: core(
      "Signer",
      "internal/v3/sign",
      "Authorization",
      "Nonce",
      "internal/crypto/rsa",
      "internal/crypto/webCrypto"
    ),
    tests: tests(
      "core/Signer",
      "core/Authorization",
      "core/Nonce",
      "conformance/request",
      "conformance/rsa",
      "conformance/oaep",
      "core/WechatPayClient",
      "core/layerConfig"
    )
  },
  {
    group: "decrypting",
    files: core("Decrypter", "internal/crypto/aesEcb"),
    tests: tests("core/Decrypter", "conformance/aesGcm", "core/V2Notification", "conformance/notification")
  },
  {
    group: "flows",
    files: [
      "packages/payscore/src/internal/sendUntilKnown.ts",
      "packages/payscore/src/ServiceOrderFlow.ts",
      "packages/payscore/src/PartnerServiceOrderFlow.ts",
      "packages/payscore/src/OrderFlow.ts",
      "packages/payscore/src/internal/unexpectedOrderState.ts"
    ],
    tests: tests("integration/serviceOrderFlow", "payscore/serviceOrders", "integration/finalResults")
  },
  {
    group: "retry",
    files: core(
      "internal/call/transient",
      "internal/call/envelope",
      "internal/call/hosts",
      "internal/call/rateLimit",
      "Retry",
      "internal/call/retry"
    ),
    tests: tests("core/Retry", "core/retryInterval", "core/hosts", "core/rateLimit")
  },
  {
    group: "error mapping",
    files: core(
      "Outcome",
      "internal/call/failure",
      "internal/v3/unsuccessful",
      "ApiError",
      "V2Error",
      "CommonError"
    ),
    tests: tests(
      "core/Outcome",
      "core/ApiError",
      "core/WechatPayClient",
      "core/V2Client",
      "core/hostileText",
      "core/Retry"
    )
  },
  {
    group: "verifying",
    files: core(
      "Verifier",
      "internal/crypto/verifyMessage",
      "internal/crypto/keys",
      "internal/crypto/base64",
      "internal/crypto/pem"
    ),
    tests: tests("core/Verifier", "conformance/response", "conformance/rsa", "core/der")
  },
  {
    group: "verifying",
    files: core("internal/codec/echo", "internal/v3/protocol"),
    tests: tests("core/WechatPayClient", "conformance/responses", "core/Verifier", "core/Download")
  },
  {
    group: "signing",
    files: core("V2Signature", "V2Params", "internal/v2/sign", "internal/v2/verify"),
    tests: tests("core/V2Signature", "core/V2Params", "core/V2Client", "conformance/v2")
  },
  {
    group: "flows",
    files: ["packages/facepay/src/FacePaymentState.ts", "packages/facepay/src/FacePaymentFlow.ts"],
    tests: tests("facepay/facePaymentFlow", "facepay/rejectedPayments", "integration/facePayment")
  },
  {
    group: "signing",
    files: core("PaymentParams", "internal/v3/signDifference"),
    tests: tests("core/PaymentParams", "conformance/frontEnd", "core/signDifference")
  },
  {
    group: "flows",
    files: ["packages/facepay/src/internal/deduction.ts", "packages/facepay/src/OfflineContractFlow.ts"],
    tests: tests("integration/offlineContractFlow", "integration/deductionFaults", "integration/finalResults")
  },
  {
    group: "verifying",
    files: core(
      "internal/certificates/trust",
      "internal/certificates/x509",
      "internal/certificates/certifiedKey",
      "Der"
    ),
    tests: tests("core/trust", "core/der", "conformance/certificate", "core/Certificates")
  },
  {
    group: "error mapping",
    files: [
      "packages/facepay/src/FacePaymentError.ts",
      "packages/pay/src/PayError.ts",
      "packages/refund/src/RefundError.ts",
      "packages/payscore/src/PayscoreError.ts",
      "packages/transfer/src/TransferError.ts"
    ],
    tests: tests(
      "facepay/facePaymentErrors",
      "payscore/PayscoreError",
      "pay/pay",
      "refund/Refund",
      "transfer/transfer"
    )
  }
]
