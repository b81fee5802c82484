// What is mutated, and the tests that must notice. A unit is one run of Stryker: it loads its tests once. `caches`: modules keep what
// they have computed, so what survives is tried again with modules that are loaded for each mutant.
const core = (...files) => files.map((file) => `packages/core/src/${file}.ts`)
const tests = (...files) => files.map((file) => `test/${file}.test.ts`)

/** @type {ReadonlyArray<{ group: string, caches?: boolean, files: ReadonlyArray<string>, tests: ReadonlyArray<string> }>} */
export const units = [
  {
    group: "error mapping",
    files: core("Outcome", "internal/v3/unsuccessful"),
    tests: tests("core/Outcome", "core/ApiError", "core/signDifference")
  },
  {
    group: "decrypting",
    files: core("Decrypter"),
    tests: tests("core/Decrypter", "conformance/aesGcm")
  },
  {
    group: "signing",
    files: core("internal/v3/sign", "Authorization", "Nonce"),
    tests: tests("core/Authorization", "core/Nonce", "conformance/request", "core/WechatPayClient")
  },
  {
    group: "signing",
    files: core("Signer"),
    tests: tests("core/Signer", "core/layerConfig", "conformance/oaep")
  },
  {
    group: "verifying",
    files: core("internal/crypto/verifyMessage"),
    tests: tests("core/Verifier")
  },
  {
    group: "error mapping",
    files: core("internal/call/failure"),
    tests: tests(
      "core/ApiError",
      "core/WechatPayClient",
      "core/hostileText",
      "core/signDifference",
      "core/V2Client",
      "core/Retry"
    )
  },
  {
    group: "notification claims",
    files: core(
      "internal/notification/memoryClaims",
      "internal/notification/keyValueClaims",
      "internal/notification/onceByClaims"
    ),
    tests: tests("core/notificationClaims", "core/notificationStore", "core/notificationHandler")
  },
  {
    group: "retry",
    files: core("internal/call/transient"),
    tests: tests("core/Retry")
  },
  {
    group: "retry",
    files: core("Retry", "internal/call/retry"),
    tests: tests("core/Retry", "core/hosts", "core/rateLimit", "core/retryInterval", "core/telemetry")
  },
  {
    group: "flows",
    files: ["packages/refund/src/RefundFlow.ts"],
    tests: tests("refund/RefundFlow")
  },
  {
    group: "flows",
    files: ["packages/pay/src/internal/paymentFlow.ts", "packages/pay/src/PaymentFlow.ts"],
    tests: tests("pay/PaymentFlow")
  },
  {
    group: "flows",
    files: [
      "packages/payscore/src/internal/sendUntilKnown.ts",
      "packages/payscore/src/internal/orderTerms.ts"
    ],
    tests: tests("payscore/serviceOrderFlow")
  },
  {
    group: "flows",
    files: ["packages/payscore/src/OrderFlow.ts", "packages/payscore/src/ServiceOrderFlow.ts"],
    tests: tests("payscore/serviceOrderFlow")
  },
  {
    group: "signing",
    files: core("V2Signature", "internal/v2/sign"),
    tests: tests("core/V2Signature", "conformance/v2", "core/V2Client")
  },
  {
    group: "signing",
    files: core("V2Params"),
    tests: tests("core/V2Params")
  },
  {
    group: "verifying",
    files: core("internal/v2/verify"),
    tests: tests("core/V2Signature", "core/V2Client", "conformance/v2")
  },
  {
    group: "verifying",
    caches: true,
    files: core("internal/codec/echo"),
    tests: tests("conformance/echo")
  },
  {
    group: "verifying",
    files: core("Verifier"),
    tests: tests("core/Verifier", "conformance/response", "core/Certificates", "core/der", "core/layerConfig")
  },
  {
    group: "decrypting",
    files: core("internal/crypto/aesEcb"),
    tests: tests("core/V2Signature", "conformance/v2", "core/V2Notification", "core/Signer")
  },
  {
    group: "signing",
    files: core("PaymentParams"),
    tests: tests("core/PaymentParams", "conformance/frontEnd")
  },
  {
    group: "signing",
    files: core(
      "internal/crypto/rsa",
      "internal/crypto/webCrypto",
      "internal/crypto/keys",
      "internal/crypto/base64",
      "internal/crypto/pem"
    ),
    tests: tests(
      "core/Signer",
      "conformance/rsa",
      "conformance/oaep",
      "core/der",
      "conformance/aesGcm",
      "core/Verifier",
      "core/layerConfig"
    )
  },
  {
    group: "flows",
    files: ["packages/facepay/src/FacePaymentState.ts", "packages/facepay/src/FacePaymentFlow.ts"],
    tests: tests("facepay/facePayments")
  },
  {
    group: "flows",
    files: ["packages/transfer/src/TransferFlow.ts"],
    tests: tests("transfer/TransferFlow")
  },
  {
    group: "flows",
    files: core("OperationRecords", "NumberedRequest"),
    tests: tests("core/OperationRecords", "core/numberedRequest")
  },
  {
    group: "flows",
    files: ["packages/profit-sharing/src/ProfitSharingFlow.ts"],
    tests: tests("profit-sharing/profitShares")
  },
  {
    group: "flows",
    files: [
      "packages/pay/src/internal/codePaymentFlow.ts",
      "packages/pay/src/CodePaymentFlow.ts",
      ...core("TillPayment")
    ],
    tests: tests("pay/codePayments")
  },
  {
    group: "flows",
    files: ["packages/pay/src/PartnerCodePaymentFlow.ts"],
    tests: tests("pay/codePayments")
  },
  {
    group: "retry",
    files: core("internal/call/envelope"),
    tests: tests("core/ApiError", "core/hostileText")
  },
  {
    group: "retry",
    files: core("internal/call/hosts"),
    tests: tests("core/WechatPayClient", "core/hosts")
  },
  {
    group: "retry",
    files: core("internal/call/rateLimit"),
    tests: tests("core/rateLimit")
  },
  {
    group: "error mapping",
    files: core("ApiError", "V2Error"),
    tests: tests("core/ApiError", "core/V2Client", "core/hostileText")
  },
  {
    group: "flows",
    files: ["packages/facepay/src/internal/deduction.ts"],
    tests: tests("facepay/deductions")
  },
  {
    group: "flows",
    files: ["packages/facepay/src/OfflineContractFlow.ts"],
    tests: tests("facepay/deductions")
  },
  {
    group: "verifying",
    files: core("internal/certificates/trust"),
    tests: tests("core/trust", "core/der")
  },
  {
    group: "verifying",
    files: core("internal/certificates/x509"),
    tests: tests("core/trust", "core/der", "conformance/certificate")
  },
  {
    group: "verifying",
    files: core("internal/certificates/certifiedKey"),
    tests: tests("core/Certificates", "core/trust")
  },
  {
    group: "verifying",
    files: core("Der"),
    tests: tests("core/der", "conformance/rsa", "conformance/certificate")
  }
]
