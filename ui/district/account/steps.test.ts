import { expect, it } from 'vitest'

import { nextStep } from './steps'

it('leads from the password to what else is asked, and back where that is of no use', () => {
  expect(nextStep('new_password_needed', 'password')).toBe('new_password')
  expect(nextStep('weak_password', 'new_password')).toBe('new_password')
  expect(nextStep('code_needed', 'new_password')).toBe('code')
  expect(nextStep('second_factor_needed', 'password')).toBe('set_up')
  expect(nextStep('wrong_sign_in', 'code')).toBe('password')
  expect(nextStep('account_locked', 'code')).toBe('password')
})

it('stays at the picture of a first set-up when a code of it was wrong, and where it is when the server has no time', () => {
  expect(nextStep('wrong_code', 'set_up')).toBe('set_up')
  expect(nextStep('wrong_code', 'code')).toBe('code')
  expect(nextStep('slow_down', 'code')).toBeUndefined()
  expect(nextStep('server_away', 'new_password')).toBeUndefined()
})
