/** The signature workshop: what had to be signed, what was signed, and what to change. */
import { useState } from "preact/hooks"
import type * as Api from "./api.js"
import { Lines } from "./lines.jsx"
import { Block, Chip, Pairs } from "./parts.jsx"
import { useShared } from "./store.js"

/** A text of the client's own code, compared with the one that had to be signed. */
const Paste = ({ expected }: { readonly expected: string }) => {
  const { word } = useShared()
  const [pasted, setPasted] = useState("")
  const same = pasted === expected
  const escaped = !pasted.includes("\n") && pasted.includes("\\n")
  return (
    <section class="paste">
      <label>
        {word("paste")}
        <textarea
          rows={4}
          spellcheck={false}
          value={pasted}
          onInput={(event) => setPasted(event.currentTarget.value)}
        />
      </label>
      {pasted !== "" && (
        <>
          <p role="status" class={same ? "good" : "bad"}>
            {word(same ? "pastedSame" : escaped ? "pastedEscaped" : "pastedDiffers")}
          </p>
          {!same && <Lines label={word("pasted")} text={pasted} other={expected} />}
        </>
      )}
    </section>
  )
}

const Remedies = ({ remedies }: { readonly remedies: Api.CallDetail["remedies"] }) => {
  const { text, word } = useShared()
  return (
    <section>
      <h3>{word("remedy")}</h3>
      {remedies.map((remedy, index) => (
        <div key={index}>
          <p>
            <Chip tone="plain">{remedy.name}</Chip> {text(remedy)}
          </p>
          <Block label={`${word("remedy")} · ${remedy.name}`} text={remedy.code} />
        </div>
      ))}
    </section>
  )
}

const V2 = ({ v2 }: { readonly v2: NonNullable<Api.CallDetail["v2"]> }) => {
  const { word } = useShared()
  return (
    <section>
      <Lines label={`${word("v2Text")} (${v2.signType})`} text={`${v2.text}&key=<${word("v2Key")}>`} />
      <Lines label={word("v2Expected")} text={v2.expected} other={v2.received} />
      <Lines label={word("v2Received")} text={v2.received} other={v2.expected} />
      <Paste expected={v2.text} />
    </section>
  )
}

export const Workshop = ({ call }: { readonly call: Api.CallDetail }) => {
  const { text, word } = useShared()
  const { authorization, mistakes, remedies, signature, signedText, textToSign, v2 } = call
  return (
    <section aria-label={word("workshop")}>
      {mistakes.length > 1 && (
        <ul>
          {mistakes.map((mistake) => (
            <li key={mistake.id}>{text(mistake)}</li>
          ))}
        </ul>
      )}
      {textToSign !== undefined && <Lines label={word("expected")} text={textToSign} other={signedText} />}
      {signedText !== undefined && <Lines label={word("signed")} text={signedText} other={textToSign} />}
      {v2 !== undefined && <V2 v2={v2} />}
      {remedies.length > 0 && <Remedies remedies={remedies} />}
      {textToSign !== undefined && signature === "invalid" && <Paste expected={textToSign} />}
      {authorization !== undefined && (
        <section>
          <h3>{word("authorization")}</h3>
          <Pairs
            pairs={[
              [word("scheme"), authorization.scheme],
              ...authorization.parameters.map(({ name, value }) => [name, value] as const)
            ]}
          />
        </section>
      )}
    </section>
  )
}
