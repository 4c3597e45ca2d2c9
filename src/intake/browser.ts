import { type DetailedError, Upload } from 'tus-js-client'
import { formatsOf } from '../i18n/formats.ts'
import { rememberFor } from './remember.ts'

/**
 * Sends files one after another, piece by piece, and goes on where a connection broke. Where this does not
 * run, the form sends small files by itself.
 */

type Words = Record<string, string>

const pieceLength = 8_000_000
/** A piece that does not move for so long is sent again over a new connection. */
const stalledAfter = 45_000
const delays = [500, 1_000, 2_000, 4_000, 8_000, 15_000, ...new Array<number>(120).fill(30_000)]

const form = document.querySelector<HTMLFormElement>('#send')
const input = document.querySelector<HTMLInputElement>('#files')
const list = document.querySelector<HTMLElement>('#sending')
if (form && input && list) begin(form, input, list)

function begin(form: HTMLFormElement, input: HTMLInputElement, list: HTMLElement): void {
  const words: Words = JSON.parse(form.dataset.words ?? '{}')
  const limit = document.querySelector<HTMLElement>('#limit')
  if (limit) limit.textContent = limit.dataset.text ?? ''
  let queue = Promise.resolve()
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const files = [...(input.files ?? [])]
    if (files.length === 0) return tell(words.nothing)
    input.value = ''
    for (const file of files) {
      const row = addRow(list, file, words)
      queue = queue.then(() => sendRow(form, words, row))
    }
    return undefined
  })
  void watchReceived(form)
}

interface Row {
  file: File
  bar: HTMLProgressElement
  note: HTMLElement
  again: HTMLButtonElement
  item: HTMLElement
}

function addRow(list: HTMLElement, file: File, words: Words): Row {
  const part = <K extends keyof HTMLElementTagNameMap>(tag: K, name: string, text = '') => {
    const element = document.createElement(tag)
    element.className = name
    element.textContent = text
    return element
  }
  const row = {
    file,
    item: part('li', 'file'),
    bar: part('progress', 'bar'),
    note: part('span', 'state', words.next),
    again: part('button', 'again', words.again),
  }
  const name = part('bdi', 'name', file.name)
  const what = part('span', 'what')
  row.bar.max = 100
  row.bar.value = 0
  row.bar.setAttribute('aria-label', file.name)
  row.again.type = 'button'
  row.again.hidden = true
  what.append(name, row.bar, row.note, row.again)
  row.item.append(what)
  list.append(row.item)
  list.hidden = false
  return row
}

/** Resolves when the file is here or cannot come; then the next has its turn. */
async function sendRow(form: HTMLFormElement, words: Words, row: Row): Promise<void> {
  if (row.file.size === 0) return giveUp(row, words.empty)
  if (row.file.size > Number(form.dataset.most)) return giveUp(row, words['too-large'])
  const awake = keepAwake()
  addEventListener('beforeunload', warn)
  try {
    await send(form.dataset.files ?? '', words, row)
    finish(row, words)
    await refresh(form)
    void watchReceived(form)
  } catch (reason) {
    giveUp(row, words[String(reason)] ?? words.failed)
    row.again.hidden = reason === 'ended'
    row.again.onclick = () => {
      row.again.hidden = true
      void sendRow(form, words, row)
    }
  } finally {
    removeEventListener('beforeunload', warn)
    void awake.then((lock) => lock?.release())
  }
}

function finish(row: Row, words: Words): void {
  row.item.classList.remove('failed')
  row.item.classList.add('done')
  row.bar.value = 100
  row.note.textContent = words.received ?? ''
  tell(words.received)
}

function giveUp(row: Row, why: string | undefined): void {
  row.item.classList.add('failed')
  row.note.textContent = why ?? ''
  tell(why)
}

function send(endpoint: string, words: Words, row: Row): Promise<void> {
  return new Promise((resolve, reject) => {
    const memory = rememberFor(endpoint, row.file)
    const end = (settle: () => void) => {
      clearInterval(watch)
      removeEventListener('online', restart)
      settle()
    }
    let moved = Date.now()
    const upload = new Upload(row.file, {
      endpoint,
      chunkSize: pieceLength,
      retryDelays: delays,
      metadata: { filename: row.file.name, filetype: row.file.type },
      urlStorage: memory,
      fingerprint: async () => memory.name,
      removeFingerprintOnSuccess: true,
      onProgress: (sent, size) => {
        moved = Date.now()
        show(row, words, sent, size ?? row.file.size)
      },
      onShouldRetry: (error) => {
        row.note.textContent = words.waiting ?? ''
        return mayPass(error.originalResponse?.getStatus() ?? 0)
      },
      onSuccess: () => end(resolve),
      onError: (error) => end(() => reject(reasonOf(error))),
    })
    const restart = () => {
      moved = Date.now()
      row.note.textContent = words.waiting ?? ''
      void upload.abort().then(() => upload.start())
    }
    const watch = setInterval(() => Date.now() - moved > stalledAfter && restart(), 5_000)
    addEventListener('online', restart)
    void upload.findPreviousUploads().then(([before]) => {
      if (before) upload.resumeFromPreviousUpload(before)
      upload.start()
    })
  })
}

/** A word of ours; `ended` when the link has, which is answered with a page. */
function reasonOf(error: Error | DetailedError): string | undefined {
  const answer = 'originalResponse' in error ? error.originalResponse : undefined
  return answer?.getStatus() === 410 ? 'ended' : answer?.getBody().trim()
}

/** No answer, a busy file, a full door or a fault on the other side: it may work a little later. */
function mayPass(status: number): boolean {
  return status === 0 || [409, 423, 429].includes(status) || (status >= 500 && status !== 507)
}

function show({ bar, note }: Row, words: Words, sent: number, size: number): void {
  bar.value = Math.floor((100 * sent) / size)
  note.textContent = (words.sending ?? '')
    .replace('{done}', megabytes(sent))
    .replace('{size}', megabytes(size))
}

function megabytes(bytes: number): string {
  const language = document.documentElement.lang
  const options = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(formatsOf(language), options).format(bytes / 1e6)
}

/** For those who do not see the page. */
function tell(text: string | undefined): void {
  const said = document.querySelector('#said')
  if (said) said.textContent = text ?? ''
}

/** A phone that goes to sleep stops sending. */
async function keepAwake(): Promise<WakeLockSentinel | undefined> {
  return navigator.wakeLock?.request('screen').catch(() => undefined)
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

async function refresh({ dataset }: HTMLFormElement): Promise<void> {
  const answer = await fetch(dataset.received ?? '').catch(() => undefined)
  const received = document.querySelector('#received-list')
  if (answer?.ok && received) received.outerHTML = await answer.text()
}

let watching = false

/** Looks again while something waits to be checked, less and less often. */
async function watchReceived(form: HTMLFormElement): Promise<void> {
  if (watching) return
  watching = true
  for (let pause = 2_000; waits(); pause = Math.min(pause * 1.5, 30_000)) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    if (!document.hidden) await refresh(form)
  }
  watching = false
}

function waits(): boolean {
  return document.querySelector('#received-list[data-waits]') !== null
}
