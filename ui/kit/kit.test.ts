// Words and forms: placeholders, languages, addresses, summaries in each language.
// @vitest-environment node
import { beforeEach, describe as group, expect, it, vi } from 'vitest'

import { shortAddress } from './address'
import { describe } from './describe'
import { chooseLocale, fill, loadWords, type Locale } from './i18n'
import { addDays, dayOfMonth, longDate, setToday, shortDate, weekday } from './i18n/format'
import { dial, numbers } from './phone'

const none = () => Promise.resolve({ default: {} })
const faces: Record<Locale, typeof none> = { 'zh-CN': none, ko: none, en: none }

vi.stubGlobal('document', { documentElement: {} })

group('a message', () => {
  it('fills its names and leaves unknown ones to be seen', () => {
    expect(fill('{a} of {b}, {c}', { a: 1, b: 'x' })).toBe('1 of x, {c}')
  })

  it.each([
    ['ko', [], 'ko'],
    ['', ['ko-KR', 'en'], 'ko'],
    ['', ['de', 'en-GB'], 'en'],
    ['', ['fr'], 'zh-CN'],
    ['zh-CN', ['en'], 'zh-CN'],
  ])('preferring %s on a system with %o is in %s', (preference, system, locale) => {
    expect(chooseLocale(preference, system)).toBe(locale)
  })
})

group('a telephone number', () => {
  it.each([
    ['13800000001', ['13800000001'], 'tel:13800000001'],
    ['138-0000 0001 / 0433-2512345转801', ['138-0000 0001', '0433-2512345转801'], 'tel:13800000001'],
    ['0433-2512345转801', ['0433-2512345转801'], 'tel:04332512345,801'],
    ['+86 (433) 251', ['+86 (433) 251'], 'tel:+86433251'],
    ['', [], 'tel:'],
  ])('%s is shown as %o and rings %s', (field, shown, address) => {
    expect(numbers(field)).toEqual(shown)
    expect(dial(field)).toBe(address)
  })
})

group('a civil date', () => {
  it('is named without a zone moving it', () => {
    expect(longDate('zh-CN', '2020-03-01')).toContain('3月1日')
    expect(weekday('en', '2020-03-01')).toBe('Sun')
    expect(dayOfMonth('2020-03-01')).toBe('1')
    expect(addDays('2020-02-28', 2)).toBe('2020-03-01')
  })

  it('of another year is told with its year', () => {
    setToday('2020-03-01')
    expect(shortDate('zh-CN', '2020-02-29')).toBe('2月29日')
    expect(shortDate('zh-CN', '2038-02-28')).toBe('2038年2月28日')
    expect(longDate('en', '2019-03-01')).toContain('2019')
    setToday('')
  })

  it.each(['', '+12020-02-27', '-0001-01-01', '+261817-10-29', '0000-01-01', '0001-01-01', '9999-12-31', '2020-02-30', '2020-13-01', 'nonsense'])('that no wall calendar shows is told as it is written: %s', (date) => {
    for (const locale of ['zh-CN', 'ko', 'en']) {
      expect(longDate(locale, date) === date || /9999/.test(date)).toBe(true)
      expect(shortDate(locale, date)).toBeTypeOf('string')
      expect(weekday(locale, date)).toBeTypeOf('string')
    }
    expect(addDays(date, 1)).toBe(date)
    expect(dayOfMonth(date)).toBeTypeOf('string')
  })
})

it.each([
  ['3号楼2单元501', '3-2-501'],
  ['12号楼701室', '12-701'],
  ['3-2-501', '3-2-501'],
  ['解放路15号院', '解放路15号院'],
])('the address %s is said as %s', (address, short) => {
  expect(shortAddress(address)).toBe(short)
})

group('a summary', () => {
  const cases: [string, Record<string, string>, string, string, string][] = [
    ['temperature.reading', { celsius: '36.5' }, '体温 36.5 °C', '체온 36.5 °C', 'Temperature 36.5 °C'],
    ['contact.reached', { channel: 'phone' }, '已联系（电话）', '련락되였음(전화)', 'Contact made (phone)'],
    ['errand.asked', { what: 'beer', quantity: '6', more: '0' }, '请代办：啤酒 6 瓶', '부탁받음: 맥주 6병', 'Asked for: Beer × 6'],
    ['errand.asked', { what: '老花镜', quantity: '1', more: '1' }, '请代办：老花镜等，另 1 样', '부탁받음: 老花镜 외 1가지', 'Asked for: 老花镜 and 1 more'],
    ['errand.done', {}, '代办已办好', '심부름 해드렸음', 'Errand done'],
    ['briefing.explained', { rules: 'air_rooms,waste' }, '讲规定：开窗通风、垃圾怎么放', '규정설명: 창문 열고 환기, 쓰레기 내놓기', 'Explained: Air the rooms, Where waste goes'],
    ['briefing.notice', {}, '已作个人信息告知', '개인정보고지 했음', 'Privacy notice given'],
    ['seal.broken', { reason: 'wind' }, '封条破损：wind', '봉인딱지 찢어짐: wind', 'Seal broken: wind'],
    ['seal.broken', {}, '封条破损', '봉인딱지 찢어짐', 'Seal broken'],
    ['something.new', {}, '新版本才能读的记录', '새 버전에서 읽을수 있는 기록', 'Needs a newer version to read'],
  ]

  group.each(['zh-CN', 'ko', 'en'] as const)('in %s', (locale) => {
    beforeEach(() => loadWords(locale, faces))

    it.each(cases)('of %s with %o has its words', (key, values, ...words) => {
      expect(describe({ key, values })).toBe(words[['zh-CN', 'ko', 'en'].indexOf(locale)])
    })
  })
})
