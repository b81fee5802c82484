// Shows the new state of an order as soon as there is one.
const { order, status } = document.currentScript.dataset

const check = async () => {
  if (document.hidden) return
  const response = await fetch(`/orders/${order}/status`, { cache: "no-store" }).catch(() => undefined)
  if (response?.ok && (await response.text()) !== status) location.reload()
}

setInterval(check, 1000)
document.addEventListener("visibilitychange", check)
