// How the due list is ordered, and how high its items were when they were last drawn, for as long as the page lives.
import { ref } from 'vue'

export const order = ref<'time' | 'door'>('time')
export const heights = new Map<string, number>()
