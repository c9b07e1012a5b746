// The rule that finds typed text which is not isolated finds it, and nothing else.
// @vitest-environment node
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import parser from 'vue-eslint-parser'

import isolateTyped from './isolate-typed.js'

function faults(template: string): string[] {
  const config = { files: ['**/*.vue'], languageOptions: { parser }, plugins: { daylog: { rules: { 'isolate-typed': isolateTyped } } }, rules: { 'daylog/isolate-typed': 'error' } }
  const found = new Linter().verify(`<template><div>${template}</div></template>`, [config as unknown as Linter.Config], 'x.vue')
  return found.map((fault) => fault.messageId || fault.message)
}

describe('typed text', () => {
  it.each([
    '{{ resident.name }}',
    '<p>{{ row.door.address }} 3</p>',
    "{{ names.join('、') }}",
    '{{ group.owed_by.map((cadre) => cadre.name).join() }}',
    '{{ line.resident_name || line.address }}',
    '{{ shortAddress(row.place) }}',
    '{{ peopleOf(row) }}',
    '{{ `${who.name}!` }}',
  ])('in %s is found', (template) => {
    expect(faults(template)).toEqual(['markup'])
  })

  it('in an attribute is found', () => {
    expect(faults('<a :aria-label="cadre.name"></a>')).toEqual(['attribute'])
  })

  it.each([
    '<bdi>{{ resident.name }}</bdi>',
    "{{ t('call', { name: resident.name }) }}",
    '{{ isolatedAll(row.residents) }}',
    '{{ row.at }}',
    '{{ resident.name.length }}',
    '<bdi><span>{{ address }}</span></bdi>',
    '<a :aria-label="isolated(cadre.name)"></a>',
    '<Sheet :title="cadre.name" />',
  ])('in %s is isolated', (template) => {
    expect(faults(template)).toEqual([])
  })
})
