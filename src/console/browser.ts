import { SegmentedMessage } from 'sms-segments-calculator'

/**
 * What pages do beyond HTML: shortcuts in the list, the price of a text, and calm polling. Every
 * page works without it.
 */

const shortcutsKey = 'tipthread.shortcuts'

startPolling()
startShortcuts()
startCounter()
startForms()
showNewest()

/** A hidden page asks nothing; a page that lost its server says so and goes on trying. */
function startPolling(): void {
  document.addEventListener('htmx:before:request', (event) => {
    if (document.hidden) event.preventDefault()
  })
  document.addEventListener('htmx:before:response', stayWhenTyped)
  document.addEventListener('htmx:after:request', () => showNote())
  document.addEventListener('htmx:error', () => showNote('text'))
}

/** When the session has ended the page would reload, and what is typed in it would be lost. */
function stayWhenTyped(event: Event): void {
  const isEnded = event instanceof CustomEvent && event.detail.ctx.response.status === 401
  const texts = [...document.querySelectorAll('textarea')]
  if (!isEnded || texts.every((text) => text.value === text.defaultValue)) return
  event.preventDefault()
  showNote('ended')
}

function showNote(name?: 'text' | 'ended'): void {
  const note = document.getElementById('offline')
  if (note) note.textContent = (name && note.dataset[name]) ?? ''
}

/** `j`, `k`, `/`; can be turned off, as WCAG 2.1.4 asks. Enter is the link's own. */
function startShortcuts(): void {
  const line = document.getElementById('shortcuts')
  const toggle = line?.querySelector('input')
  if (!line || !toggle) return
  line.hidden = false
  toggle.checked = localStorage.getItem(shortcutsKey) !== 'off'
  toggle.addEventListener('change', () => {
    localStorage.setItem(shortcutsKey, toggle.checked ? 'on' : 'off')
  })
  document.addEventListener('keydown', (event) => {
    if (toggle.checked && !isTyping(event)) press(event)
  })
}

function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const field = target instanceof Element && target.closest('input:not([type=checkbox]), select')
  return Boolean(field) || ctrlKey || metaKey || altKey
}

function press(event: KeyboardEvent): void {
  const steps: Record<string, number> = { j: 1, k: -1 }
  const step = steps[event.key]
  if (event.key === '/') {
    event.preventDefault()
    document.querySelector<HTMLElement>('#filters input[type=search]')?.focus()
  } else if (step) moveFocus(step)
}

function moveFocus(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('.row-link')]
  const now = links.findIndex((link) => link === document.activeElement)
  const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), links.length - 1)
  links[next]?.focus()
}

/** Shows what the text will cost, by the segments carriers bill. */
function startCounter(): void {
  const text = document.querySelector<HTMLTextAreaElement>('textarea[data-segments]')
  const cost = document.getElementById('reply-cost')
  if (!text || !cost) return
  const show = () => {
    cost.textContent = text.value.trim() ? priceOf(text.value.trim(), cost.dataset) : ''
  }
  text.addEventListener('input', show)
  show()
}

function priceOf(text: string, { one = '', other = '', left = '' }: DOMStringMap): string {
  const message = new SegmentedMessage(text)
  const count = message.segmentsCount
  const bits = message.encodingName === 'GSM-7' ? 7 : 16
  const free = Math.floor((message.segments.at(-1)?.freeSizeInBits() ?? 0) / bits)
  const segments = (count === 1 ? one : other).replace('{count}', String(count))
  return `${segments} · ${left.replace('{count}', String(free))}`
}

/**
 * A second press of the button must not send a second text. Where the answer is a file to be saved, the page
 * stays and the button is needed again.
 */
function startForms(): void {
  document.addEventListener('submit', ({ target }) => {
    if (!(target instanceof HTMLFormElement) || 'saves' in target.dataset) return
    // Not before the form is read: a button that is disabled by then is not in what is sent.
    setTimeout(() => {
      for (const button of target.querySelectorAll('button')) button.disabled = true
    })
  })
  addEventListener('pageshow', () => {
    for (const button of document.querySelectorAll('button')) button.disabled = false
  })
}

/** On small screens the page itself scrolls: after sending, what was sent is in view. */
function showNewest(): void {
  if (location.hash === '#reply') document.getElementById('reply')?.scrollIntoView()
}
