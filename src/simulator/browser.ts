/** What the phones do beyond HTML: the newest message stays in view, and what was sent is cleared. */

// Phones that nobody looks at ask for nothing.
document.addEventListener('htmx:before:request', (event) => {
  if (document.hidden) event.preventDefault()
})

for (const phone of document.querySelectorAll<HTMLElement>('.phone')) {
  followNewest(phone)
  clearWhenSent(phone)
}

/** Scrolls down when a message comes or goes, and only then: whoever reads further up is left alone. */
function followNewest(phone: HTMLElement): void {
  let shown = 0
  const follow = () => {
    const log = phone.querySelector<HTMLElement>('.log')
    const newest = log?.querySelector('.message:last-child')
    const count = log?.querySelectorAll('.message').length ?? 0
    if (log && newest && count !== shown) log.scrollTop = log.scrollHeight
    shown = count
  }
  new MutationObserver(follow).observe(phone, { childList: true, subtree: true })
  follow()
}

function clearWhenSent(phone: HTMLElement): void {
  const form = phone.querySelector<HTMLFormElement>('.write')
  form?.addEventListener('htmx:after:request', () => form.reset())
}
