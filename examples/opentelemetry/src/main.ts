import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import { demo, layer } from "./demo.js"

NodeRuntime.runMain(Effect.provide(demo, layer))
