import * as Api from "./api.js"
import { Pairs } from "./parts.jsx"
import { clock, useShared } from "./store.js"

const minute = 60_000

const steps = [
  ["minute", minute],
  ["hour", 60 * minute],
  ["day", 1440 * minute],
  ["month", 30 * 1440 * minute]
] as const

const modes = ["publicKey", "certificates", "migration"] as const

export const PlatformView = () => {
  const { attempt, store, word } = useShared()
  const { overview } = store
  if (overview === undefined) return null
  const { endpoints, merchants, now, platform, progress, time } = overview
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
            <button key={name} type="button" class="plain" onClick={() => attempt(() => Api.advance(millis))}>
              + {word(name)}
            </button>
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
              onClick={() => attempt(() => Api.setMode(mode))}
            >
              {word(mode)}
            </button>
          ))}
          <button type="button" class="plain" onClick={() => attempt(Api.addCertificate)}>
            {word("addCertificate")}
          </button>
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
                  <button
                    type="button"
                    class="plain"
                    aria-label={`${word("letSign")} (${serialNo})`}
                    onClick={() => attempt(() => Api.signWithCertificate(serialNo))}
                  >
                    {word("letSign")}
                  </button>
                  <button
                    type="button"
                    class="danger"
                    aria-label={`${word("remove")} (${serialNo})`}
                    onClick={() => attempt(() => Api.removeCertificate(serialNo))}
                  >
                    {word("remove")}
                  </button>
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
              <h3>{mchid}</h3>
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
      <section class="panel" aria-label={word("endpoints")}>
        <h2>
          {word("endpoints")} <span class="count">{endpoints.length}</span>
        </h2>
        <p class="buttons">
          <a class="button" href="/openapi.json">
            {word("openApi")}
          </a>
          <a class="button" href="/api/state" download="wechatpay-simulator-state.json">
            {word("exportState")}
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
