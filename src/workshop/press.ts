import type { Press } from '../export/report/press.ts'
import { wordsOf } from '../export/report/report.ts'
import { type PressAnswer, type PressOrder, pressSeconds } from './press-rules.ts'
import template from './report.typ?raw'
import { createToolProcess } from './tool-process.ts'

/** Sets reports with the fonts that come with us, so that they look the same on every machine; in a process of its own. */
export function createPress(seconds = pressSeconds): Press & { close(): Promise<void> } {
  const tool = { file: 'press-process', seconds, megabytes: 512 } as const
  const { ask, close } = createToolProcess<PressOrder, PressAnswer>(tool)
  return {
    print: (report, at) => ask({ report, words: wordsOf(report), template, at }),
    close,
  }
}
