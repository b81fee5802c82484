import type * as Api from "./api.js"
import { ActionButton, Actions, Chip, Pairs } from "./parts.jsx"
import { orderAddress } from "./route.js"
import { useShared } from "./store.js"

const RecordView = ({ record, panel }: { readonly panel: string; readonly record: Api.PanelRecord }) => {
  const { text, word } = useShared()
  const pairs = record.facts.map(({ label, value }) => [text(label), value] as const)
  return (
    <li class="record" data-record={record.id}>
      <h3 tabIndex={-1}>
        {record.order === undefined ? record.title : <a href={orderAddress(record.order)}>{record.title}</a>}
      </h3>
      <Chip tone={record.tone}>{record.state}</Chip>
      <Pairs pairs={pairs.slice(0, 4)} />
      {pairs.length > 4 && (
        <details>
          <summary aria-label={`${word("more")} (${record.title})`}>{word("more")}</summary>
          <Pairs pairs={pairs.slice(4)} />
        </details>
      )}
      {record.actions.length > 0 && (
        <p class="buttons">
          <Actions panel={panel} record={record} />
        </p>
      )}
    </li>
  )
}

export const RecordsView = () => {
  const { store, text, word } = useShared()
  return (
    <>
      {store.panels.map((panel) => (
        <section key={panel.id} class="panel" aria-label={text(panel.title)}>
          <h2>
            {text(panel.title)} <span class="count">{panel.total}</span>
            {panel.total > panel.records.length && (
              <span class="quiet">
                {" "}
                {word("shownOf")} {panel.total}
              </span>
            )}
          </h2>
          <p class="buttons">
            {panel.actions.map((action) => (
              <ActionButton key={action.id} panel={panel.id} about={text(panel.title)} action={action} />
            ))}
          </p>
          {panel.records.length === 0 && <p class="quiet">{word("empty")}</p>}
          <ul class="records">
            {panel.records.map((record) => (
              <RecordView key={record.id} panel={panel.id} record={record} />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
