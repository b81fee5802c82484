/** Programs that make a signed call, in the languages of the simulator's users. */

export const languages = ["curl", "php", "go", "java", "node", "python"] as const
export type SnippetLanguage = (typeof languages)[number]

export const languageNames: Readonly<Record<SnippetLanguage, string>> = {
  curl: "curl + OpenSSL",
  php: "PHP",
  go: "Go",
  java: "Java",
  node: "Node.js",
  python: "Python"
}

/** A call of a merchant. */
export interface SnippetCall {
  readonly method: string
  readonly target: string
  /** Absent for a call without a body. */
  readonly body?: Readonly<Record<string, unknown>>
  /** The operation of this library. */
  readonly operation?: {
    readonly package: string
    readonly module: string
    readonly name: string
    readonly input: Readonly<Record<string, unknown>>
  }
}

export interface SnippetMerchant {
  readonly baseUrl: string
  readonly mchid: string
  readonly serialNo: string
}

const indented = (text: string, by: number): string => text.replaceAll("\n", `\n${" ".repeat(by)}`)

const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Double-quoted, as in Java and Go. */
const quoted = (text: string): string => JSON.stringify(text)

/** Single-quoted, as in PHP. */
const single = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

const jsonOf = ({ body }: SnippetCall): string => (body === undefined ? "" : JSON.stringify(body))

type Write = (call: SnippetCall, merchant: SnippetMerchant) => string

const curl: Write = (call, { baseUrl, mchid, serialNo }) => `set -a; . ./.env.wechatpay; set +a
(umask 077; printf '%b' "$WECHATPAY_PRIVATE_KEY" > key.pem)
body=${shell(jsonOf(call))}
timestamp=$(date +%s)
nonce=$(openssl rand -hex 16)
signature=$(printf '%s\\n%s\\n%s\\n%s\\n%s\\n' ${call.method} ${shell(call.target)} "$timestamp" "$nonce" "$body" |
  openssl dgst -sha256 -sign key.pem | openssl base64 -A)
curl --request ${call.method} ${shell(baseUrl + call.target)} \\
  --header 'Accept: application/json' \\
  --header "Authorization: WECHATPAY2-SHA256-RSA2048 mchid=\\"${mchid}\\",nonce_str=\\"$nonce\\",signature=\\"$signature\\",timestamp=\\"$timestamp\\",serial_no=\\"${serialNo}\\""${
    call.body === undefined
      ? ""
      : ` \\
  --header 'Content-Type: application/json' --data-binary "$body"`
  }
`

const php: Write = (call, { baseUrl, mchid, serialNo }) => `<?php
// set -a; . ./.env.wechatpay; php call.php
$key = str_replace('\\n', "\\n", getenv('WECHATPAY_PRIVATE_KEY'));
[$method, $target] = ['${call.method}', ${single(call.target)}];
$body = ${single(jsonOf(call))}; // json_encode with JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE
[$timestamp, $nonce] = [time(), bin2hex(random_bytes(16))];
openssl_sign("$method\\n$target\\n$timestamp\\n$nonce\\n$body\\n", $signature, $key, OPENSSL_ALGO_SHA256);
$authorization = sprintf(
    'WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",signature="%s",timestamp="%d",serial_no="%s"',
    '${mchid}', $nonce, base64_encode($signature), $timestamp, '${serialNo}');
$curl = curl_init(${single(baseUrl)} . $target);
curl_setopt_array($curl, [
    CURLOPT_CUSTOMREQUEST => $method,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => ['Accept: application/json', 'User-Agent: shop', 'Content-Type: application/json', "Authorization: $authorization"],${
      call.body === undefined ? "" : "\n    CURLOPT_POSTFIELDS => $body,"
    }
]);
echo curl_exec($curl), PHP_EOL;
`

const go: Write = (call, { baseUrl, mchid, serialNo }) => `package main

// set -a; . ./.env.wechatpay; go run main.go
import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	block, _ := pem.Decode([]byte(strings.ReplaceAll(os.Getenv("WECHATPAY_PRIVATE_KEY"), "\\\\n", "\\n")))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		panic(err)
	}
	method, target := "${call.method}", ${quoted(call.target)}
	body := ${quoted(jsonOf(call))}
	random := make([]byte, 16)
	rand.Read(random)
	timestamp, nonce := time.Now().Unix(), hex.EncodeToString(random)
	hash := sha256.Sum256([]byte(fmt.Sprintf("%s\\n%s\\n%d\\n%s\\n%s\\n", method, target, timestamp, nonce, body)))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA256, hash[:])
	if err != nil {
		panic(err)
	}
	request, _ := http.NewRequest(method, ${quoted(baseUrl)}+target, strings.NewReader(body))
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", fmt.Sprintf(
		\`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",signature="%s",timestamp="%d",serial_no="%s"\`,
		"${mchid}", nonce, base64.StdEncoding.EncodeToString(signature), timestamp, "${serialNo}"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	fmt.Println(response.Status, string(text))
}
`

