/** The page before the first call: how to make one. */
import { useState } from "preact/hooks"
import * as Api from "./api.js"
import { CopyButton } from "./copy.jsx"
import { useKeys } from "./order.jsx"
import { firstCall } from "./orderSteps.js"
import { Pairs, ServerButton } from "./parts.jsx"
import { orderAddress } from "./route.js"
import { Snippet } from "./snippet.jsx"
import { useShared } from "./store.js"

export const StartView = () => {
  const { attempt, store, word } = useShared()
  const [playing, setPlaying] = useState(false)
  const keys = useKeys()
  const { overview } = store
  if (overview === undefined) return null
  const [merchant] = overview.merchants
  const play = async () => {
    setPlaying(true)
    await attempt(async () => {
      const { order } = await Api.demo()
      location.hash = orderAddress(order)
    })
    setPlaying(false)
  }
  return (
    <section class="start" aria-label={word("start")}>
      <h2>{word("start")}</h2>
      <ol class="steps">
        <li>
          <h3>{word("stepAddress")}</h3>
          <p>
            <code>{overview.baseUrl}</code> <CopyButton about={word("baseUrl")} text={overview.baseUrl} />
          </p>
          <p>
            {word("variablesText")}{" "}
            <CopyButton about=".env.wechatpay" label={word("copyVariables")} text={Api.variables} />{" "}
            <a class="button" href="/api/variables" download=".env.wechatpay">
              {word("download")}
            </a>
          </p>
          <Pairs
            pairs={[
              [word("merchant"), merchant?.mchid ?? ""],
              [word("serial"), merchant?.serialNos[0] ?? ""],
              ["appid", keys.appid],
              [word("service"), keys.service_id]
            ]}
          />
        </li>
        <li>
          <h3>{word("stepCall")}</h3>
          <p>{word("stepCallText")}</p>
          <Snippet about={word("stepCall")} call={firstCall(keys)} />
        </li>
        <li>
          <h3>{word("stepDemo")}</h3>
          <p>{word("stepDemoText")}</p>
          <p class="buttons">
            <ServerButton tone="main" onClick={play}>
              {word(playing ? "playing" : "demo")}
            </ServerButton>
          </p>
        </li>
      </ol>
    </section>
  )
}
