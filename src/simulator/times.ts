/** Hours and minutes as a phone shows them, on the server's clock: the demo runs on one machine. */
export function formatTime(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(at)
}