const java: Write = (call, { baseUrl, mchid, serialNo }) => `// set -a; . ./.env.wechatpay; java Main.java
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;

public class Main {
  public static void main(String[] args) throws Exception {
    String pem = System.getenv("WECHATPAY_PRIVATE_KEY").replace("\\\\n", "\\n").replaceAll("-----[A-Z ]+-----|\\\\s", "");
    var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    String method = "${call.method}", target = ${quoted(call.target)};
    String body = ${quoted(jsonOf(call))};
    long timestamp = System.currentTimeMillis() / 1000;
    String nonce = UUID.randomUUID().toString().replace("-", "");
    Signature signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(key);
    signer.update((method + "\\n" + target + "\\n" + timestamp + "\\n" + nonce + "\\n" + body + "\\n").getBytes(StandardCharsets.UTF_8));
    String authorization = String.format(
        "WECHATPAY2-SHA256-RSA2048 mchid=\\"%s\\",nonce_str=\\"%s\\",signature=\\"%s\\",timestamp=\\"%d\\",serial_no=\\"%s\\"",
        "${mchid}", nonce, Base64.getEncoder().encodeToString(signer.sign()), timestamp, "${serialNo}");
    HttpRequest request = HttpRequest.newBuilder(URI.create(${quoted(baseUrl)} + target))
        .header("Accept", "application/json").header("Content-Type", "application/json")
        .header("Authorization", authorization)
        .method(method, HttpRequest.BodyPublishers.ofString(body)).build();
    HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(response.statusCode() + " " + response.body());
  }
}
`

const python: Write = (call, { baseUrl, mchid, serialNo }) => `# set -a; . ./.env.wechatpay; python call.py
# pip install cryptography
import base64, os, secrets, time, urllib.error, urllib.request
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

pem = os.environ["WECHATPAY_PRIVATE_KEY"].replace("\\\\n", "\\n").encode()
key = serialization.load_pem_private_key(pem, password=None)
method, target = "${call.method}", ${quoted(call.target)}
body = ${quoted(jsonOf(call))}  # json.dumps with ensure_ascii=False, serialised once
timestamp, nonce = int(time.time()), secrets.token_hex(16)
message = f"{method}\\n{target}\\n{timestamp}\\n{nonce}\\n{body}\\n".encode()
signature = base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()
request = urllib.request.Request(${quoted(baseUrl)} + target, method=method, data=body.encode() or None, headers={
    "Accept": "application/json",
    "Content-Type": "application/json",
    "User-Agent": "shop",
    "Authorization": f'WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="{nonce}",'
                     f'signature="{signature}",timestamp="{timestamp}",serial_no="${serialNo}"',
})
try:
    with urllib.request.urlopen(request) as response:
        print(response.status, response.read().decode())
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
`

const plainNode: Write = (call, { baseUrl, mchid, serialNo }) => `// node --env-file=.env.wechatpay call.mjs
import { createSign, randomBytes } from "node:crypto"

const key = process.env.WECHATPAY_PRIVATE_KEY.replaceAll("\\\\n", "\\n")
const [method, target] = ["${call.method}", ${quoted(call.target)}]
const body = ${quoted(jsonOf(call))}
const [timestamp, nonce] = [Math.floor(Date.now() / 1000), randomBytes(16).toString("hex")]
const message = [method, target, timestamp, nonce, body, ""].join("\\n")
const signature = createSign("RSA-SHA256").update(message).sign(key, "base64")
const response = await fetch(${quoted(baseUrl)} + target, {
  method,
  headers: {
    accept: "application/json",
    "content-type": "application/json",
    authorization: \`WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="\${nonce}",signature="\${signature}",timestamp="\${timestamp}",serial_no="${serialNo}"\`
  },
  ...(body === "" ? {} : { body })
})
console.log(response.status, await response.text())
`

/** With this library where it has the operation. */
const node: Write = (call, merchant) => {
  const { operation } = call
  if (operation === undefined) return plainNode(call, merchant)
  return `// node --env-file=.env.wechatpay call.ts
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { WechatPayClient } from "@effect-wechatpay/core"
import { ${operation.module} } from "@effect-wechatpay/${operation.package}"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Layer } from "effect"

const program = ${operation.module}.${operation.name}(${indented(JSON.stringify(operation.input, null, 2), 0)}).pipe(
  Effect.andThen(Effect.log)
)

// The variables name ${merchant.baseUrl} and the merchant ${merchant.mchid}.
const layer = WechatPayClient.layerConfig().pipe(Layer.provide([UndiciHttpClient.layer(), NodeFileSystem.layer]))
NodeRuntime.runMain(Effect.provide(program, layer))
`
}

const writers: Readonly<Record<SnippetLanguage, Write>> = { curl, php, go, java, node, python }

export const snippet = (language: SnippetLanguage, call: SnippetCall, merchant: SnippetMerchant): string =>
  writers[language](call, merchant)
