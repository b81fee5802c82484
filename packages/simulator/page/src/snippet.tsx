/** A call as a program, in the language that the user has chosen. */
import { Block } from "./parts.jsx"
import { languageNames, languages, type SnippetCall, type SnippetLanguage, snippet } from "./snippets.js"
import { useKept, useShared } from "./store.js"

export const Snippet = ({ about, call }: { readonly about: string; readonly call: SnippetCall }) => {
  const { store, word } = useShared()
  const [language, setLanguage] = useKept<SnippetLanguage>("snippet", "curl")
  const merchant = store.overview?.merchants[0]
  if (store.overview === undefined || merchant === undefined) return null
  const text = snippet(language, call, {
    baseUrl: store.overview.baseUrl,
    mchid: merchant.mchid,
    serialNo: merchant.serialNos[0] ?? ""
  })
  return (
    <div class="snippet">
      <fieldset class="chips">
        <legend class="hidden">{`${word("snippetLanguage")} (${about})`}</legend>
        {languages.map((name) => (
          <button
            key={name}
            type="button"
            class="filter"
            aria-pressed={name === language}
            onClick={() => setLanguage(name)}
          >
            {languageNames[name]}
          </button>
        ))}
      </fieldset>
      <Block label={`${call.method} ${call.target} · ${languageNames[language]}`} text={text} />
    </div>
  )
}
