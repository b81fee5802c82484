/** What a client's code has to change, in its own language. */
import type { Call } from "../Calls.js"
import type { Text } from "../Panel.js"

type Language = "php" | "go" | "java" | "python" | "node" | "csharp" | "curl"

export interface Remedy extends Text {
  readonly language: Language
  /** Name of the language. */
  readonly name: string
  readonly code: string
}

const names: Readonly<Record<Language, string>> = {
  php: "PHP",
  go: "Go",
  java: "Java",
  python: "Python",
  node: "Node.js",
  csharp: "C#",
  curl: "curl"
}

/** The language that a `User-Agent` names. */
const agents: ReadonlyArray<readonly [RegExp, Language]> = [
  [/php|guzzle|symfony/i, "php"],
  [/wechatpay-go|\bgo-http|golang|resty/i, "go"],
  [/java|okhttp|apache-httpclient|jetty|wechatpay-apache/i, "java"],
  [/python|aiohttp|httpx|urllib/i, "python"],
  [/node|undici|axios|\bgot\b|effect|bun|deno/i, "node"],
  [/\.net|restsharp|skit|flurl/i, "csharp"],
  [/curl/i, "curl"]
]

const languageOf = ({ headers }: Call): Language | undefined =>
  agents.find(([pattern]) => pattern.test(headers["user-agent"] ?? ""))?.[1]

type Codes = { readonly [L in Language]?: string }

interface Advice extends Text {
  readonly codes: Codes
}

/** Sign and send one text. */
const once: Advice = {
  en: "Serialise the body once, then sign and send that text.",
  zh: "只序列化一次，对同一文本签名并发送。",
  codes: {
    php: "$body = json_encode($data); // sign $body\n$client->request('POST', $url, ['body' => $body]); // not 'json' => $data",
    go: 'body, _ := json.Marshal(data) // sign body\nhttp.NewRequest("POST", url, bytes.NewReader(body))',
    java: "String body = mapper.writeValueAsString(data); // sign body\nHttpRequest.BodyPublishers.ofString(body)",
    python: "body = json.dumps(data)  # sign body\nrequests.post(url, data=body.encode())  # not json=data",
    node: "const body = JSON.stringify(data) // sign body\nawait fetch(url, { method: 'POST', body })",
    csharp:
      'var body = JsonSerializer.Serialize(data); // sign body\nnew StringContent(body, Encoding.UTF8, "application/json")',
    curl: "curl --data-binary @body.json # not --data, which removes line breaks"
  }
}

const slashes: Advice = {
  en: "One of the two texts escapes slashes.",
  zh: "两段文本之一对斜杠做了转义。",
  codes: { php: "json_encode($data, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE)" }
}

const unicode: Advice = {
  en: "One of the two texts escapes characters that are not ASCII.",
  zh: "两段文本之一对非 ASCII 字符做了转义。",
  codes: {
    php: "json_encode($data, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES)",
    python: "json.dumps(data, ensure_ascii=False)",
    csharp: "new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }"
  }
}

const html: Advice = {
  en: "One of the two texts escapes <, > and & for HTML.",
  zh: "两段文本之一对 <、>、& 做了 HTML 转义。",
  codes: {
    go: "encoder := json.NewEncoder(&buffer)\nencoder.SetEscapeHTML(false)\nencoder.Encode(data) // adds a line feed: sign and send it too, or trim it",
    java: "new GsonBuilder().disableHtmlEscaping().create()"
  }
}

const blanks: Advice = {
  en: "The two texts have other blanks between their tokens.",
  zh: "两段文本的空白不同。",
  codes: {
    ...once.codes,
    python:
      'json.dumps(data, ensure_ascii=False, separators=(",", ":"))  # one text, signed and sent as data='
  }
}

