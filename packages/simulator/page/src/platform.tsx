import { Fragment } from "preact"
import * as Api from "./api.js"
import { CopyButton } from "./copy.jsx"
import { Pairs, ServerButton } from "./parts.jsx"
import { clock, useNow, useShared } from "./store.js"

const minute = 60_000

const steps = [
  ["minute", minute],
  ["hour", 60 * minute],
  ["day", 1440 * minute],
  ["month", 30 * 1440 * minute]
] as const

const modes = ["publicKey", "certificates", "migration"] as const

const files = [
  {
    address: "/api/state",
    name: "wechatpay-simulator-state.json",
    exports: "exportState",
    imports: "importState",
    send: Api.importState
  },
  {
    address: "/api/calls/export",
    name: "wechatpay-simulator-calls.json",
    exports: "exportCalls",
    imports: "importCalls",
    send: Api.importCalls
  }
] as const

/** Export and import by file. */
const Files = () => {
  const { attempt, store, word } = useShared()
  const upload = (input: HTMLInputElement, send: (text: string) => Promise<void>) => {
    const [file] = input.files ?? []
    if (file === undefined) return
    attempt(async () => send(await file.text()))
    input.value = ""
  }
  return (
    <section class="panel" aria-label={word("files")}>
      <h2>{word("files")}</h2>
      <p class="buttons">
        {files.map((file) => (
          <Fragment key={file.exports}>
            <a class="button" href={file.address} download={file.name}>
              {word(file.exports)}
            </a>
            <label class="button">
              {word(file.imports)}
              <input
                class="hidden"
                type="file"
                accept="application/json,.json"
                disabled={!store.connected}
                onChange={(event) => upload(event.currentTarget, file.send)}
              />
            </label>
          </Fragment>
        ))}
      </p>
    </section>
  )
}

export const PlatformView = () => {
  const { attempt, store, word } = useShared()
  const { overview } = store
  const now = useNow()
  if (overview === undefined || now === undefined) return null
  const { endpoints, merchants, platform, progress, time } = overview
  return (
    <>
      <section class="panel" aria-label={word("now")}>
        <h2>{word("now")}</h2>
        <p>
          <b>{clock(now, true)}</b> · {word(time === "virtual" ? "timeVirtual" : "timeReal")}
        </p>
        {progress !== undefined && (
          <p role="status">
            <progress
              aria-label={word("advancing")}
              max={progress.to - progress.from}
              value={progress.at - progress.from}
            />{" "}
            {word("advancing")} {clock(progress.to, true)}
          </p>
        )}
        <h3>{word("advance")}</h3>
        <p class="buttons">
          {steps.map(([name, millis]) => (
            <ServerButton key={name} onClick={() => attempt(() => Api.advance(millis))}>
              {`+ ${word(name)}`}
            </ServerButton>
          ))}
        </p>
      </section>
      <section class="panel" aria-label={word("mode")}>
        <h2>{word("mode")}</h2>
        <p class="buttons">
          {modes.map((mode) => (
            <button
              key={mode}
              type="button"
              class={mode === platform.mode ? "main" : "plain"}
              aria-pressed={mode === platform.mode}
              disabled={!store.connected}
              onClick={() => attempt(() => Api.setMode(mode))}
            >
              {word(mode)}
            </button>
          ))}
          <ServerButton onClick={() => attempt(Api.addCertificate)}>{word("addCertificate")}</ServerButton>
        </p>
        <Pairs pairs={[[word("publicKey"), platform.publicKeyId]]} />
        <ul class="records">
          {platform.certificates.map(({ notAfter, notBefore, serialNo, signs }) => (
            <li key={serialNo} class="record">
              <h3>{serialNo}</h3>
              <p>
                {clock(notBefore, true)} – {clock(notAfter, true)}
                {signs && ` · ${word("signs")}`}
              </p>
              {!signs && (
                <p class="buttons">
                  <ServerButton
                    about={serialNo}
                    onClick={() => attempt(() => Api.signWithCertificate(serialNo))}
                  >
                    {word("letSign")}
                  </ServerButton>
                  <ServerButton
                    tone="danger"
                    about={serialNo}
                    onClick={() => attempt(() => Api.removeCertificate(serialNo))}
                  >
                    {word("remove")}
                  </ServerButton>
                </p>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section class="panel" aria-label={word("merchants")}>
        <h2>{word("merchants")}</h2>
        <ul class="records">
          {merchants.map(({ appids, mchid, serialNos, subMchids }) => (
            <li key={mchid} class="record">
              <h3>
                {mchid} <CopyButton about={mchid} text={mchid} />
              </h3>
              <Pairs
                pairs={[
                  ["appid", appids.join(", ")],
                  ["sub_mchid", subMchids.join(", ")],
                  [word("serials"), serialNos.join(", ")]
                ]}
              />
            </li>
          ))}
        </ul>
      </section>
      <Files />
      <section class="panel" aria-label={word("endpoints")}>
        <h2>
          {word("endpoints")} <span class="count">{endpoints.length}</span>
        </h2>
        <p class="buttons">
          <a class="button" href="/openapi.json">
            {word("openApi")}
          </a>
        </p>
        <ul class="endpoints">
          {endpoints.map(({ id, method, path }) => (
            <li key={id}>
              <span class="method">{method}</span> <code>{path}</code>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
