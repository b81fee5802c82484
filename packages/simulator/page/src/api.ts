/** The admin API, by its own types. */
import type * as Api from "@effect-wechatpay/simulator/admin/Api"

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
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
  })
  if (!response.ok) throw new Error(await problemOf(response))
  return response
}

const read = async <A>(path: string): Promise<A> => (await request("GET", path)).json() as Promise<A>
const act = async (method: string, path: string, body?: unknown): Promise<void> => {
  await request(method, path, body)
}

export const overview = () => read<Overview>("/api/overview")
export const calls = () => read<ReadonlyArray<CallSummary>>("/api/calls")
export const call = (id: number) => read<CallDetail>(`/api/calls/${id}`)
export const clearCalls = () => act("DELETE", "/api/calls")
export const panels = () => read<ReadonlyArray<Panel>>("/api/panels")
export const press = (
  panel: string,
  record: string | undefined,
  action: string,
  values: Readonly<Record<string, string>>
) => act("POST", `/api/panels/${panel}/act`, { ...(record === undefined ? {} : { record }), action, values })
export const notifications = () => read<ReadonlyArray<Notification>>("/api/notifications")
export const resend = (id: string, probe: boolean) =>
  act("POST", `/api/notifications/${id}/resend`, { probe })
export const faults = () => read<Faults>("/api/faults")
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
