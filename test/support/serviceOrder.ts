/** What the tests agree about a service order, besides its numbers and its user. Nobody listens at its address. */
export const terms = {
  service_introduction: "power bank",
  time_range: { start_time: "OnAccept" },
  risk_fund: { name: "DEPOSIT", amount: 10_000 },
  notify_url: "https://shop.example/notify"
} as const
