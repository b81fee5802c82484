/** The admin API, by its own types. */
import type * as Api from "@effect-wechatpay/simulator/admin/Api"
import type * as StoryApi from "@effect-wechatpay/simulator/admin/StoryApi"

export interface Text {
  readonly en: string
  readonly zh: string
}

export type CallSummary = typeof Api.CallSummary.Encoded
export type CallDetail = typeof Api.CallDetail.Encoded
export type Panel = typeof Api.Panel.Encoded
export type PanelRecord = Panel["records"][number]
export type Action = PanelRecord["actions"][number]
export type Notification = typeof Api.Notification.Encoded
export type Faults = typeof Api.Faults.Encoded
export type Injection = typeof Api.Injection.Encoded
export type Routing = typeof Api.Routing.Encoded
export type Overview = typeof Api.Overview.Encoded
export type Attempted = typeof Api.Attempted.Encoded
export type Story = typeof StoryApi.Story.Encoded
export type WebhookResult = typeof StoryApi.WebhookResult.Encoded

/** The simulator does not respond. */
export class Offline extends Error {}

/** Why the simulator rejected something. */
const problemOf = async (response: Response): Promise<string> => {
  const text = await response.text()
  try {
    const { problem, message } = JSON.parse(text) as { problem?: string; message?: string }
    return problem ?? message ?? text
  } catch {
    return text || `HTTP ${response.status}`
  }
}

const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : {
          headers: { "content-type": "application/json" },
          body: typeof body === "string" ? body : JSON.stringify(body)
        })
  }).catch(() => {
    throw new Offline()
  })
  if (!response.ok) throw new Error(await problemOf(response))
  return response
}

const json = async <A>(method: string, path: string, body?: unknown): Promise<A> =>
  (await request(method, path, body)).json() as Promise<A>
const read = <A>(path: string): Promise<A> => json("GET", path)
const act = async (method: string, path: string, body?: unknown): Promise<void> => {
  await request(method, path, body)
}
const part = encodeURIComponent

export const calls = () => read<ReadonlyArray<CallSummary>>("/api/calls")
export const call = (id: number) => read<CallDetail>(`/api/calls/${id}`)
export const clearCalls = () => act("DELETE", "/api/calls")
export const search = (text: string) =>
  read<{ readonly ids: ReadonlyArray<number> }>(`/api/search?text=${part(text.slice(0, 200))}`)
export const sendAgain = (
  id: number,
  edit: { readonly method?: string; readonly target?: string; readonly body?: string }
) => json<{ readonly id: number; readonly status?: number }>("POST", `/api/calls/${id}/send`, edit)
export const story = (order: string) => read<Story>(`/api/orders/${part(order)}`)
export const demo = () => json<{ readonly order: string }>("POST", "/api/demo")
export const variables = async () => (await request("GET", "/api/variables")).text()
export const press = (
  panel: string,
  record: string | undefined,
  action: string,
  values: Readonly<Record<string, string>>
) => act("POST", `/api/panels/${panel}/act`, { ...(record === undefined ? {} : { record }), action, values })
export const resend = (id: string, probe: boolean) =>
  json<Attempted>("POST", `/api/notifications/${part(id)}/resend`, { probe })
export const testWebhook = (url: string, notification: string | undefined) =>
  json<{ readonly results: ReadonlyArray<WebhookResult> }>("POST", "/api/webhook-test", {
    url,
    ...(notification === undefined ? {} : { notification })
  })
export const inject = (injection: Injection) => act("POST", "/api/faults", injection)
export const removeFault = (id: number) => act("DELETE", `/api/faults/${id}`)
export const clearFaults = () => act("DELETE", "/api/faults")
export const advance = (millis: number) => act("POST", "/api/time/advance", { millis })
export const setMode = (mode: Overview["platform"]["mode"]) => act("POST", "/api/platform/mode", { mode })
export const addCertificate = () => act("POST", "/api/platform/certificates")
export const signWithCertificate = (serialNo: string) =>
  act("POST", `/api/platform/certificates/${serialNo}/sign`)
export const removeCertificate = (serialNo: string) => act("DELETE", `/api/platform/certificates/${serialNo}`)
export const setRouting = (routing: Routing) => act("PUT", "/api/routing", routing)
export const importCalls = (text: string) => act("PUT", "/api/calls", text)
export const importState = (text: string) => act("PUT", "/api/state", text)
