// The sync state in words. Being offline is neutral: the record is safe on the phone and goes by itself.
import type { SyncView } from '../../kit/generated/types'
import { has } from '../../kit/i18n'
import type { Look } from '../../kit/looks'
import { t, type Key } from '../words'

const looks: Record<SyncView['state'], Look> = {
  synced: { icon: 'check-circle', tone: 'ok' },
  waiting: { icon: 'upload', tone: 'neutral' },
  running: { icon: 'refresh', tone: 'primary' },
  offline: { icon: 'offline', tone: 'neutral' },
  failed: { icon: 'alert', tone: 'bad' },
}

export const syncLook = (view: SyncView): Look => (view.refused ? looks.failed : looks[view.state])

/** `已同步 09:41`, `3 条待传`, `正在上传`, `1 条没传上去`, `无网络 · 3 条待传`. */
export function syncWords(view: SyncView): string {
  if (view.refused) return t('sync.refused', { count: view.refused })
  if (view.state === 'running') return t('sync.running')
  if (view.state === 'failed') return t('sync.failed')
  const waiting = t('sync.pending', { count: view.pending })
  if (view.state === 'offline') return view.pending ? t('sync.offline_pending', { waiting }) : t('sync.offline')
  if (view.pending) return waiting
  return view.last_text ? t('sync.synced', { time: view.last_text }) : t('sync.never')
}

/** With little room: how many, or nothing but the glyph. */
export const syncCount = (view: SyncView): string => String(view.refused || view.pending || '')

/** What stands below the state: that all is safe, and why it did not go where that is known. */
export function syncProblem(view: SyncView): string {
  if (view.state === 'offline') return t('sync.offline_words')
  if (view.problem && has(`problem.${view.problem}.what`)) return `${t(`problem.${view.problem}.what` as Key)} ${t('sync.safe')}`
  return view.pending || view.refused ? t('sync.safe') : t('sync.all_there')
}