const sorted: Advice = {
  en: "One of the two texts was made with sorted members.",
  zh: "两段文本之一的字段经过排序。",
  codes: {
    ...once.codes,
    python:
      "body = json.dumps(data)  # without sort_keys=True, or with it for both texts\nrequests.post(url, data=body.encode())",
    go: "body, _ := json.Marshal(data) // a map is sorted, a struct is not: use one of them for both\nbytes.NewReader(body)",
    java: "mapper.configure(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, false); // serialise once"
  }
}

const urlEncoded: Advice = {
  en: "Send the body as JSON, not as a form.",
  zh: "以 JSON 发送主体，而不是表单。",
  codes: {
    ...once.codes,
    php: "$client->request('POST', $url, ['body' => $body, 'headers' => ['Content-Type' => 'application/json']]); // not 'form_params'",
    curl: "curl --header 'Content-Type: application/json' --data-binary @body.json # not --data-urlencode"
  }
}

const lineFeed: Advice = {
  en: "Each of the five lines ends with a line feed, the last one too.",
  zh: "五行中每一行（包括最后一行）都以换行符结尾。",
  codes: {
    php: '$message = "$method\\n$url\\n$timestamp\\n$nonce\\n$body\\n"; // in double quotes',
    go: 'message := fmt.Sprintf("%s\\n%s\\n%d\\n%s\\n%s\\n", method, url, timestamp, nonce, body)',
    java: 'String message = String.join("\\n", method, url, timestamp, nonce, body) + "\\n";',
    python: 'message = "\\n".join([method, url, timestamp, nonce, body]) + "\\n"',
    node: 'const message = [method, url, timestamp, nonce, body, ""].join("\\n")',
    csharp: 'var message = $"{method}\\n{url}\\n{timestamp}\\n{nonce}\\n{body}\\n";',
    curl: 'printf \'%s\\n%s\\n%s\\n%s\\n%s\\n\' "$method" "$url" "$timestamp" "$nonce" "$body"'
  }
}

const escapesOf = (call: Call): ReadonlyArray<Advice> => {
  const sent = Buffer.from(call.body).toString("utf8")
  const signed = call.diagnosis?.signedText ?? ""
  const differs = (pattern: RegExp) => pattern.test(sent) !== pattern.test(signed)
  return [
    ...(differs(/\\\//) ? [slashes] : []),
    ...(differs(/\\u00(?:3c|3e|26)/i) ? [html] : []),
    ...(differs(/\\u(?!00(?:3c|3e|26))[0-9a-f]{4}/i) ? [unicode] : [])
  ]
}

const adviceOf = (call: Call, id: string): ReadonlyArray<Advice> => {
  switch (id) {
    case "bodyReescaped":
      return escapesOf(call)
    case "bodySorted":
      return [sorted]
    case "bodyReordered":
    case "bodyTrimmed":
    case "bodyLeftOut":
      return [once]
    case "bodyRespaced":
      return [blanks]
    case "bodyUrlEncoded":
    case "bodyAsForm":
      return [urlEncoded]
    case "lastLineFeed":
    case "fourLines":
    case "escapedLineFeeds":
    case "noLineFeeds":
      return [lineFeed]
    default:
      return []
  }
}

/** The changes in the language of the client, or in all languages if its `User-Agent` does not name one. */
export const remediesOf = (call: Call): ReadonlyArray<Remedy> => {
  const language = languageOf(call)
  return (call.diagnosis?.mistakes ?? []).flatMap(({ id }) =>
    adviceOf(call, id).flatMap(({ codes, en, zh }) => {
      const known = Object.entries(codes) as ReadonlyArray<[Language, string]>
      // A language without the option serialises twice: sign and send one text.
      const own = known.filter(([name]) => name === language)
      const code = language === undefined ? undefined : (own[0]?.[1] ?? once.codes[language])
      return code === undefined || language === undefined
        ? known.map(([name, one]) => ({ language: name, name: names[name], code: one, en, zh }))
        : [{ language, name: names[language], code, en, zh }]
    })
  )
}
