import { SegmentedMessage } from 'sms-segments-calculator'
import { expect, it } from 'vitest'
import { replay } from './transcript.ts'

const answers = ['2', '2 4', '9 am', 'Lake & 5th', '1', '1 5', '2', '1', '2', '4', '1', '1']

it.each([
  ['en', 20, 'I saw agents break the window of a blue car and pull a man out'],
  ['es', 45, 'Vi que unos agentes estaban junto a un carro azul con un hombre adentro'],
  ['zh-Hans', 45, '我看到执法人员站在一辆蓝色的车旁边，车里有一个男人'],
  ['zh-Hant', 45, '我看到執法人員站在一輛藍色的車旁邊，車裡有一個男人'],
  ['ko', 45, '요원들이 파란 차 옆에 서 있고 차 안에 남자가 있는 것을 봤어요'],
  ['ht', 45, 'Mwen te wè ajan yo bò kote yon machin ble ak yon misye ladan'],
  ['vi', 45, 'Tôi thấy mấy người đứng cạnh chiếc xe màu xanh có một ông trong xe'],
  ['pt-BR', 45, 'Vi uns agentes junto de um carro azul com um homem dentro'],
  ['fr', 45, "J'ai vu des agents à côté d'une voiture bleue avec un homme dedans"],
  ['ru', 45, 'Я видел каких-то агентов возле синей машины, а в ней был мужчина'],
  ['pl', 45, 'Widziałem jakichś agentów koło niebieskiego auta a w nim był mężczyzna'],
  ['bn', 45, 'আমি একটা নীল গাড়ির পাশে কয়েকজন এজেন্ট দেখেছি আর ভিতরে একজন লোক ছিল'],
])('a whole tip in %s costs at most %i segments', (_, most, account) => {
  expect(segmentsOf([account, ...answers])).toBeLessThanOrEqual(most)
})

it('costs at most 20 in English with a greeting first, nothing found in it and a link', () => {
  const account = 'A van came to the corner and two men got out of it'
  expect(segmentsOf(['hello', '2', account, 'done', ...answers.slice(1)])).toBeLessThanOrEqual(20)
})

function segmentsOf(messages: string[]): number {
  const inputs = messages.map((text) => `> ${text}`).join('\n')
  const replies = replay(`channel: sms\n\n${inputs}\n`).split(/^> .*$/mu)
  const said = replies.map((reply) =>
    reply
      .match(/^<.*$/gmu)
      ?.map((row) => row.slice(2))
      .join('\n'),
  )
  const texts = said.filter((text) => text !== undefined)
  expect(texts.at(-1)).toContain('T-7F3K-92QM')
  const segments = texts.map((text) => new SegmentedMessage(text).segmentsCount)
  return segments.reduce((sum, count) => sum + count, 0)
}
