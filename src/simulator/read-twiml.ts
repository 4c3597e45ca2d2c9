import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom'

export interface TwimlMessage {
  text: string
  action?: string
}

const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/**
 * Reads the messages of a TwiML answer as Twilio would. Undefined where Twilio would report 12100,
 * a document that is not well-formed. https://www.twilio.com/docs/messaging/twiml/message
 */
export function readTwiml(xml: string): TwimlMessage[] | undefined {
  const root = parse(xml)
  if (root?.nodeName !== 'Response') return undefined
  return [...root.getElementsByTagName('Message')].map((message) => {
    const action = message.getAttribute('action')
    return { text: message.textContent ?? '', ...(action && { action }) }
  })
}

function parse(xml: string): Element | null {
  if (forbidden.test(xml)) return null
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml')
      .documentElement
  } catch {
    return null
  }
}
