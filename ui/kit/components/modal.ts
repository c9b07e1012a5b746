// What a sheet on a native modal dialog does, wherever it stands: focus moves in and goes back, and a tap beside it closes.
import { onBeforeUnmount, onMounted, useId, type Ref } from 'vue'

export interface Modal {
  /** Of the title, which names the dialog. */
  id: string
  /** Hears every click on the dialog. */
  beside: (event: MouseEvent) => void
}

export function useModal(dialog: Ref<HTMLDialogElement | undefined>, close: () => void): Modal {
  const before = document.activeElement
  onMounted(() => {
    dialog.value!.showModal()
    dialog.value!.focus()
  })
  onBeforeUnmount(() => {
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
  })
  const beside = (event: MouseEvent): void => {
    if (event.target === dialog.value) close()
  }
  return { id: useId(), beside }
}
