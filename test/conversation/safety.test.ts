import { describe, expect, it } from 'vitest'
import { readTokens } from '../../src/conversation/extract/tokens.ts'
import { findMasked, hide } from '../../src/conversation/mask.ts'
import { findDangers } from '../../src/conversation/safety.ts'
import { plainDigits } from '../../src/conversation/words.ts'
import { scriptFor } from '../../src/i18n/script.ts'
import { line } from './line.ts'

const script = scriptFor(line)
const tokensOf = (text: string) => readTokens(plainDigits(text))
const dangers = (text: string) => findDangers(script, tokensOf(text)).join(' ')
const shown = (text: string) => hide(text, findMasked(script, text, tokensOf(text)))

describe('what is grave', () => {
  it.each([
    ['child', 'They pushed my daughter to the ground'],
    ['child', 'a 6 year old boy was tear gassed'],
    ['child', 'PEPPER-SPRAYED THE KIDS'],
    ['child', 'empujaron al niño'],
    ['child', 'Lastimaron a mi hija, la chiquita'],
    ['sexual', 'he raped her in the van'],
    ['sexual', 'the agent touched my sister’s breasts'],
    ['sexual', 'la manosearon'],
    ['death', 'They shot him and he died.'],
    ['death', 'MATARON a un hombre'],
    ['death', 'murio ahi mismo'],
    ['head', 'she was knocked out'],
    ['head', 'they slammed his head on the curb'],
    ['head', 'lo golpearon en la cabeza y quedó inconsciente'],
    ['self_harm', "I don't want to live any more"],
    ['self_harm', 'i dont want to live'],
    ['self_harm', 'me quiero matar'],
    ['child', 'họ đẩy con gái tôi'],
    ['death', 'họ giết anh ấy'],
    ['sexual', 'họ hiếp cô ấy'],
    ['child', 'they hit a 5 year old'],
    ['child', 'he is 14 y/o and they tased him'],
    ['child', 'my teenage son was tackled'],
    ['child', 'her little brother got hit'],
    ['child', 'tenía 9 años y lo empujaron'],
    ['child', 'ils en ont frappé un qui a 7 ans'],
    ['child', 'ils ont poussé quelqu’un de 7 ans'],
    ['child', 'empurraram alguém de 9 anos'],
    ['child', 'yo frape youn ki gen 8 an'],
    ['child', 'nó mới 7 tuổi mà bị đánh'],
    ['child', '一个7岁的被推倒了'],
    ['child', '一個７歲的被推倒'],
    ['child', 'دفعوه وضربوه وعمره ٩ سنوات'],
    ['child', 'ударили 7-летнего'],
    ['child', 'ей 12 лет и её толкнули'],
    ['child', '7살짜리를 밀쳤어요'],
    ['child', 'uderzyli 7-letniego'],
    ['child', '৭ বছরের একজনকে ধাক্কা দিয়েছে'],
    ['child', 'ایک ۷ سالہ کو دھکا دیا'],
    ['child', '7 jir bay riixeen'],
    ['head', "she isn't breathing"],
    ['head', 'they broke his skull'],
    ['head', 'le rompieron la cabeza'],
    ['sexual', 'he was sexually harassed in the van'],
    ['self_harm', 'I am going to hurt myself'],
  ])('%s: %s', (danger, text) => {
    expect(dangers(text)).toBe(danger)
  })
})

describe('what is not', () => {
  it.each([
    'Nobody died, thank God',
    'no one was hurt and no one was killed',
    'I was scared to death',
    'they made death threats',
    'my phone died so I could not film',
    'a 30 year old man was hit',
    'họ dọa giết anh tôi',
    'I ran and hurt myself',
    'it is a dead end street',
    'they hit my car. My kid was at school',
    'there were children in the park',
    'agents hit a man',
    'a skilled worker was taken',
    'violaron mis derechos',
    'estaba muerto de miedo',
    'los agentes son de otra ciudad y golpearon la puerta',
    'nadie murió',
    'an agent passed out flyers',
    'they pointed at his head office',
    'ils ont frappé un homme de 37 ans',
    'il y a 7 ans ils ont frappé à la porte',
    'faz 7 anos que moro aqui e empurraram um homem',
    'yo frape pòt la, mwen la depi 7 an',
    'anh ấy 37 tuổi, bị đánh',
    '一个37岁的被推倒了',
    'ضربوا رجلا عمره ٣٧ سنة',
    '7 лет назад ударили мужчину',
    'ударили 37-летнего',
    '37살 남자를 밀쳤어요',
    'uderzyli 37-letniego',
    '৩৭ বছরের একজনকে ধাক্কা দিয়েছে',
    'ایک ۳۷ سالہ کو دھکا دیا',
    '37 jir bay riixeen',
  ])('%s', (text) => {
    expect(dangers(text)).toBe('')
  })
})

describe('what views mask', () => {
  it.each([
    ['He is undocumented.', 'He is ***.'],
    ['she has NO PAPERS and I am a US citizen', 'she has *** and I am a ***'],
    ['no tiene papeles, es indocumentado', '***, es ***'],
    ['A123456789 is on the paper', '*** is on the paper'],
    ["my son's name is Juan", "my son's name is ***"],
    ['his A-number is 200 123 456 ok', 'his A-number is *** ok'],
    ['a# 87654321', '***'],
    ['her social security number is 123456789', 'her social security number is ***'],
    ['SSN 123-45-6789', 'SSN ***'],
    ['su seguro social es ١٢٣-٤٥-٦٧٨٩', 'su seguro social es ***'],
    ['my neighbor lives at 1520 North Oak Street', 'my neighbor lives at ***'],
    ['ella vive en la calle Roble 12', 'ella vive en ***'],
    ['его номер А123456789', 'его номер ***'],
    ['А 200-123-456', '***'],
    ['وہ 12 اوک سٹریٹ میں رہتا ہے', 'وہ *** میں رہتا ہے'],
    ['ওরা ১২ ওক স্ট্রিটে থাকে', 'ওরা *** স্ট্রিটে থাকে'],
    ['그 사람은 오크 스트리트 1520 번지에 살아요', '그 사람은 오크 스트리트 *** 살아요'],
    ['call me at 555-010-1234', 'call me at ***'],
    ['اتصل بي ٥٥٥-٠١٠-١٢٣٤', 'اتصل بي ***'],
    ['১২৩-৪৫৬-৭৮৯০ নম্বরে', '*** নম্বরে'],
    ['+48 601 234 567 to mój numer', '*** to mój numer'],
    ['they took my daughter Maria, 6', 'they took my daughter ***, 6'],
    ['my son Juan Carlos was crying', 'my son *** was crying'],
    ['a boy named Luis saw it', 'a boy named *** saw it'],
    ['empujaron a mi hija Ana, de 4 años', 'empujaron a mi hija ***, de 4 años'],
    ['un niño llamado Pedro lloraba', 'un niño llamado *** lloraba'],
    ['забрали мою дочь Марию', 'забрали мою дочь ***'],
    ['moja córka Zosia płakała', 'moja córka *** płakała'],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  it.each([
    'a number of agents, 12 or more, came at 5',
    'my daughter and I saw ICE at the store',
    'They Took My Son Away From The Store',
    'the kids, Border Patrol and a van',
    'at 9 he was 12 blocks from where he lives',
    'plate ABC 1234, badge 4417',
    'it was at 12 Oak Street near the church',
    'on 2026-11-24 at 10:30',
    'they are from immigration',
    'he lives at the end of the road',
  ])('and leaves as it is: %s', (text) => {
    expect(shown(text)).toBe(text)
  })
})
