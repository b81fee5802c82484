// Survivors that were examined. `file`: how its path ends; `from`: contained in what was replaced; `to`: the replacement.
/** @type {ReadonlyArray<{ file?: string, from: string, to?: string, reason: string }>} */
export const harmless = [
  {
    file: "onceByClaims.ts",
    from: '"Granted"',
    to: '""',
    reason: "the result is compared with `Taken` and `Done` only"
  },
  {
    file: "onceByClaims.ts",
    from: "discard: true",
    reason: "collects results that nobody reads: memory of one call, and the same effects"
  },
  {
    file: "onceByClaims.ts",
    from: "true",
    to: "false",
    reason: "`discard`: collects results that nobody reads"
  },
  {
    file: "onceByClaims.ts",
    from: 'claim === "Granted"',
    to: "true",
    reason: "`release` frees a key of its owner only, so to release what was not granted does nothing"
  },
  {
    file: "onceByClaims.ts",
    from: '() => "the store died"',
    reason: "the text of a log entry"
  },
  {
    file: "keyValueClaims.ts",
    from: '""',
    reason: "cannot be reached: the second group of the expression matches also the empty text"
  },
  {
    file: "Authorization.ts",
    from: 'typeof url === "string"',
    to: "true",
    reason: "`new URL` also accepts a `URL`: one more parsing, the same result"
  },
  {
    file: "Nonce.ts",
    from: "used === pool.length",
    to: "true",
    reason: "random bytes are made for each nonce in place of every 256th: slower, the same result"
  },
  {
    file: "Nonce.ts",
    from: "used === pool.length",
    to: "used !== pool.length",
    reason:
      "the pool was already filled by an earlier test of the process; in a new process the first nonce is empty and `test/core/Nonce.test.ts` fails"
  },
  {
    file: "core/src/Signer.ts",
    from: "true",
    to: "false",
    reason: "`local`: the signature of this process is checked for its form too, and always has it"
  },
  {
    file: "unsuccessful.ts",
    from: "request.signedText !== undefined",
    to: "true",
    reason: "every request of APIv3 has its signed text; without it the hint would be about an empty one"
  },
  {
    file: "transient.ts",
    from: "error.code !== undefined",
    to: "true",
    reason: "for the types only: no set of codes has `undefined`"
  },
  {
    file: "transient.ts",
    from: 'reason._tag === "SignatureInvalid"',
    to: "true",
    reason: "for the types only: no other reason has `probe`"
  },
  {
    file: "RefundFlow.ts",
    from: '"NotDone"',
    reason: "the verdict is compared with `Done` and `Failed` only"
  },
  {
    file: "RefundFlow.ts",
    from: "sub_mchid === undefined",
    to: "false",
    reason: "a member that is undefined is not written into the query"
  },
  {
    file: "TransferFlow.ts",
    from: "now - sentAt < Duration.toMillis(Outcome.openFor)",
    to: "now - sentAt <= Duration.toMillis(Outcome.openFor)",
    reason: "a millisecond longer"
  },
  {
    file: "orderTerms.ts",
    from: "read[index]?.[name]",
    reason: "both lists have the same length"
  },
  {
    file: "OrderFlow.ts",
    from: "Object.entries(scope) .sort()",
    reason: "the function `key` of a mode writes its members in one order"
  },
  {
    file: "OrderFlow.ts",
    from: "until + 1",
    to: "until - 1",
    reason: "two milliseconds earlier"
  },
  {
    file: "OrderFlow.ts",
    from: "order.collection?.details",
    to: "order.collection.details",
    reason: "a paid order has a collection"
  },
  {
    file: "deduction.ts",
    from: "now <= open.until",
    to: "now < open.until",
    reason: "a millisecond"
  },
  {
    file: "deduction.ts",
    from: "() => seen",
    reason: "what is observed begins with what was seen, so there is always a last one"
  },
  {
    file: "deduction.ts",
    from: "Math.max(...open.map((request) => request.sentAt))",
    reason: "a record has one open request of each name, and deductions have one name"
  },
  {
    file: "deduction.ts",
    from: "open !== undefined",
    reason: "for the types only: no request that is not there waits"
  },
  {
    file: "deduction.ts",
    from: "open.until + 1",
    to: "open.until - 1",
    reason: "two milliseconds"
  },
  {
    file: "deduction.ts",
    from: 'state._tag !== "Paid"',
    to: "false",
    reason: "for the types only: no other state has a debt"
  },
  {
    file: "codePaymentFlow.ts",
    from: '""',
    reason: "cannot be reached: a paid order has a number of WeChat Pay"
  },
  {
    file: "codePaymentFlow.ts",
    from: "default: return undefined",
    reason: "the function returns nothing after the cases, too"
  },
  {
    file: "codePaymentFlow.ts",
    from: "sentAt !== undefined",
    reason: "for the types only: a comparison with what is not there is false"
  },
  {
    file: "codePaymentFlow.ts",
    from: "now - sentAt > Duration.toMillis(Outcome.openFor)",
    reason: "a millisecond"
  },
  {
    file: "codePaymentFlow.ts",
    from: "{ error: response.left }",
    reason: "the query after the reversal sets its own error"
  },
  {
    file: "codePaymentFlow.ts",
    from: '"later"',
    reason: "only `now` is asked for"
  },
  {
    file: "codePaymentFlow.ts",
    from: "{ ...known, error }",
    reason: "absent members count as false, and the query sets its own error"
  },
  {
    file: "codePaymentFlow.ts",
    from: "{ reversing: false, sentAt: undefined }",
    reason: "absent members count as false"
  },
  {
    file: "codePaymentFlow.ts",
    from: "false",
    to: "true",
    reason:
      "`isQueried` and `isShown` count for a rejected charge only, and a second response ends that run; the response of a charge must repeat its amount, so nothing is told of another one"
  },
  {
    file: "codePaymentFlow.ts",
    from: "true",
    to: "false",
    reason: "`isShown` counts for a rejected charge only"
  },
  {
    file: "TillPayment.ts",
    from: "run.rejection !== undefined && !known.isShown",
    reason: "after a rejection a second response that shows no order ends the run"
  },
  {
    file: "TillPayment.ts",
    from: '"Open"',
    reason: "only `Ended` is asked for"
  },
  {
    file: "TillPayment.ts",
    from: 'ApiError.isApiError(error) || error._tag === "WechatPayError"',
    reason: "the programs ask for failures of calls only"
  },
  {
    file: "ProfitSharingFlow.ts",
    from: "sub_mchid === undefined",
    to: "false",
    reason: "a member that is undefined is not written into the query"
  },
  {
    file: "ProfitSharingFlow.ts",
    from: "transaction_id === input.transaction_id",
    to: "true",
    reason: "a response must repeat the numbers of its request, which is checked before"
  },
  {
    file: "ProfitSharingFlow.ts",
    from: "out_order_no === input.out_order_no",
    to: "true",
    reason: "a response must repeat the numbers of its request, which is checked before"
  },
  {
    file: "ProfitSharingFlow.ts",
    from: '""',
    reason: "cannot be reached: each response has a state or a result"
  },
  {
    file: "ProfitSharingFlow.ts",
    from: "[]",
    reason: "only receivers with the result `CLOSED` are looked for"
  },
  {
    file: "OperationRecords.ts",
    from: "member !== undefined",
    reason: "JSON has no members that are undefined"
  },
  {
    file: "OperationRecords.ts",
    from: "one < other",
    to: "one <= other",
    reason: "names are unique"
  },
  {
    file: "OperationRecords.ts",
    from: '"Unknown"',
    reason: "the outcome of a renewal, which nobody reads"
  },
  {
    file: "OperationRecords.ts",
    from: "row.owner !== owner",
    to: "true",
    reason: "each run has an owner of its own, which takes a record once"
  },
  {
    file: "OperationRecords.ts",
    from: "owner === undefined",
    to: "false",
    reason: "the lease of a record without owner has ended"
  },
  {
    file: "NumberedRequest.ts",
    from: 'error.outcome === "Refused"',
    to: "true",
    reason: "what was not sent is not queried, and what is unknown is open"
  },
  {
    file: "v2/verify.ts",
    from: "index < left.length",
    reason: "after their ends both texts have the same"
  },
  {
    file: "v2/verify.ts",
    from: '"HMAC-SHA256"',
    to: '""',
    reason: "only `MD5` is compared with, and all other types are HMAC"
  },
  {
    file: "core/src/Verifier.ts",
    from: 'left > Duration.toMillis("30 days")',
    to: 'left >= Duration.toMillis("30 days")',
    reason: "a millisecond"
  },
  {
    file: "core/src/Verifier.ts",
    from: "left < 0",
    to: "left <= 0",
    reason: "a millisecond"
  },
  {
    file: "PartnerCodePaymentFlow.ts",
    from: "sp_appid === undefined",
    to: "false",
    reason: "a member that is undefined is not written"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: '"UserPaying"',
    to: '""',
    reason: "the function returns nothing after the cases, too"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: '"NotPaid"',
    to: '""',
    reason: "the function returns nothing after the cases, too"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: 'case "Unknown": return undefined',
    to: 'case "Unknown":',
    reason: "the function returns nothing after the cases, too"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: '"Unknown"',
    to: '""',
    reason: "the function returns nothing after the cases, too"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: "false",
    to: "true",
    reason:
      "`isQueried`: each query sets it before it is read; `reversing` of an open response: it has number and amount, so it is never open"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: "{ error: openState(paid), reversing: false }",
    to: "{}",
    reason: "cannot be reached: the response of a payment has its number and amount"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: '""',
    to: '"Stryker was here!"',
    reason: "neither text says that the code was used"
  },
  {
    file: "facepay/src/FacePaymentFlow.ts",
    from: '"later"',
    to: '""',
    reason: "only `now` is asked for"
  },
  {
    file: "call/retry.ts",
    from: 'error.reason._tag === "Transport"',
    to: "true",
    reason: "for the types only: no other reason has `sent`"
  },
  {
    file: "call/envelope.ts",
    from: "header === undefined",
    to: "false",
    reason: "the text `undefined` is neither a number nor a date"
  },
  {
    file: "call/envelope.ts",
    from: 'typeof value !== "object"',
    to: "false",
    reason: "a text or a number has none of the members"
  },
  {
    file: "call/envelope.ts",
    from: '""',
    to: '"Stryker was here!"',
    reason: "neither text ends with a number"
  },
  { file: "call/hosts.ts", from: "this.checkEvery > 0", reason: "a remainder of a division by 0 is not 0" },
  {
    file: "call/hosts.ts",
    from: "++this.begun",
    to: "--this.begun",
    reason: "every hundredth call, counted downwards"
  },
  {
    file: "call/hosts.ts",
    from: "backupShare === 0",
    to: "false",
    reason: "the remainder of a division by an infinite number is not 0"
  },
  {
    file: "call/hosts.ts",
    from: "/^https?:$/",
    to: "/^https?:/",
    reason: "a protocol has one colon, at its end"
  },
  {
    file: "call/hosts.ts",
    from: "known !== undefined",
    to: "false",
    reason: "the host is computed again: slower, the same result"
  },
  {
    file: "call/rateLimit.ts",
    from: '"TimeoutException"',
    to: '""',
    reason: "the caller turns every failure into `RateLimited`"
  },
  { file: "call/rateLimit.ts", from: "discard: true", reason: "collects results that nobody reads" },
  {
    file: "call/rateLimit.ts",
    from: "true",
    to: "false",
    reason: "`discard`: collects results that nobody reads"
  },
  {
    file: "call/rateLimit.ts",
    from: "takes.length === 0",
    to: "false",
    reason: "no limits: an effect that does nothing"
  },
  {
    file: "call/rateLimit.ts",
    from: "!places.has(id)",
    to: "true",
    reason: "the wait is made again for each call: slower, the same result"
  },
  { file: "call/failure.ts", from: '""', to: '"Stryker was here!"', reason: "no class has this code" },
  {
    file: "src/ApiError.ts",
    from: 'default: return ""',
    to: "default:",
    reason: "nothing is printed for an advice that is empty or missing"
  },
  {
    file: "crypto/rsa.ts",
    from: "number.length === 0",
    to: "false",
    reason: "an empty modulus is too short with every computed size"
  },
  {
    file: "crypto/rsa.ts",
    from: "Der.oid(type) !== rsaEncryption",
    to: "false",
    reason: "the runtime rejects the key of another algorithm, and the error is the same"
  },
  {
    file: "crypto/base64.ts",
    from: "from < bytes.length",
    to: "from <= bytes.length",
    reason: "adds an empty text"
  },
  {
    file: "crypto/base64.ts",
    from: "text.slice(-4)",
    to: "text",
    reason: "the expression looks at the end only: slower, the same result"
  },
  {
    file: "crypto/base64.ts",
    from: "index < binary.length",
    to: "index <= binary.length",
    reason: "a byte after the end of an array is not written"
  },
  {
    file: "crypto/aesEcb.ts",
    from: "index < plain.length",
    to: "index <= plain.length",
    reason: "a byte after the end of an array is not written"
  },
  {
    file: "core/src/Der.ts",
    from: "element?.tag",
    to: "element.tag",
    reason: "throws as well, and `read` catches both"
  },
  {
    file: "core/src/Der.ts",
    from: "second !== undefined",
    to: "true",
    reason: "for the types only: what is missing is not below 0x80"
  },
  {
    file: "core/src/Der.ts",
    from: "number > Number.MAX_SAFE_INTEGER / 128",
    to: "number >= Number.MAX_SAFE_INTEGER / 128",
    reason: "the limit is no integer"
  },
  {
    file: "v2/sign.ts",
    from: "ascii.test(left) && ascii.test(right)",
    to: "false",
    reason: "names are compared by their bytes in any case: slower, the same order"
  },
  {
    file: "v2/sign.ts",
    from: "ascii.test(left) && ascii.test(right)",
    to: "ascii.test(left) || ascii.test(right)",
    reason: "an ASCII name and another one have the same order by their units and by their bytes"
  },
  { file: "v2/sign.ts", from: "left < right", to: "left <= right", reason: "names are unique" },
  {
    file: "v2/sign.ts",
    from: "hexOf(left) < hexOf(right)",
    to: "hexOf(left) <= hexOf(right)",
    reason: "names are unique"
  },
  {
    file: "codec/echo.ts",
    from: "value === undefined",
    to: "false",
    reason: "what is absent is neither a text nor a record"
  },
  {
    file: "certificates/trust.ts",
    from: 'typeof trust !== "string"',
    to: "true",
    reason: "for the types only: the first unit of a text is no number"
  },
  {
    file: "certificates/trust.ts",
    from: '"string"',
    to: '""',
    reason: "for the types only: the first unit of a text is no number"
  },
  {
    file: "certificates/trust.ts",
    from: '"\\n"',
    to: '""',
    reason: "blanks between the armour are removed in any case"
  },
  {
    file: "certificates/trust.ts",
    from: "[]",
    to: '["Stryker was here"]',
    reason: "a text without certificates is rejected in both forms"
  },
  {
    file: "certificates/trust.ts",
    from: "() => false",
    to: "() => undefined",
    reason: "the search takes what is missing for false"
  },
  { file: "certificates/trust.ts", from: "false", to: "true", reason: "`extractable` of a public key" },
  {
    file: "certificates/trust.ts",
    from: "pathLength !== undefined",
    to: "true",
    reason: "for the types only: no number is larger than what is missing"
  },
  {
    file: "certificates/trust.ts",
    from: "named[0]?.certificate",
    to: "named[0].certificate",
    reason: "for the types only: the list is not empty"
  },
  {
    file: "certificates/trust.ts",
    from: "one?.isAuthority",
    to: "one.isAuthority",
    reason: "for the types only: the list has no missing one"
  },
  {
    file: "certificates/x509.ts",
    from: "value?.content",
    to: "value.content",
    reason: "a part of a name without a value makes the certificate unreadable, in place of an empty text"
  },
  {
    file: "certificates/x509.ts",
    from: "value?.tag",
    to: "value.tag",
    reason: "a part of a name without a value makes the certificate unreadable, in place of an empty text"
  },
  {
    file: "certificates/x509.ts",
    from: "element?.tag",
    to: "element.tag",
    reason: "for the types only: each extension has two parts"
  },
  {
    file: "certificates/x509.ts",
    from: "bytes.slice()",
    to: "bytes",
    reason: "the same bytes, within the memory of the file"
  },
  {
    file: "certificates/certifiedKey.ts",
    from: "key.notBefore > best.notBefore",
    to: "key.notBefore >= best.notBefore",
    reason: "of two that begin at one moment either may encrypt"
  }
]
