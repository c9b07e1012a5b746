// Who is signed in. The truth is the server's cookie; this is its last answer.
import { ref, shallowRef } from 'vue'

import * as api from '../../generated/api'
import type { Action, DistrictMe, SignIn } from '../../generated/types'
import { forgetDrafts } from '../drafts'
import { hangUp, listen } from './live'
import type { Problem } from './problem'

export const me = shallowRef<DistrictMe>()
/** Whether the account may do this at all; where, the server's answers keep to. */
export const may = (action: Action): boolean => Boolean(me.value && me.value.may.includes(action))

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
  const asked = api.me().ask()
  asked.catch((problem: Problem) => {
    if (problem.code === 'not_signed_in') forget()
  })
}

export async function startSession(): Promise<void> {
  try {
    signedIn(await api.me().ask())
  } catch (error) {
    const problem = error as Problem
    startProblem.value = problem.code === 'not_signed_in' ? undefined : problem
  }
}

export async function signIn(given: SignIn): Promise<void> {
  signedIn(await api.signIn(given))
}

/** Uses the session as another of the own roles. */
export async function chooseRole(role: number): Promise<void> {
  me.value = await api.chooseRole({ role })
}

export async function signOut(): Promise<void> {
  await api.signOut()
  forget()
  ended.value = false
}

/** Takes the page's data away: the server says that nobody is signed in. */
export function forget(): void {
  hangUp()
  forgetDrafts()
  ended.value = me.value !== undefined
  me.value = undefined
}
