#!/usr/bin/env -S node --
import { setFlagsFromString } from "node:v8"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { command } from "./internal/command.js"

// V8 otherwise lets the heap grow to twice its live size and more between two collections.
setFlagsFromString("--heap-growing-percent=30")

command(process.argv.slice(2)).pipe(
  Effect.tapError((error) => Console.error(`wechatpay-simulator: ${error.message}`)),
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    // A server that was told to stop has not failed.
    teardown: (exit, onExit) => onExit(Exit.isFailure(exit) && !Cause.isInterruptedOnly(exit.cause) ? 1 : 0)
  })
)
