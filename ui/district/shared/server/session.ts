// Who is signed in. The truth is the server's cookie; this is its last answer.
import { ref, shallowRef } from 'vue'

import type { DistrictMe, SignIn } from '../../generated/types'
import { address, get, write } from './api'
import { hangUp, listen } from './live'
import type { Problem } from './problem'

export const me = shallowRef<DistrictMe>()
/** Set when a page found out that the session has ended. */
export const ended = ref(false)
/** The server could not be asked who is signed in. */
export const startProblem = shallowRef<Problem>()

function signedIn(answer: DistrictMe): void {
  me.value = answer
  ended.value = false
  startProblem.value = undefined
  listen(stillSignedIn)
}

function stillSignedIn(): void {
  get<DistrictMe>(address('/me')).catch((problem: Problem) => {
    if (problem.code === 'not_signed_in') forget()
  })
}

export async function startSession(): Promise<void> {
  try {
    signedIn(await get<DistrictMe>(address('/me')))
  } catch (error) {
    const problem = error as Problem
    startProblem.value = problem.code === 'not_signed_in' ? undefined : problem
  }
}

export async function signIn(given: SignIn): Promise<void> {
  signedIn(await write<DistrictMe>('POST', '/session', given))
}

export async function signOut(): Promise<void> {
  await write<null>('DELETE', '/session')
  forget()
  ended.value = false
}

/** Takes the page's data away: the server says that nobody is signed in. */
export function forget(): void {
  hangUp()
  ended.value = me.value !== undefined
  me.value = undefined
}
