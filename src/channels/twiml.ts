/**
 * TwiML, which answers messages and calls. The SDK builds a tree for it: a twelfth of a turn's garbage.
 * https://www.twilio.com/docs/messaging/twiml, https://www.twilio.com/docs/voice/twiml
 */
export function twiml(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${content}</Response>`
}

/**
 * Text for between tags or within quotes, without what XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets):
 * an answer that cannot be read is a lost reply; what is stored keeps it. A carriage return as it is would be
 * read as the end of a line.
 */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
}
