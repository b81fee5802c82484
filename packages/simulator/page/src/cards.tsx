import type * as Api from "./api.js"
import { useShared } from "./desk.js"
import { ActionButton, Chip, Pairs } from "./parts.jsx"

const CardView = ({ card, deck }: { readonly deck: string; readonly card: Api.Card }) => {
  const { text, word } = useShared()
  const pairs = card.facts.map(({ label, value }) => [text(label), value] as const)
  return (
    <li class="card">
      <h3>{card.title}</h3>
      <Chip tone={card.tone}>{card.state}</Chip>
      <Pairs pairs={pairs.slice(0, 4)} />
      {pairs.length > 4 && (
        <details>
          <summary aria-label={`${word("more")} (${card.title})`}>{word("more")}</summary>
          <Pairs pairs={pairs.slice(4)} />
        </details>
      )}
      {card.actions.length > 0 && (
        <p class="buttons">
          {card.actions.map((action) => (
            <ActionButton key={action.id} deck={deck} card={card.id} about={card.title} action={action} />
          ))}
        </p>
      )}
    </li>
  )
}

export const CardsView = () => {
  const { desk, text, word } = useShared()
  return (
    <>
      {desk.decks.map((deck) => (
        <section key={deck.id} class="deck" aria-label={text(deck.title)}>
          <h2>
            {text(deck.title)} <span class="count">{deck.total}</span>
            {deck.total > deck.cards.length && (
              <span class="quiet">
                {" "}
                {word("shownOf")} {deck.total}
              </span>
            )}
          </h2>
          <p class="buttons">
            {deck.actions.map((action) => (
              <ActionButton key={action.id} deck={deck.id} about={text(deck.title)} action={action} />
            ))}
          </p>
          {deck.cards.length === 0 && <p class="quiet">{word("empty")}</p>}
          <ul class="cards">
            {deck.cards.map((card) => (
              <CardView key={card.id} deck={deck.id} card={card} />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
